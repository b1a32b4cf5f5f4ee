"""The site as the planner is told of it: always as it stands, in a few queries."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from planner.placement import Outlook, PartyProfile, RoomState, propose
from yizhan.core.clock import now
from yizhan.people.actions.identity import seal_identity
from yizhan.people.enums import AgeGroup
from yizhan.people.identity import Identity
from yizhan.places.models import Occupancy, Room
from yizhan.roster.enums import RosterForm
from yizhan.roster.models import Roster, RosterPerson
from yizhan.stays.models import Stay
from yizhan.stays.queries.placement import party_profile, site_state

if TYPE_CHECKING:
    from tests.intake.night import Night

ADULT, CHILD = AgeGroup.ADULT, AgeGroup.CHILD


def test_a_room_that_was_read_before_is_told_as_it_is_now(night: Night) -> None:
    room = night.room("305")
    before = site_state(night.site.id).room(str(room.id))
    assert (before.name, before.state) == ("305", RoomState.READY)
    Room.objects.filter(id=room.id).update(state="blocked", features=["accessible", "near_doctor"])
    now = site_state(night.site.id).room(str(room.id))
    assert (now.state, now.features) == (RoomState.BLOCKED, frozenset({"accessible", "near_doctor"}))
    Room.objects.filter(id=room.id).update(state=room.state, features=room.features)
    assert site_state(night.site.id).room(str(room.id)) == before


def test_a_party_is_told_with_its_people_and_its_room(night: Night) -> None:
    night.count(23)
    night.house(23, "305", reason="")
    (occupant,) = site_state(night.site.id).occupants
    room = (occupant.room_id, occupant.party_id, occupant.people, occupant.fever)
    assert room == (str(night.room("305").id), "023", 2, False)


def test_a_full_house_takes_one_query_more_than_an_empty_one_and_never_more(
    night: Night, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        site_state(night.site.id)
    night.count(26)
    for number, name in ((23, "305"), (24, "402"), (25, "403")):
        night.count(number)
        night.house(number, name, reason="")
        with django_assert_num_queries(7):
            site_state(night.site.id)
    assert len(site_state(night.site.id).occupants) == 3


def test_ages_are_those_of_the_birth_dates_on_the_sites_calendar(night: Night) -> None:
    # 2022-03-17 00:30 at the site, still the 16th in London: 18 and 70 today.
    night.count(23, (ADULT, CHILD, ADULT))
    night.clock.set(datetime(2022, 3, 16, 16, 30, tzinfo=UTC))
    for tag, born in (("023-B", date(2004, 3, 17)), ("023-C", date(1952, 3, 18))):
        know(night, tag, birth_date=born)
    assert [(one.age, one.age_group) for one in profile(night, 23).members] == [
        (None, "adult"), (18, "child"), (69, "adult"),
    ]  # fmt: skip
    night.minutes(24 * 60)
    assert [one.age for one in profile(night, 23).members] == [None, 18, 70]


def test_language_is_needed_where_nobody_of_the_party_speaks_the_common_one(night: Night) -> None:
    for number, languages in ((23, "en en"), (24, "en zh"), (25, "other en"), (26, "other other")):
        night.count(number, (ADULT, ADULT))
        for letter, language in zip("AB", languages.split(), strict=True):
            know(night, f"{number:03d}-{letter}", language=language)
    night.count(27)
    needed = {number: profile(night, number).language for number in range(23, 28)}
    assert needed == {23: "en", 24: None, 25: "en", 26: None, 27: None}


def test_floor_speaks_what_those_who_stay_there_speak(night: Night) -> None:
    for number, name, language in ((23, "305", "en"), (24, "405", "zh"), (25, "505", "other")):
        night.count(number)
        night.house(number, name, reason="")
        know(night, f"{number:03d}-A", language=language)
    spoken = {floor.level: floor.languages for floor in site_state(night.site.id).floors}
    assert {level: languages for level, languages in spoken.items() if languages} == {3: {"en"}}
    night.count(26)
    know(night, "026-A", language="en")
    know(night, "026-B", language="en")
    found = propose(site_state(night.site.id), profile(night, 26), Outlook(), limit=1)[0]
    assert site_state(night.site.id).room(found.rooms[0].room_id).name == "306"


def test_parties_that_a_roster_lists_as_one_are_companions_and_wait_for_each_other(night: Night) -> None:
    for number in (23, 24, 25):
        night.count(number)
    rostered(night, {"023-A": 1, "024-B": 1, "025-A": 2, "025-B": None})
    night.house(23, "305", reason="")
    assert [profile(night, number).companions for number in (23, 24, 25)] == [{"024"}, {"023"}, set()]
    assert awaits(night) == {"023": {"024"}}
    # 024 gets a door next to them, and nobody is awaited any more.
    found = propose(site_state(night.site.id), profile(night, 24), Outlook(), limit=1)[0]
    name = site_state(night.site.id).room(found.rooms[0].room_id).name
    assert name in {"306", "307"}
    night.house(24, name, reason="")
    night.house(25, "402", reason="")
    assert awaits(night) == {"023": set(), "024": set(), "025": set()}


def test_party_waits_for_its_own_late_members_beside_it(night: Night) -> None:
    night.count(23, (ADULT, CHILD, CHILD))
    night.house(23, "301")
    Occupancy.objects.filter(person=night.stay("023-C").person).update(ended_at=now())
    assert awaits(night) == {"023": {"023+"}}
    late = party_profile([night.stay("023-C")], frozenset({"023"}))
    assert late.id == "023+"
    assert late.companions == {"023"}


def know(night: Night, tag: str, **facts: Any) -> None:
    """Register somebody with these particulars."""
    person = night.stay(tag).person
    person.language = facts.get("language", "")
    person.save()
    seal_identity(person, Identity(**facts), scope=night.site.id)


def rostered(night: Night, parties: dict[str, int | None]) -> None:
    """Bind people to a roster: {wristband: party on the roster}."""
    roster = Roster.objects.create(
        site=night.site, form=RosterForm.TEXT, fingerprint=b"1" * 32, keep_until="2022-06-01",
        received_at=now(), received_by="clerk",
    )  # fmt: skip
    for tag, party in parties.items():
        RosterPerson.objects.create(
            roster=roster, row=tag, party=party, person=night.stay(tag).person, bound_at=now(),
            bound_by_id=night.crew["clerk"],
        )  # fmt: skip


def profile(night: Night, number: int) -> PartyProfile:
    return party_profile(list(Stay.objects.filter(site=night.site, band_number=number, ended_at=None)))


def awaits(night: Night) -> dict[str, frozenset[str]]:
    return {one.party_id: one.awaits for one in site_state(night.site.id).occupants}
