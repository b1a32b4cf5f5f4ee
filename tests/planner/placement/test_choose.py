"""Hand-worked choices: which room, and what it scores."""

import random
from dataclasses import replace

import pytest

from planner.placement import (
    Floor,
    Member,
    Occupant,
    Outlook,
    PartyProfile,
    RoomState,
    SiteState,
    assess,
    propose,
)
from tests.planner.hotel import (
    best_fit,
    corridor,
    county_hotel,
    first_night,
    look_ahead,
    mishaps,
    night,
    site_of,
)

PAIR = PartyProfile.counted("001", adults=1, children=1)
SINGLE = PartyProfile.counted("002", adults=1)
THREE = PartyProfile.counted("003", adults=1, children=2)


def rooms_of(site: SiteState, party: PartyProfile, outlook: Outlook | None = None, **more: int) -> list[str]:
    return [one.rooms[0].room_id for one in propose(site, party, outlook or Outlook(), **more)]


def weights(
    site: SiteState, party: PartyProfile, room_id: str, outlook: Outlook | None = None
) -> dict[str, float]:
    proposal = assess(site, party, outlook or Outlook(), room_id)
    return {one.code: one.weight for one in (*proposal.broken, *proposal.reasons) if one.weight}


def test_propose_pair_takes_twin_before_family_room() -> None:
    site = site_of(corridor([4, 2, 1]))
    best, second = propose(site, PAIR, Outlook())
    # Opening the floor 10, one room left empty on the way 0.5; the family room has two beds too many.
    assert (best.rooms[0].room_id, best.score) == ("f3-A2", 10.5)
    assert (second.rooms[0].room_id, second.score) == ("f3-A1", 26.0)
    assert best.rooms[0].members == ("001-A", "001-B")
    assert best.is_clean
    assert second.is_clean


def test_propose_limit_cuts_the_list() -> None:
    site = site_of(corridor([2] * 9))
    assert rooms_of(site, PAIR, limit=3) == ["f3-A1", "f3-A2", "f3-A3"]
    assert len(propose(site, PAIR, Outlook())) == 5


def test_propose_family_room_kept_back_for_family_expected() -> None:
    site = site_of(
        corridor([3, 2], floor="f3"), corridor([2], floor="f8"), occupants=(Occupant("f3-A2", "x", 2),)
    )
    # Without an outlook: one spare bed 8 against opening the eighth floor 10.
    assert rooms_of(site, PAIR)[0] == "f3-A1"
    assert rooms_of(site, PAIR, Outlook({3: 1}))[0] == "f8-A1"
    # The pair and a family of three do not both fit on the third floor: the eighth is opened in any case.
    assert weights(site, PAIR, "f3-A1", Outlook({3: 1})) == {
        "room_needed": 150.0, "spare_bed": 8.0, "floor_opened_later": 10.0,
    }  # fmt: skip


def test_propose_floor_that_opens_anyway_is_opened_for_who_fits_it() -> None:
    # Two twins are free on the floor that is open; a single and a twin on the one that is not.
    site = site_of(
        corridor([2, 2, 2], floor="f3"), corridor([1, 2], floor="f8"), occupants=(Occupant("f3-A1", "x", 2),)
    )
    assert rooms_of(site, SINGLE, Outlook({2: 1}))[0] == "f3-A2"
    assert rooms_of(site, SINGLE, Outlook({2: 2}))[0] == "f8-A1"
    assert "floor_opened_later" not in weights(site, SINGLE, "f3-A2", Outlook({2: 1}))
    assert weights(site, SINGLE, "f3-A2", Outlook({2: 2}))["floor_opened_later"] == 10.0
    # Half of two pairs fit, 0.25 times; two pairs, or 1.2 times as many, do not.
    doubtful = weights(site, SINGLE, "f3-A2", Outlook({2: 2}, confidence=0.0))
    assert doubtful["floor_opened_later"] == pytest.approx(10.0 * 0.75)
    assert "floor_opened_later" not in weights(site, SINGLE, "f8-A1", Outlook({2: 2}))


