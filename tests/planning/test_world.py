"""What a plan takes the site to be: parties at the site, and parties still expected, each once."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.intake.night import Night
from tests.roster.lists import Row, import_rows
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent
from yizhan.intake.enums import CountRound
from yizhan.planning.queries.world import World, read_world


def test_parties_at_the_site_are_read_with_their_rooms(night: Night) -> None:
    night.count(1)
    night.count(2)
    night.house(2, "302")
    night.measure("002-A", "38.4")
    found = read(night)
    groups = {group.profile.id: group for group in found.groups}
    assert {tag: group.waits for tag, group in groups.items()} == {"001": True, "002": False}
    assert set(groups["002"].rooms.values()) == {night.room("302").id}
    assert (groups["002"].profile.size, groups["002"].profile.fever, groups["002"].profile.cohort) == (
        2, True, "school",
    )  # fmt: skip
    assert [(one.party_id, one.people) for one in found.state.occupants] == [("002", 2)]


def test_the_make_up_is_expected_less_those_who_came(night: Night) -> None:
    night.revise(1, expected=84, cohort="school", make_up={1: 6, 2: 36, 3: 2})
    night.count(1)
    assert sizes(read(night)) == {1: 6, 2: 35, 3: 2}


def test_people_beyond_a_make_up_are_made_up_by_the_rules(night: Night) -> None:
    night.revise(1, expected=12, cohort="school", make_up={4: 2})
    found = sizes(read(night))
    assert found[4] == 2
    assert sum(size * count for size, count in found.items()) == 12


def test_parties_of_a_roster_stand_for_as_many_of_the_announced(night: Night) -> None:
    night.revise(1, expected=10, cohort="school", make_up={2: 5})
    on_a_roster(night, [2, 1])
    found = read(night)
    # The pair is one of the five; the single one is not of the make-up and stands for somebody of it.
    assert sum(party.size for party in found.expected) == 10
    assert [party.size for party in found.expected][:2] == [2, 1]
    assert {party.cohort for party in found.expected} == {"school"}
    assert [party.id for party in found.expected] == [f"≈{n}" for n in range(1, len(found.expected) + 1)]


def test_a_roster_longer_than_the_announcement_counts_in_full(night: Night) -> None:
    night.revise(1, expected=4, cohort="school")
    on_a_roster(night, [2, 2, 3])
    assert sizes(read(night)) == {2: 2, 3: 1}


def test_a_roster_tells_the_number_where_nobody_announced_one(night: Night) -> None:
    night.revise(1, cohort="school")
    on_a_roster(night, [2, 2])
    assert sizes(read(night)) == {2: 2}
    night.count(1)
    assert sizes(read(night)) == {2: 1}


def test_those_of_a_roster_who_were_counted_are_not_expected_once_more(night: Night) -> None:
    night.revise(1, expected=6, cohort="school")
    on_a_roster(night, [2, 2, 2])
    night.count(1)
    night.count(2)
    # Nobody has bound names to wristbands yet: one pair is still to come.
    assert sizes(read(night)) == {2: 1}
    night.close(CountRound.OFF_BUS, 4)
    assert sizes(read(night)) == {}


def test_a_roster_is_read_with_ages_and_the_reading_is_recorded(night: Night) -> None:
    night.revise(1, expected=2, cohort="school")
    import_rows(
        night.site.id, [Row("王芳", date(1985, 3, 7), party=1), Row("王晨", date(2014, 5, 6), party=1)]
    )
    (party,) = read(night).expected
    assert [(one.label, one.age, one.age_group.value) for one in party.members] == [
        ("≈1-A", 37, "adult"), ("≈1-B", 7, "child"),
    ]  # fmt: skip
    event = AuditEvent.objects.get(action="planning.read_rosters")
    assert (event.site_id, event.subject) == (night.site.id, {"people": 2})


def test_every_batch_brings_its_own_cohort_on_its_own_day(night: Night) -> None:
    night.revise(1, expected=2, cohort="school", make_up={2: 1}, eta=datetime(2022, 3, 15, 1, 0, tzinfo=UTC))
    # 17:00 in London is one o'clock of the next day in Shanghai.
    night.announce(
        batch_id=new_id(), expected=3, cohort="market", make_up={3: 1},
        eta=datetime(2022, 3, 17, 17, 0, tzinfo=UTC),
    )  # fmt: skip
    night.announce(batch_id=new_id(), expected=1, make_up={1: 1})
    found = read(night)
    told = {party.size: (party.cohort, found.arrives[party.id]) for party in found.expected}
    assert told == {
        2: ("school", date(2022, 3, 16)),
        3: ("market", date(2022, 3, 18)),
        1: (None, date(2022, 3, 16)),
    }


def test_the_site_is_read_with_as_many_queries_for_one_party_as_for_three(night: Night) -> None:
    night.count(1)
    night.house(1, "302")
    on_a_roster(night, [2])
    with CaptureQueriesContext(connection) as one:
        read(night)
    for number, room in ((2, "303"), (3, "304")):
        night.count(number)
        night.house(number, room)
    on_a_roster(night, [2, 3])
    with CaptureQueriesContext(connection) as three:
        read(night)
    assert len(one) == len(three)


def read(night: Night) -> World:
    """The site as a plan finds it."""
    return read_world(night.site)


def sizes(world: World) -> dict[int, int]:
    """Expected parties by size."""
    return dict(Counter(party.size for party in world.expected))


def on_a_roster(night: Night, parties: Sequence[int]) -> None:
    """Import a roster of parties of so many people."""
    import_rows(
        night.site.id, [Row(party=number) for number, size in enumerate(parties, 1) for _ in range(size)]
    )
