"""The room map's pages: what they show, what they refuse, and that they stay cheap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.support.beginnings import begins
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test.utils import CaptureQueriesContext

    from tests.intake.night import Night

MAP = "/s/county/map/"
SHEET = {"x-sheet": "1", "accept-language": "en"}


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """A night with two parties counted, the first of them in room 305."""
    from yizhan.core.clock import running

    opened = _two_parties()
    with running(opened.clock):
        yield opened


@begins
def _two_parties() -> Night:
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        opened.announce(expected=84, cohort="school")
        opened.count(23)
        opened.count(24)
        opened.house(23, "305", reason="")
    return opened


def client(night: Night, name: str = "clerk") -> Client:
    """A desk at which somebody of the crew is signed in."""
    from yizhan.people.models import Account

    desk = Client(headers={"accept-language": "en"})
    desk.force_login(Account.objects.get(id=night.crew[name]))
    return desk


def party(night: Night, tag: str) -> str:
    """The id of somebody's party."""
    return str(night.stay(tag).party_id)


def test_map_shows_each_room_by_sign_and_word_and_who_waits(night: Night) -> None:
    page = client(night).get(MAP).content.decode()
    tile = page.split(f'id="room-{night.room("305").id}"')[1].split("</li>")[0]
    assert 'data-filters="unregistered occupied"' in tile
    assert '<i aria-hidden="true">✎</i>Unnamed&nbsp;2' in tile
    assert '<span class="tag">023</span><span class="tile-seen">1 ad. 1 ch.</span>' in tile
    lobby = page.split("data-lobby")[1]
    assert 'data-tag="024"' in lobby
    assert 'data-tag="023"' not in lobby


def test_map_shows_no_lobby_to_those_who_give_no_rooms(night: Night) -> None:
    page = client(night, "hotel").get(MAP).content.decode()
    assert "data-lobby" not in page
    assert "data-assigns" not in page


def test_map_asks_the_same_number_of_queries_for_one_party_and_for_many(
    night: Night, django_assert_max_num_queries: Any
) -> None:
    desk = client(night)
    desk.get(MAP)
    with django_assert_max_num_queries(60) as one:
        desk.get(MAP)
    for number, room in ((30, "402"), (31, "403"), (32, "404")):
        night.count(number)
        night.house(number, room, reason="")
    with django_assert_max_num_queries(60) as many:
        desk.get(MAP)
    assert len(_asked(many)) == len(_asked(one))


def test_a_tile_that_was_drawn_before_says_it_in_the_words_of_each_reader(night: Night) -> None:
    from django.utils.translation import gettext, override

    for language in ("en", "zh-hans", "en"):
        with override(language):
            state, kind = gettext("Unnamed"), gettext("Family")
        page = client(night).get(MAP, headers={"accept-language": language}).content.decode()
        assert f'<i aria-hidden="true">✎</i>{state}&nbsp;2' in page
        assert f'<span class="tile-seen">{kind}</span>' in page


def test_changes_are_nothing_until_something_changes(night: Night) -> None:
    desk = client(night)
    night.site.refresh_from_db()
    version = night.site.map_version
    assert desk.get(f"{MAP}changes/?since={version}").status_code == 204
    night.house(24, "402", reason="")
    found = desk.get(f"{MAP}changes/?since={version}").json()
    assert list(found["tiles"]) == [str(night.room("402").id)]
    assert "024" in found["tiles"][str(night.room("402").id)]
    assert "Nobody waits for a room." in found["waiting"]


def test_accepting_a_proposal_gives_the_room_once(night: Night) -> None:
    desk = client(night)
    page = desk.get(f"{MAP}parties/{party(night, '024-A')}/").content.decode()
    assert page.count('class="card proposal') == 3
    facts = {"command_id": new_id(), "share": f"{night.room('402').id}:AB", "reasons": "fits_exactly"}
    for _ in range(2):
        reply = desk.post(f"{MAP}parties/{party(night, '024-A')}/rooms/", facts, headers=SHEET)
        assert reply.json() == {"message": "The party has its room."}
    assert night.room("402").occupancies.count() == 2


