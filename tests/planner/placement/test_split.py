"""What is offered when no room keeps every rule."""

from dataclasses import replace

import pytest

from planner.placement import Member, Occupant, Outlook, PartyProfile, Proposal, RoomState, assess, propose
from tests.planner.hotel import corridor, site_of

NOTHING = Outlook()


def codes(proposal: Proposal) -> list[str]:
    return [one.code for one in proposal.broken]


def shares(proposal: Proposal) -> list[tuple[str, tuple[str, ...]]]:
    return [(share.room_id, share.members) for share in proposal.rooms]


def test_propose_large_party_is_split_next_door_with_an_adult_in_each_room() -> None:
    site = site_of(corridor([2, 1, 2, 3]))
    party = PartyProfile.counted("7", adults=2, children=3)
    best = propose(site, party, NOTHING)[0]
    assert shares(best) == [("f3-A3", ("7-B", "7-E")), ("f3-A4", ("7-A", "7-C", "7-D"))]
    assert codes(best) == ["party_split"]
    assert best.broken[0].params["rooms"] == ("303", "304")


def test_propose_child_stays_with_its_own_guardian_when_split() -> None:
    site = site_of(corridor([2, 2]))
    members = (
        Member("A", age=40, guardian_of=frozenset({"D"})),
        Member("B", age=41, guardian_of=frozenset({"C"})),
        Member("C", age=5),
        Member("D", age=6),
    )
    best = propose(site, PartyProfile("7", members), NOTHING)[0]
    assert shares(best) == [("f3-A1", ("A", "D")), ("f3-A2", ("B", "C"))]


def test_propose_split_prefers_next_door_to_apart() -> None:
    site = site_of(corridor([2, 1, 2, 2]), occupants=(Occupant("f3-A2", "x", 1),))
    best = propose(site, PartyProfile.counted("7", adults=3), NOTHING)[0]
    assert {share.room_id for share in best.rooms} == {"f3-A3", "f3-A4"}


def test_propose_split_over_floors_is_named() -> None:
    site = site_of(corridor([2], floor="f3"), corridor([2], floor="f5"))
    best = propose(site, PartyProfile.counted("7", adults=4), NOTHING)[0]
    assert codes(best) == ["party_split", "split_over_floors", "rooms_not_adjacent"]


def test_propose_parent_and_child_rather_share_one_bed_than_be_divided() -> None:
    site = site_of(corridor([1, 1]))
    best = propose(site, PartyProfile.counted("7", adults=1, children=1), NOTHING)[0]
    assert (len(best.rooms), codes(best)) == (1, ["room_too_small"])


def test_propose_two_adults_are_rather_divided_than_without_a_bed() -> None:
    site = site_of(corridor([1, 1]))
    best = propose(site, PartyProfile.counted("7", adults=2), NOTHING)[0]
    assert (len(best.rooms), codes(best)) == (2, ["party_split"])


def test_propose_permitted_extra_bed_is_the_mildest_way_out_and_named() -> None:
    rooms = corridor([2, 2, 2])
    site = site_of((replace(rooms[0], extra_beds=1), *rooms[1:]))
    best = propose(site, PartyProfile.counted("7", adults=1, children=2), NOTHING)[0]
    assert (best.rooms[0].room_id, codes(best)) == ("f3-A1", ["extra_bed"])
    assert best.score == 12010.0


def test_propose_cohort_is_mixed_only_as_the_last_way_out() -> None:
    site = site_of(corridor([2, 2]), occupants=(Occupant("f3-A1", "x", 2, cohort="1"),))
    [only] = propose(site, replace(PartyProfile.counted("7", adults=1, children=1), cohort="2"), NOTHING)
    assert (only.rooms[0].room_id, codes(only)) == ("f3-A2", ["cohorts_on_corridor"])


def test_propose_party_larger_than_the_whole_site_is_never_turned_away() -> None:
    site = site_of(corridor([2, 2]))
    best = propose(site, PartyProfile.counted("7", adults=2, children=5), NOTHING)[0]
    assert sorted(label for share in best.rooms for label in share.members) == [f"7-{x}" for x in "ABCDEFG"]
    assert "room_too_small" in codes(best)


def test_propose_siblings_are_kept_together_when_there_is_room() -> None:
    site = site_of(corridor([1, 1, 2]))
    best = propose(site, PartyProfile.counted("7", children=2), NOTHING)[0]
    assert best.rooms[0].room_id == "f3-A3"
    assert best.is_clean


@pytest.mark.parametrize(
    ("state", "word"),
    [(RoomState.DIRTY, "dirty"), (RoomState.BLOCKED, "blocked"), (RoomState.RESERVED, "reserved")],
)
def test_assess_room_that_is_not_ready_is_named(state: RoomState, word: str) -> None:
    site = site_of((replace(corridor([2])[0], state=state),))
    found = assess(site, PartyProfile.counted("7", adults=2), NOTHING, "f3-A1")
    assert (codes(found), found.broken[0].params["state"]) == (["room_not_ready"], word)


def test_assess_names_every_broken_rule_heaviest_first() -> None:
    site = site_of(corridor([1, 2]), occupants=(
        Occupant("f3-A1", "x", 1, cohort="1", fever=True), Occupant("f3-A2", "y", 1, cohort="1"),
    ))  # fmt: skip
    party = replace(PartyProfile.counted("7", adults=3), cohort="2", apart_from=frozenset({"y"}))
    found = assess(site, party, NOTHING, "f3-A1")
    assert codes(found) == [
        "room_occupied", "fever_room_shared", "room_too_small", "cohorts_on_corridor", "apart_next_door",
    ]  # fmt: skip
    assert found.broken[0].params == {"room": "301", "parties": ("x",)}
    assert found.broken[2].weight == 60000.0


def test_assess_unknown_room_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown room 'nowhere'"):
        assess(site_of(corridor([2])), PartyProfile.counted("7", adults=1), NOTHING, "nowhere")