def test_propose_twin_is_not_kept_back_while_pairs_can_use_a_free_family_room() -> None:
    site = site_of(corridor([4, 4, 2, 2]))
    assert "room_needed" not in weights(site, SINGLE, "f3-A3", Outlook({2: 2, 3: 1}))
    assert weights(site, SINGLE, "f3-A3", Outlook({2: 2, 3: 2}))["rooms_short"] == 100.0
    assert weights(site, SINGLE, "f3-A1", Outlook({2: 2, 3: 2}))["room_needed"] == 150.0


def test_propose_people_only_is_made_up_as_the_rules_assume() -> None:
    site = site_of(
        corridor([3, 2], floor="f3"), corridor([2], floor="f8"), occupants=(Occupant("f3-A2", "x", 2),)
    )
    assert rooms_of(site, PAIR, Outlook(people=40))[0] == "f8-A1"


def test_propose_low_confidence_weighs_less_than_certainty() -> None:
    site = site_of(corridor([3, 2, 2]))
    certain = weights(site, PAIR, "f3-A1", Outlook({3: 1}))["room_needed"]
    doubtful = weights(site, PAIR, "f3-A1", Outlook({3: 1}, confidence=0.0))["room_needed"]
    assert certain == 150.0
    # Half a family 0.25 times; a family, or 1.2 of one, of which one can be served, 0.75 times.
    assert doubtful == pytest.approx(150.0 * (0.5 * 0.25 + 0.75))


@pytest.mark.parametrize("trait", ["elderly", "pregnant", "mobility_limited"])
def test_propose_stairs_keep_people_low_without_a_lift(trait: str) -> None:
    low, high = corridor([4], floor="f2"), corridor([1], floor="f5")
    party = PartyProfile("9", (Member("9-A", **{trait: True}),))
    assert rooms_of(site_of(low, high, has_lift=False), party)[0] == "f2-A1"
    assert rooms_of(site_of(low, high, has_lift=True), party)[0] == "f5-A1"
    assert weights(site_of(low, high, has_lift=False), party, "f5-A1")["stairs"] == 45.0


def test_propose_lift_of_a_floor_counts() -> None:
    rooms = corridor([1], floor="f5")
    party = PartyProfile("9", (Member("9-A", age=75),))
    assert "stairs" in weights(SiteState((Floor("f5", "五楼", 5),), rooms), party, "f5-A1")
    assert "stairs" not in weights(SiteState((Floor("f5", "五楼", 5, has_lift=True),), rooms), party, "f5-A1")


def test_propose_never_reads_the_floor_from_the_room_name() -> None:
    rooms = (
        replace(corridor([1], floor="f2")[0], name="8829"),
        replace(corridor([1], floor="f8")[0], name="101"),
    )
    party = PartyProfile("9", (Member("9-A", elderly=True),))
    assert rooms_of(site_of(rooms, has_lift=False), party) == ["f2-A1", "f8-A1"]


def test_propose_companions_next_door_then_on_the_floor() -> None:
    site = site_of(
        corridor([2] * 5, floor="f3"), corridor([2] * 2, floor="f4"),
        occupants=(Occupant("f3-A3", "friends", 2), Occupant("f4-A1", "others", 2)),
    )  # fmt: skip
    party = replace(PAIR, companions=frozenset({"friends"}))
    assert rooms_of(site, party) == ["f3-A2", "f3-A4", "f3-A1", "f3-A5", "f4-A2"]
    assert weights(site, party, "f3-A1") == {"companions_on_floor": 6.0, "corridor_gap": 0.5}
    assert weights(site, party, "f4-A2") == {"companions_elsewhere": 18.0}


def test_propose_cohort_avoids_the_corridor_and_prefers_another_floor() -> None:
    site = site_of(
        corridor([2, 2], name="A"), corridor([2], name="B"), corridor([2], floor="f4"),
        occupants=(Occupant("f3-A1", "x", 2, cohort="bus 1"),),
    )  # fmt: skip
    party = replace(PAIR, cohort="bus 2")
    assert rooms_of(site, party) == ["f4-A1", "f3-B1"]
    assert weights(site, party, "f3-B1") == {"cohort_on_floor": 25.0}
    assert [one.code for one in assess(site, party, Outlook(), "f3-A2").broken] == ["cohorts_on_corridor"]