def test_a_room_that_breaks_no_rule_is_given_without_asking(night: Night) -> None:
    address = f"{MAP}parties/{party(night, '024-A')}/rooms/{night.room('402').id}/"
    assert "data-clean" in client(night).get(address, headers=SHEET).content.decode()


def test_a_broken_rule_asks_for_a_reason_and_takes_it(night: Night) -> None:
    desk, single = client(night), night.room("409")
    page = desk.get(
        f"{MAP}parties/{party(night, '024-A')}/rooms/{single.id}/", headers=SHEET
    ).content.decode()
    assert "409 has beds for 1, not for 2; missing: 1" in page
    assert "data-clean" not in page
    facts = {"command_id": new_id(), "share": f"{single.id}:", "knowing": "room_too_small"}
    refused = desk.post(f"{MAP}parties/{party(night, '024-A')}/rooms/", facts, headers=SHEET)
    assert refused.status_code == 409
    assert single.occupancies.count() == 0
    facts |= {"command_id": new_id(), "reason": "a cot is brought"}
    assert desk.post(f"{MAP}parties/{party(night, '024-A')}/rooms/", facts, headers=SHEET).status_code == 200
    assert single.occupancies.count() == 2


def test_a_refused_form_keeps_what_was_typed(night: Night) -> None:
    facts = {"command_id": new_id(), "share": f"{night.room('305').id}:", "reason": "they are cousins"}
    reply = client(night).post(f"{MAP}parties/{party(night, '024-A')}/rooms/", facts)
    assert reply.status_code == 409
    assert 'value="they are cousins"' in reply.content.decode()
    assert "305 is taken by 023" in reply.content.decode()


def test_moving_asks_why_and_leaves_the_room_to_disinfect(night: Night) -> None:
    desk, old, new = client(night), night.room("305"), night.room("402")
    address = f"{MAP}parties/{party(night, '023-A')}/"
    page = desk.get(f"{address}rooms/{new.id}/?from={old.id}", headers=SHEET).content.decode()
    assert "Why they move" in page
    facts = {"command_id": new_id(), "from_room": old.id, "to_room": new.id, "reason": "the tap leaks"}
    assert desk.post(f"{address}moves/", facts, headers=SHEET).status_code == 200
    assert night.room("305").state == "dirty"
    tile = desk.get(f"{MAP}changes/?since=0").json()["tiles"][str(old.id)]
    assert '<i aria-hidden="true">≈</i>To be disinfected' in tile


def test_a_room_that_is_taken_offers_a_swap_which_asks_about_disinfection(night: Night) -> None:
    night.house(24, "402", reason="")
    desk, old, new = client(night), night.room("305"), night.room("402")
    address = f"{MAP}parties/{party(night, '023-A')}/"
    page = desk.get(f"{address}rooms/{new.id}/?from={old.id}", headers=SHEET).content.decode()
    assert "Swap rooms with 024" in page
    way = {"from_room": old.id, "other_party": party(night, "024-A"), "to_room": new.id}
    page = desk.get(f"{address}swaps/", way, headers=SHEET).content.decode()
    assert "023-A, 023-B: from 305 to 402" in page
    assert 'value="no"' not in page, "the clerk cannot decide against disinfection"
    assert 'value="no"' in client(night, "head").get(f"{address}swaps/", way, headers=SHEET).content.decode()
    facts = {**way, "command_id": new_id(), "cleared": "no", "reason": "a wheelchair"}
    refused = desk.post(f"{address}swaps/", facts, headers=SHEET)
    assert refused.status_code == 409
    assert 'value="a wheelchair"' in refused.content.decode()
    facts |= {"command_id": new_id(), "cleared": "yes"}
    for _ in range(2):
        reply = desk.post(f"{address}swaps/", facts, headers=SHEET)
        assert reply.json() == {"message": "Both parties have swapped their rooms."}
    assert [
        room.occupancies.get(person=night.stay("023-A").person, ended_at=None).room.name for room in (new,)
    ] == ["402"]
    assert (
        desk.get(f"{address}swaps/", way, headers=SHEET).content.decode().count("no longer in that room") == 1
    )
    assert desk.get(f"{address}swaps/").status_code == 404


