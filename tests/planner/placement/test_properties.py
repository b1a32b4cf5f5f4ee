"""What holds for every site and party."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from planner.placement import (
    AgeGroup,
    Floor,
    Member,
    Occupant,
    Outlook,
    PartyProfile,
    Proposal,
    Room,
    RoomState,
    SiteState,
    assess,
    explain,
    propose,
)

COHORTS = st.sampled_from([None, None, "1", "2"])
STATES = st.sampled_from([*[RoomState.READY] * 4, RoomState.DIRTY, RoomState.BLOCKED, RoomState.RESERVED])
FEATURES = st.sampled_from(
    [frozenset[str](), frozenset[str](), frozenset({"accessible"}), frozenset({"near_doctor"})]
)
OUTLOOKS = st.builds(
    Outlook,
    st.dictionaries(st.integers(1, 6), st.integers(0, 9), max_size=4),
    st.none() | st.integers(0, 60),
    st.sampled_from([0.0, 0.5, 1.0]),
)


@st.composite
def sites(draw: st.DrawFn) -> SiteState:
    floors = tuple(Floor(f"f{level}", f"{level}楼", level) for level in range(1, draw(st.integers(1, 3)) + 1))
    rooms = tuple(
        Room(
            f"{floor.id}{corridor}{place}",
            str(draw(st.integers(100, 9999))),
            floor.id,
            corridor,
            place,
            draw(st.integers(1, 4)),
            features=draw(FEATURES),
            state=draw(STATES),
            extra_beds=draw(st.sampled_from([0, 0, 1])),
        )
        for floor in floors
        for corridor in "AB"
        for place in range(1, draw(st.integers(1, 4)) + 1)
    )
    taken = draw(st.lists(st.sampled_from(rooms), unique=True, max_size=6))
    occupants = tuple(
        Occupant(room.id, f"p{number}", 1, draw(COHORTS), draw(st.booleans()))
        for number, room in enumerate(taken)
    )
    return SiteState(floors, rooms, occupants, has_lift=draw(st.booleans()))


@st.composite
def parties(draw: st.DrawFn) -> PartyProfile:
    members = tuple(
        Member(
            f"x-{number}",
            draw(st.sampled_from(list(AgeGroup))),
            fever=draw(st.sampled_from([False, False, True])),
            mobility_limited=draw(st.sampled_from([False, True])),
            elderly=draw(st.sampled_from([False, True])),
        )
        for number in range(draw(st.integers(1, 7)))
    )
    companions = draw(st.frozensets(st.sampled_from(["p0", "p1", "gone"])))
    apart = draw(st.frozensets(st.sampled_from(["p2", "p3"]), max_size=1))
    return PartyProfile("x", members, draw(COHORTS), companions, apart)


def best(site: SiteState, party: PartyProfile, outlook: Outlook) -> Proposal | None:
    return next(iter(propose(site, party, outlook)), None)


@given(sites(), parties(), OUTLOOKS)
def test_propose_never_doubles_rooms_and_names_what_is_too_small(
    site: SiteState, party: PartyProfile, outlook: Outlook
) -> None:
    vacant = {room.id for room in site.index.vacant}
    found = propose(site, party, outlook)
    assert bool(found) is bool(vacant)
    for proposal in found:
        broken = {one.code for one in proposal.broken}
        used = [share.room_id for share in proposal.rooms]
        assert len(used) == len(set(used))
        assert vacant.issuperset(used)
        labels = sorted(label for share in proposal.rooms for label in share.members)
        assert labels == sorted(one.label for one in party.members)
        over = any(len(share.members) > site.room(share.room_id).beds for share in proposal.rooms)
        assert over is bool(broken & {"room_too_small", "extra_bed"})
        assert proposal.is_split is ("party_split" in broken)


@given(sites(), parties(), OUTLOOKS)
def test_propose_scores_add_up_are_ranked_and_can_be_said(
    site: SiteState, party: PartyProfile, outlook: Outlook
) -> None:
    found = propose(site, party, outlook)
    assert [one.score for one in found] == sorted(one.score for one in found)
    for proposal in found:
        reasons = (*proposal.reasons, *proposal.broken)
        assert abs(proposal.score - sum(one.weight for one in reasons)) < 1e-3
        assert all("{" not in explain(one, language) for one in reasons for language in ("zh", "en"))
        if not proposal.is_split:
            assert assess(site, party, outlook, proposal.rooms[0].room_id) == proposal


@given(sites(), parties(), OUTLOOKS)
def test_propose_breaks_nothing_as_long_as_some_room_breaks_nothing(
    site: SiteState, party: PartyProfile, outlook: Outlook
) -> None:
    judged = [assess(site, party, outlook, room.id) for room in site.rooms]
    clean = [one.score for one in judged if one.is_clean]
    found = propose(site, party, outlook)
    if clean:
        assert all(one.is_clean for one in found)
        assert found[0].score == min(clean)
    else:
        assert not any(one.is_clean for one in found)


@given(sites(), parties(), OUTLOOKS, st.randoms(use_true_random=False))
def test_propose_relabelled_rooms_are_chosen_alike(
    site: SiteState, party: PartyProfile, outlook: Outlook, rng: Random
) -> None:
    names = [f"id{number}" for number in range(len(site.rooms))]
    rng.shuffle(names)
    new = dict(zip((room.id for room in site.rooms), names, strict=True))
    rooms = [replace(room, id=new[room.id]) for room in site.rooms]
    rng.shuffle(rooms)
    occupants = tuple(replace(one, room_id=new[one.room_id]) for one in site.occupants)
    relabelled = replace(site, rooms=tuple(rooms), occupants=occupants)
    before = [[new[share.room_id] for share in one.rooms] for one in propose(site, party, outlook)]
    after = [[share.room_id for share in one.rooms] for one in propose(relabelled, party, outlook)]
    assert after == before


@given(sites(), parties(), OUTLOOKS, st.integers(-1, 9), st.integers(1, 4))
def test_propose_blocked_room_more_changes_nothing(
    site: SiteState, party: PartyProfile, outlook: Outlook, position: int, beds: int
) -> None:
    spread = tuple(replace(room, position=room.position * 2) for room in site.rooms)
    blocked = Room("new", "new", "f1", "A", position * 2 + 1, beds, state=RoomState.BLOCKED)
    wider = replace(site, rooms=(blocked, *spread))
    assert propose(wider, party, outlook) == propose(site, party, outlook)


@given(sites(), parties(), OUTLOOKS, st.data())
def test_propose_room_made_ready_never_worsens_the_best_score(
    site: SiteState, party: PartyProfile, outlook: Outlook, data: st.DataObject
) -> None:
    """For parties in one room: the divisions of a party are searched, not all tried."""
    waiting = [room for room in site.rooms if room.state in {RoomState.DIRTY, RoomState.RESERVED}]
    if not waiting:
        return
    chosen = data.draw(st.sampled_from(waiting))
    rooms = tuple(replace(r, state=RoomState.READY) if r is chosen else r for r in site.rooms)
    before, after = best(site, party, outlook), best(replace(site, rooms=rooms), party, outlook)
    divided = before is not None and before.is_split
    assert before is None or divided or (after is not None and after.score <= before.score + 1e-6)


@given(sites(), parties(), OUTLOOKS)
def test_propose_is_a_function_of_its_input(site: SiteState, party: PartyProfile, outlook: Outlook) -> None:
    assert propose(site, party, outlook) == propose(replace(site), party, outlook)
