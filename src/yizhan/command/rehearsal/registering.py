"""Names come later: residents on their own phones, the clerk on the room's extension, some in the morning."""

from datetime import timedelta
from typing import Any

from yizhan.command.rehearsal.browser import Browser, Unexpected
from yizhan.command.rehearsal.network import CALM
from yizhan.command.rehearsal.phone import Phone
from yizhan.command.rehearsal.scene import Scene
from yizhan.command.rehearsal.travellers import LETTERS, Traveller, TravelParty
from yizhan.command.rehearsal.truth import Habit

SOONEST_MIN, LATEST_MIN = 15, 150
NIGHT_CALLS = "22:30"
SHARE_OF_STORMY_RESIDENTS = 3


def residents_register(scene: Scene, part: int) -> None:
    """Let one party after the other scan the card in its room and say who its members are."""
    chance = scene.chance(f"residents {part}")
    while (party := scene.residents.get()) is not None:
        if scene.truth.habit_of(party) is not Habit.BY_ITSELF:
            continue
        after = timedelta(minutes=chance.uniform(SOONEST_MIN, LATEST_MIN))
        scene.night.sleep_until(scene.story.in_room[party.number] + after)
        stormy = party.number % SHARE_OF_STORMY_RESIDENTS == 0
        browser = scene.browser(f"resident {party.number}", None if stormy else CALM)
        _register_party(scene, browser, party)
        browser.close()


def clerk_calls_in_the_night(scene: Scene, phone: Phone) -> None:
    """Call every room that has not registered; who answers is registered on the call."""
    at = scene.facts.next_morning(NIGHT_CALLS) - timedelta(days=1)
    scene.night.sleep_until(max(at, scene.night.now()))
    call_rooms(scene, phone, answering=(Habit.BY_ITSELF, Habit.WHEN_CALLED))


def call_rooms(scene: Scene, phone: Phone, answering: tuple[Habit, ...]) -> None:
    """Go through the call list once; rooms of parties with these habits answer."""
    chance = scene.chance(f"calls {scene.night.now()}")
    parties = {party.number: party for party in scene.truth.parties}
    for row in scene.read(phone, "unregistered")["parties"]:
        scene.takes("call", chance)
        party = parties.get(row["number"])
        if party is None:
            # A wristband that nobody wears: a difference that is still open.
            continue
        answered = scene.truth.habit_of(party) in answering
        if row["room_id"] is None:
            # Whoever has no room stands at the desk, and is asked there.
            answered = True
        else:
            phone.decide(
                "intake.log_call", party_id=row["party_id"], room_id=row["room_id"], answered=answered
            )
        scene.story.calls.append(answered)
        if answered:
            _write_down(scene, phone, party, row)


def _write_down(scene: Scene, phone: Phone, party: TravelParty, row: dict[str, Any]) -> None:
    for missing in row["members"]:
        letter = missing["tag"][-1]
        traveller = party.members[LETTERS.index(letter)]
        identity = {
            "name": traveller.name, "sex": traveller.sex, "birth_date": traveller.birth_date.isoformat(),
            "document_kind": "resident_id", "document_number": traveller.document_number,
            "phone": "" if traveller.child else traveller.phone,
        }  # fmt: skip
        facts = {"stay_id": missing["stay_id"], "identity": identity, "relation": traveller.relation}
        decision = phone.decide("intake.register_person", facts=facts, route="call")
        if decision.status == "accepted":
            scene.story.register(party, letter, scene.night.now())


def _register_party(scene: Scene, browser: Browser, party: TravelParty) -> None:
    code = scene.stage.cards[next(iter(party.rooms))]
    address, form = browser.form(f"/r/{code}/", "number")
    page = browser.submit(address, form, number=f"{party.number:03d}")
    if page.url.path != "/r/party/":
        raise Unexpected(f"the card of {party.number:03d} led to {page.url.path}")
    for letter, traveller in zip(party.letters, party.members, strict=True):
        address, form = browser.form(f"/r/party/{letter}/", "name")
        page = browser.submit(address, form, **_answers(traveller, form.names))
        if page.url.path != "/r/party/":
            raise Unexpected(f"registering {party.number:03d}-{letter} led to {page.url.path}")
        scene.story.register(party, letter, scene.night.now())


def _answers(traveller: Traveller, asked: set[str]) -> dict[str, str]:
    known = {
        "name": traveller.name, "document_kind": "resident_id", "document_number": traveller.document_number,
        "sex": traveller.sex, "birth_date": f"{traveller.birth_date:%Y%m%d}",
        "phone": "" if traveller.child else traveller.phone,
        "relation": "" if traveller.relation == "unknown" else traveller.relation,
    }  # fmt: skip
    return {name: answer for name, answer in known.items() if name in asked and answer}