def test_one_of_a_party_is_moved_alone_and_a_child_left_behind_is_said(night: Night) -> None:
    desk, old, new = client(night), night.room("305"), night.room("402")
    room = desk.get(f"{MAP}rooms/{old.id}/", headers=SHEET).content.decode()
    assert 'data-letters="A"' in room
    address = f"{MAP}parties/{party(night, '023-A')}/"
    page = desk.get(f"{address}rooms/{new.id}/?from={old.id}&letters=A", headers=SHEET).content.decode()
    assert "Out of room 305: 023-A. The rest of the party stays there." in page
    assert "a look-in falls due at once" in page
    knowing = page.split('name="knowing" value="')[1].split('"')[0]
    facts = {
        "command_id": new_id(), "from_room": old.id, "to_room": new.id, "letters": "A", "knowing": knowing,
        "reason": "positive",
    }  # fmt: skip
    assert desk.post(f"{address}moves/", facts, headers=SHEET).status_code == 200
    assert (new.occupancies.count(), old.occupancies.filter(ended_at=None).count()) == (1, 1)
    assert "Child in a room without an adult of theirs" in desk.get("/s/county/attention/").content.decode()


def test_names_are_shown_only_when_asked_for_and_the_reading_is_audited(night: Night) -> None:
    from yizhan.core.models import AuditEvent
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.people.identity import Identity

    stay = night.stay("023-A")
    register_person(
        by=night.by("clerk"), site_id=night.site.id, route=RegistrationRoute.CALL,
        facts=MemberFacts(stay_id=stay.id, identity=Identity(name="Ann Example")),
    )  # fmt: skip
    room = f"{MAP}rooms/{night.room('305').id}/"
    desk = client(night)
    assert "Ann Example" not in desk.get(room).content.decode()
    assert AuditEvent.objects.filter(action="web.read_names").count() == 0
    assert "Ann Example" in desk.get(f"{room}?names").content.decode()
    event = AuditEvent.objects.get(action="web.read_names")
    assert str(stay.person_id) in event.subject["persons"]
    assert "Ann Example" not in client(night, "hotel").get(f"{room}?names").content.decode()
    found = desk.get(f"{MAP}search/?q=ann example").json()
    assert found == {"rooms": [str(night.room("305").id)]}
    assert AuditEvent.objects.filter(action="web.search_map").count() == 1


def test_an_empty_room_is_blocked_with_a_reason_and_an_occupied_one_is_not(night: Night) -> None:
    desk, free, taken = client(night), night.room("402"), night.room("305")
    block = {"state": "blocked"}
    reply = desk.post(f"{MAP}rooms/{free.id}/state/", {**block, "command_id": new_id()}, headers=SHEET)
    assert reply.status_code == 409
    facts = {**block, "command_id": new_id(), "reason": "no water"}
    assert desk.post(f"{MAP}rooms/{free.id}/state/", facts, headers=SHEET).json() == {
        "message": "Room 402: Blocked."
    }
    facts = {**block, "command_id": new_id(), "reason": "no water"}
    assert desk.post(f"{MAP}rooms/{taken.id}/state/", facts, headers=SHEET).status_code == 409
    assert [night.room(name).state for name in ("402", "305")] == ["blocked", "ready"]


@pytest.mark.parametrize("name", ["hotel", "nurse", "post"])
def test_those_who_give_no_rooms_change_nothing(night: Night, name: str) -> None:
    desk = client(night, name)
    address = f"{MAP}parties/{party(night, '024-A')}/rooms/"
    facts = {"command_id": new_id(), "share": f"{night.room('402').id}:AB"}
    assert desk.post(address, facts).status_code == 403
    state = {"command_id": new_id(), "state": "dirty"}
    assert desk.post(f"{MAP}rooms/{night.room('402').id}/state/", state).status_code == 403


def test_print_speaks_in_signs(night: Night) -> None:
    page = client(night).get(f"{MAP}print/").content.decode()
    assert "<b>305</b><i>✎2</i>" in page
    assert "<b>306</b><i>○</i><span>Vacant</span>" in page


def _asked(context: CaptureQueriesContext) -> list[Any]:
    return context.captured_queries
