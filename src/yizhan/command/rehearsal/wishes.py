"""The wishes that a night's rooms broke, beside the least that hindsight could have broken."""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from planner.placement import PlacementRules, RoomShare
from planner.placement.batch import Plan, Problem, Stop, solve
from planner.placement.batch.kinds import Aggregate
from planner.placement.batch.objective import Measure
from yizhan.places.models import Occupancy
from yizhan.stays.models import Stay
from yizhan.stays.queries.placement import party_profiles, site_state

HINDSIGHT_S = 10.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What rooms break: units by rule (beds left empty, floors opened, ...), and their score."""

    broken: dict[str, float]
    score: float

    @property
    def units(self) -> float:
        """Units of all rules together."""
        return round(sum(self.broken.values()), 6)


@dataclass(frozen=True, slots=True)
class Rooming:
    """Who is in a site, as known in the end, in which rooms; `problem` is the site before anybody came."""

    problem: Problem
    plan: Plan

    def wishes(self) -> Wishes:
        """Return what the rooms broke, whoever chose them."""
        return _wishes(Measure(Aggregate(self.problem)).scores(self.plan), self.problem.rules)

    def hindsight(self, seconds: float = HINDSIGHT_S) -> tuple[Wishes, float]:
        """Return what the best rooms found in so many seconds break, and the least score that is possible."""
        ends = time.monotonic() + seconds
        best = solve(self.problem, Stop(seconds=lambda: ends - time.monotonic()))
        return _wishes(best.objective, self.problem.rules), best.lower_bound


def rooming_at(site_id: UUID) -> Rooming:
    """Read who is in which room of a site in which nobody was before; a constant number of queries."""
    stays = list(Stay.objects.filter(site_id=site_id, ended_at=None))
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None)
    rooms = dict(inside.values_list("person_id", "room_id"))
    profiles = party_profiles(stays)
    together: dict[str, dict[UUID, list[str]]] = {one.id: defaultdict(list) for one in profiles.values()}
    for stay in stays:
        if stay.person_id in rooms:
            together[profiles[stay.party_id].id][rooms[stay.person_id]].append(stay.tag)
    plan = {
        party: tuple(RoomShare(str(room_id), tuple(tags)) for room_id, tags in shares.items())
        for party, shares in together.items()
    }
    empty = replace(site_state(site_id), occupants=())
    return Rooming(Problem(empty, tuple(profiles.values())), plan)


def _wishes(scores: Mapping[str, float], rules: PlacementRules) -> Wishes:
    weights = {**rules.hard, **rules.soft}
    broken = {code: round(score / weights[code].weight, 6) for code, score in scores.items()}
    return Wishes(broken, round(sum(scores.values()), 6))
