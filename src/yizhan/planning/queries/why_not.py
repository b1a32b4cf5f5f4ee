"""What speaks against the room that somebody has in mind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.placement import Occupant, Outlook, PartyProfile, Reason, SiteState, assess, assess_rooms
from planner.placement import RoomShare as PlannedShare
from yizhan.places.models import Site
from yizhan.planning.answering import Step
from yizhan.planning.queries.plans import PlanView
from yizhan.planning.queries.world import World, read_world


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A room in mind against the rooms of the plan, everybody else where the plan puts them.

    Scores as in the planner, lower is better; `reasons` are those that count, broken rules first.
    """

    tag: str
    room: str
    planned: str
    score: float
    planned_score: float
    reasons: tuple[Reason, ...]

    @property
    def is_better(self) -> bool:
        """True when the room in mind would be better for this party alone."""
        return self.score < self.planned_score


def why_not_there(site: Site, plan: PlanView, tag: str, room_name: str) -> WhyNot | None:
    """Judge a room for a party of a plan; None when the plan has no such party, or the site no such room."""
    world = read_world(site)
    room = next((one for one in world.state.rooms if one.name == room_name.strip()), None)
    here = [one for one in plan.steps if one.shares and one.site_id is None]
    step = next((one for one in here if _is(tag, one)), None)
    profile = _profile(world, step) if step else None
    if room is None or step is None or profile is None:
        return None
    coming = [one for place, one in enumerate(plan.steps) if one in here and place not in plan.done]
    state = _as_planned(world, [one for one in coming if one is not step]).without_party(step.tag)
    meant = assess(state, profile, Outlook(), room.id)
    planned = assess_rooms(state, profile, Outlook(), _shares(step, profile))
    names = [state.index.rooms[str(one)].name for one in step.rooms]
    reasons = (*meant.broken, *(one for one in meant.reasons if one.weight))
    return WhyNot(step.tag, room.name, " + ".join(names), meant.score, planned.score, reasons)


def _is(tag: str, step: Step) -> bool:
    """Tell whether a wristband as typed is the step's: 23 is 023."""
    return tag.strip().lstrip("≈0") == step.tag.lstrip("≈0")


def _profile(world: World, step: Step) -> PartyProfile | None:
    if step.party_id is None:
        return next((one for one in world.expected if one.id == step.tag), None)
    return next((group.profile for group in world.groups if group.party_id == step.party_id), None)


def _as_planned(world: World, steps: Sequence[Step]) -> SiteState:
    """Return the site as these steps leave it."""
    left = {(step.tag, str(room)) for step in steps for room in step.origin}
    feverish = {group.profile.id for group in world.groups if group.profile.fever}
    coming = [
        Occupant(
            str(share.room_id), step.tag, max(len(share.letters), 1), step.cohort or None,
            fever=step.tag in feverish,
        )
        for step in steps for share in step.shares
    ]  # fmt: skip
    staying = [one for one in world.state.occupants if (one.party_id, one.room_id) not in left]
    return replace(world.state, occupants=(*staying, *coming))


def _shares(step: Step, profile: PartyProfile) -> tuple[PlannedShare, ...]:
    labels = {member.label.rpartition("-")[2]: member.label for member in profile.members}
    return tuple(
        PlannedShare(str(share.room_id), tuple(labels[one] for one in share.letters if one in labels))
        for share in step.shares
    )
