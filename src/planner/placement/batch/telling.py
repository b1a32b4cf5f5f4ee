"""Says a plan: reasons for each party, what the whole plan costs, and what the site lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from planner.placement.batch.kinds import Aggregate, CellKey
from planner.placement.batch.problem import Lack, Plan
from planner.placement.measures import Case
from planner.placement.proposal import Proposal, Reason, ReasonKind, RoomShare
from planner.placement.reasons import proposal_for
from planner.placement.rooms import Occupant


class Told(Mapping[str, Proposal]):
    """{party: its rooms with the reasons}, worked out when asked for (3 ms a party).

    Each party is judged as if it came last, with all others in their rooms; `why_not` judges rooms
    that somebody has in mind for it in the same way. Parties without a room are left out.
    """

    def __init__(self, aggregate: Aggregate, plan: Plan) -> None:
        self._aggregate = aggregate
        self._plan = {party_id: shares for party_id, shares in plan.items() if shares}
        self._site = aggregate.site.with_occupants(
            Occupant(share.room_id, party_id, len(share.members), party.cohort, party.fever)
            for party_id, shares in self._plan.items()
            for party in (aggregate.parties[party_id],)
            for share in shares
        )
        self._known: dict[str, Proposal] = {}

    def __getitem__(self, party_id: str) -> Proposal:
        if party_id not in self._known:
            self._known[party_id] = self.why_not(party_id, self._plan[party_id])
        return self._known[party_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._plan)

    def __len__(self) -> int:
        return len(self._plan)

    def why_not(self, party_id: str, shares: tuple[RoomShare, ...]) -> Proposal:
        """What speaks for and against these rooms for the party, everybody else as planned."""
        aggregate = self._aggregate
        party, outlook = aggregate.parties[party_id], aggregate.problem.outlook
        return proposal_for(Case(self._site, party, outlook, aggregate.rules), shares)


def relaxed_units(aggregate: Aggregate, objective: Mapping[str, float]) -> dict[str, float]:
    """{hard rule broken: units}, from the scores."""
    hard = aggregate.rules.hard
    return {code: round(score / hard[code].weight, 6) for code, score in objective.items() if code in hard}


def lacks_of(aggregate: Aggregate, plan: Plan) -> tuple[Lack, ...]:
    """One room more for each party that is divided, short of beds or without a room: that would do.

    Largest first. Floors: those that suit the party best by stairs and language, among those where only
    its own cohort stays or nobody.
    """
    missing: Counter[tuple[int, tuple[str, ...]]] = Counter()
    for party_id, shares in plan.items():
        beds = sum(aggregate.index.rooms[share.room_id].beds for share in shares)
        size = aggregate.kind_of[party_id].size
        if len(shares) != 1 or beds < size:
            missing[size, _fitting_floors(aggregate, party_id)] += 1
    return tuple(Lack(count, beds, floors) for (beds, floors), count in sorted(missing.items(), reverse=True))


def _fitting_floors(aggregate: Aggregate, party_id: str) -> tuple[str, ...]:
    key, cohort = aggregate.kind_of[party_id], aggregate.parties[party_id].cohort
    costs: dict[str, float] = {}
    for floor in aggregate.index.floors.values():
        others = aggregate.index.floor_cohorts.get(floor.id, frozenset()) - {cohort, None}
        if not others or cohort is None:
            room = CellKey(floor.id, "", key.size, 0, key.limited, key.doctor, 0)
            costs[floor.id] = aggregate.price(aggregate.units(key, room, key.size))
    least = min(costs.values(), default=0.0)
    return tuple(floor for floor, cost in costs.items() if cost <= least)


def plan_reasons(
    aggregate: Aggregate, plan: Plan, objective: Mapping[str, float], lacks: tuple[Lack, ...]
) -> tuple[Reason, ...]:
    """What is to be said of the plan as a whole: who has no room or must move, loads, what is lacking."""
    rules, found = aggregate.rules, []
    for party_id, shares in plan.items():
        key = aggregate.kind_of[party_id]
        params: dict[str, str | int] = {"party": party_id, "people": key.size}
        if not shares:
            found.append(Reason("no_room", ReasonKind.HARD, rules.hard["no_room"].of(key.size), params))
        elif key.home and {share.room_id for share in shares} != set(key.home):
            weight = rules.soft["moved"].weight
            found.append(Reason("moved", ReasonKind.SOFT, weight, {"party": party_id}))
    load = objective.get("team_load", 0.0)
    if load:
        units = round(load / rules.soft["team_load"].weight, 1)
        found.append(Reason("team_load", ReasonKind.SOFT, load, {"units": units}))
    floors = aggregate.index.floors
    found += [
        Reason(
            "room_lacking",
            ReasonKind.HARD,
            0.0,
            {
                "count": lack.count,
                "beds": lack.beds,
                "floors": tuple(floors[one].label for one in lack.floors),
            },
        )
        for lack in lacks
    ]
    return tuple(found)
