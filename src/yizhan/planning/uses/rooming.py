"""Rooms for everybody who waits, and for those expected; what if rooms are lost or more people come."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from planner.placement import Outlook, PartyProfile, Proposal, RoomState, SiteState
from planner.placement import RoomShare as PlannedShare
from planner.placement.batch import Problem, Result, Stop, solve
from yizhan.planning.answering import Answer, Step
from yizhan.planning.asking import Question
from yizhan.planning.enums import Use
from yizhan.planning.queries.world import Group, World, people_more
from yizhan.planning.reasons import whys
from yizhan.planning.rules import planning_rules
from yizhan.planning.uses.pulse import Pulse
from yizhan.stays.rules import RoomShare

# What the steps show by themselves.
SAID_BY_STEPS = frozenset({"no_room", "moved"})


def room_everybody(world: World, question: Question, pulse: Pulse) -> Answer:
    """Plan rooms for who waits, who must leave a lost room, and, if asked, who is expected."""
    lost = frozenset(question.lost if question.use == Use.WHAT_IF else ())
    leaving = [
        replace(group, profile=group.roomed)
        for group in world.groups if lost.intersection(group.rooms.values())
    ]  # fmt: skip
    groups = [*world.waiting, *leaving]
    unseen = _unseen(world, question)
    outlook = Outlook() if question.expected else Outlook(Counter(party.size for party in world.expected))
    parties = (*(group.profile for group in groups), *unseen)
    problem = Problem(_without(world.state, lost, leaving), parties, outlook)
    found = solve(problem, Stop(seconds=pulse.left, ask=pulse.heard))
    steps = [
        *(_step(found, group.profile, group) for group in groups),
        *(_step(found, party, None) for party in unseen),
    ]
    return Answer(
        steps=tuple(steps), objective=dict(found.objective), bound=found.lower_bound, proven=found.proven,
        relaxed=dict(found.relaxed),
        whole=tuple(why for why in whys(found.reasons) if why.code not in SAID_BY_STEPS),
    )  # fmt: skip


def _unseen(world: World, question: Question) -> list[PartyProfile]:
    """Return who is announced and who may come beyond that; who is there already counts for more."""
    rules = planning_rules()
    expected = world.expected if question.expected else ()
    more = people_more(question.more, len(expected) + 1) if question.use == Use.WHAT_IF else []
    return [
        *(replace(party, probability=rules.chance_of_expected) for party in expected),
        *(replace(party, probability=rules.chance_of_more) for party in more),
    ]


def shares_of(shares: Sequence[PlannedShare]) -> tuple[RoomShare, ...]:
    """Return the planner's rooms with the letters of those who go there."""
    return tuple(
        RoomShare(
            room_id=UUID(share.room_id), letters=tuple(label.rpartition("-")[2] for label in share.members)
        )
        for share in shares
    )


def _without(state: SiteState, lost: frozenset[UUID], leaving: list[Group]) -> SiteState:
    """Return the site with lost rooms shut, and without those who were in them."""
    if not lost:
        return state
    shut = {str(room_id) for room_id in lost}
    gone = {group.profile.id for group in leaving}
    return replace(
        state,
        rooms=tuple(
            replace(room, state=RoomState.BLOCKED) if room.id in shut else room for room in state.rooms
        ),
        occupants=tuple(one for one in state.occupants if one.party_id not in gone),
    )


def _step(found: Result, party: PartyProfile, group: Group | None) -> Step:
    shares = found.plan[party.id]
    told: Proposal | None = found.told[party.id] if shares else None
    return Step(
        party_id=group.party_id if group else None, tag=party.id, people=party.size,
        cohort=party.cohort or "", origin=tuple(dict.fromkeys(group.rooms.values())) if group else (),
        shares=shares_of(shares),
        reasons=tuple(whys(told.reasons)) if told else (),
        broken=tuple(whys(told.broken)) if told else (),
    )  # fmt: skip