def test_propose_unknown_cohort_is_a_cost_not_a_ban() -> None:
    site = site_of(
        corridor([2, 2], floor="f3"), corridor([2], floor="f4"), occupants=(Occupant("f3-A1", "x", 2, "1"),)
    )
    assert rooms_of(site, PAIR) == ["f4-A1", "f3-A2"]


def test_propose_fever_gets_a_room_without_healthy_neighbours() -> None:
    site = site_of(corridor([2] * 5), occupants=(Occupant("f3-A1", "x", 2),))
    party = PartyProfile("9", (Member("9-A", fever=True), Member("9-B")))
    # The end of the corridor leaves one empty room unusable, the others two.
    assert rooms_of(site, party) == ["f3-A5", "f3-A3", "f3-A4"]


def test_propose_others_are_kept_from_next_door_to_fever() -> None:
    site = site_of(corridor([2] * 4), occupants=(Occupant("f3-A1", "x", 2, fever=True),))
    assert rooms_of(site, PAIR) == ["f3-A3", "f3-A4"]
    assert weights(site, PAIR, "f3-A2") == {"fever_next_door": 15000.0}


def test_propose_accessible_room_goes_to_who_needs_it() -> None:
    first, second = corridor([2, 2])
    site = site_of((replace(first, features=frozenset({"accessible"})), second))
    wheelchair = PartyProfile("9", (Member("9-A", mobility_limited=True), Member("9-B")))
    assert rooms_of(site, PAIR)[0] == "f3-A2"
    assert rooms_of(site, wheelchair)[0] == "f3-A1"


def test_propose_near_doctor_for_pregnancy_and_kept_from_others() -> None:
    first, second = corridor([2, 2])
    site = site_of((replace(first, features=frozenset({"near_doctor"})), second))
    pregnant = PartyProfile("9", (Member("9-A", pregnant=True), Member("9-B")))
    assert rooms_of(site, PAIR)[0] == "f3-A2"
    assert rooms_of(site, pregnant)[0] == "f3-A1"


def test_propose_party_already_roomed_is_judged_as_if_it_had_left() -> None:
    site = site_of(corridor([2, 2]), occupants=(Occupant("f3-A2", PAIR.id, 2),))
    assert rooms_of(site, PAIR) == ["f3-A1", "f3-A2"]
    assert assess(site, PAIR, Outlook(), "f3-A2").is_clean


def test_propose_empty_only_without_a_ready_vacant_room() -> None:
    first, second = corridor([2, 2])
    site = site_of((replace(first, state=RoomState.DIRTY), second), occupants=(Occupant("f3-A2", "x", 2),))
    assert propose(site, PAIR, Outlook()) == []


def test_propose_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="limit must be at least 1"):
        propose(site_of(corridor([2])), PAIR, Outlook(), limit=0)


@pytest.mark.parametrize("seed", range(12))
def test_propose_first_night_rooms_all_44_parties_in_any_order(seed: int) -> None:
    parties = first_night()
    random.Random(seed).shuffle(parties)
    site, placed = night(county_hotel(), parties, look_ahead)
    assert sum(party.size for party in parties) == 84
    assert len(placed) == 44
    assert all(proposal.is_clean and not proposal.is_split for proposal in placed.values())
    assert mishaps(site, parties, placed) == 0
    families = [site.room(placed[party.id].rooms[0].room_id) for party in parties if party.size == 3]
    assert [room.kind for room in families] == ["family", "family"]
    flagged = [
        party_id
        for party_id, one in placed.items()
        if "minors_without_guardian" in {f.code for f in one.flags}
    ]
    assert flagged == ["038"]


def test_propose_first_night_worst_order_needs_no_outlook_for_families_last() -> None:
    parties = sorted(first_night(), key=lambda party: party.size)
    site, placed = night(county_hotel(), parties, best_fit)
    assert mishaps(site, parties, placed) == 0


def test_propose_family_first_keeps_the_larger_rooms_free() -> None:
    site = county_hotel()
    best = propose(site, THREE, Outlook({2: 36, 3: 1, 1: 6}))[0]
    assert site.room(best.rooms[0].room_id).kind == "family"
    single = propose(site, SINGLE, Outlook({2: 36, 3: 2}))[0]
    kept = next(one for one in single.reasons if one.code == "larger_kept")
    assert dict(kept.params) == {"size": 3, "count": 2}
