"""What a plan costs, worked out from the rules' words alone; shares no code with the solver.

Of the planner it takes the shapes of the input and the weights of the rules file, nothing that counts.
"""

from collections import Counter, defaultdict
from itertools import pairwise

from planner.placement import PartyProfile, Room, RoomState
from planner.placement.batch import Plan, Problem


class Evaluator:
    """One plan of one problem. `scores()` is {rule: score}, only those above 0."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.rules = problem.rules
        self.site = problem.site
        self.plan = {party: shares for party, shares in plan.items() if shares}
        self.parties = {party.id: party for party in problem.parties}
        self.outlook = problem.outlook
        assert plan.keys() == self.parties.keys()
        self.rooms = {room.id: room for room in self.site.rooms}
        self.floors = {floor.id: floor for floor in self.site.floors}
        self.staying = [one for one in self.site.occupants if one.party_id not in self.parties]
        self.there = {one.room_id for one in self.staying}
        self.given = {share.room_id: party for party, shares in self.plan.items() for share in shares}
        self.units: defaultdict[str, float] = defaultdict(float)
        self.score: defaultdict[str, float] = defaultdict(float)

    def scores(self) -> dict[str, float]:
        """{rule: score}, only those above 0."""
        self._check()
        for party_id, party in self.parties.items():
            self._party(party)
            if party_id in self.plan:
                self._members(party)
        self._doors()
        self._companions()
        self._cohorts()
        self._teams()
        self._expected()
        for code, units in self.units.items():
            self.score[code] += self._weight(code) * units
        return {code: round(score, 6) for code, score in self.score.items() if score > 1e-9}

    def _weight(self, code: str) -> float:
        return (self.rules.hard[code] if code in self.rules.hard else self.rules.soft[code]).weight

    def _capped(self, code: str, units: float) -> None:
        most = self.rules.soft[code].at_most
        self.score[code] += self._weight(code) * min(units, units if most is None else most)

    def _check(self) -> None:
        """Nobody twice, no room twice, none that cannot be given."""
        used = [share.room_id for shares in self.plan.values() for share in shares]
        assert len(used) == len(set(used))
        assert all(self.rooms[one].state is RoomState.READY and one not in self.there for one in used)
        for party_id, shares in self.plan.items():
            labels = sorted(label for share in shares for label in share.members)
            assert labels == sorted(one.label for one in self.parties[party_id].members)
            assert all(share.members for share in shares)

    def _party(self, party: PartyProfile) -> None:
        home = {one.room_id for one in self.site.occupants if one.party_id == party.id}
        shares = self.plan.get(party.id, ())
        if not shares:
            self.units["no_room"] += len(party.members) * party.probability
            return
        self.units["moved"] += bool(home) and home != {share.room_id for share in shares}
        for share in shares:
            self._share(party, self.rooms[share.room_id], len(share.members))
        if len(shares) > 1:
            self.units["party_split"] += len(shares) - 1
            self.units["rooms_not_adjacent"] += self._heaps([{s.room_id} for s in shares], self._beside) - 1
            self.units["split_over_floors"] += len({self.rooms[s.room_id].floor_id for s in shares}) - 1

    def _share(self, party: PartyProfile, room: Room, people: int) -> None:
        if people > room.beds:
            short = people - room.beds
            self.units["extra_bed" if short <= room.extra_beds else "room_too_small"] += short
        self._capped("spare_bed", max(room.beds - people, 0))
        traits, floor = self._traits(party), self.floors[room.floor_id]
        if traits["stairs"] and not (self.site.has_lift or floor.has_lift):
            self._capped("stairs", max(floor.level - self.rules.thresholds.highest_storey_by_stairs, 0))
        spoken = {one for f in self.site.floors for one in f.languages}
        self.units["language_far"] += party.language in spoken and party.language not in floor.languages
        known = {one for r in self.site.rooms if self._counts(r) for one in r.features}
        for feature, trait, missing, kept in (
            ("accessible", "limited", "accessible_missing", "accessible_kept"),
            ("near_doctor", "doctor", "doctor_far", "doctor_kept"),
        ):
            if feature in known:
                self.units[missing] += traits[trait] and feature not in room.features
                self.units[kept] += not traits[trait] and feature in room.features

    def _counts(self, room: Room) -> bool:
        """A blocked room without anybody in it counts as not being there."""
        return room.state is not RoomState.BLOCKED or room.id in self.there

    def _traits(self, party: PartyProfile) -> dict[str, bool]:
        limit = self.rules.thresholds.elderly_age
        old = [m.age >= limit if m.age is not None else m.elderly for m in party.members]
        limited = any(m.mobility_limited for m in party.members)
        expecting = any(m.pregnant for m in party.members)
        fever = any(m.fever for m in party.members)
        return {
            "stairs": any(old) or limited or expecting,
            "limited": limited,
            "doctor": fever or expecting or any(old),
            "fever": fever,
        }

    def _members(self, party: PartyProfile) -> None:
        """Children in a room without any of the party's adults, if the party has one."""
        adult_age = self.rules.thresholds.adult_age
        children = set()
        for one in party.members:
            young = one.age < adult_age if one.age is not None else one.age_group == "child"
            children |= {one.label} if young else set()
        if len(children) == len(party.members):
            return
        for share in self.plan[party.id]:
            if children.issuperset(share.members):
                self.units["child_without_adult"] += len(share.members) if len(self.plan[party.id]) > 1 else 0

    def _beside(self, one: str, other: str) -> bool:
        """Next door along the corridor, with no room that counts in between."""
        a, b = self.rooms[one], self.rooms[other]
        if (a.floor_id, a.corridor) != (b.floor_id, b.corridor) or one == other:
            return False
        low, high = sorted((a.position, b.position))
        return not any(
            low < r.position < high
            and (r.floor_id, r.corridor) == (a.floor_id, a.corridor)
            and self._counts(r)
            for r in self.site.rooms
        )

    def _doors(self) -> None:
        """Each two rooms next door of which at least one is given by the plan, and rooms lost to fever."""
        feverish = {room for room, party in self.given.items() if self._traits(self.parties[party])["fever"]}
        old_fever = {one.room_id for one in self.staying if one.fever}
        lines: dict[tuple[str, str], list[Room]] = {}
        for room in sorted(self.site.rooms, key=lambda r: r.position):
            if self._counts(room):
                lines.setdefault((room.floor_id, room.corridor), []).append(room)
        lost = set()
        for line in lines.values():
            for a, b in pairwise(line):
                self._pair(a.id, b.id, feverish)
                for ill, near in ((a, b), (b, a)):
                    empty = near.id not in self.given and near.id not in self.there
                    if ill.id in feverish and empty and near.state is RoomState.READY:
                        lost.add(near.id)
                    if ill.id in old_fever:
                        lost.discard(near.id)
        beside_old = {r.id for r in self.site.rooms if any(self._beside(r.id, o) for o in old_fever)}
        self.units["fever_rooms_lost"] += len(lost - beside_old)

    def _pair(self, a: str, b: str, feverish: set[str]) -> None:
        if a not in self.given and b not in self.given:
            return
        if a in self.given and b in self.given:
            one, other = self.parties[self.given[a]], self.parties[self.given[b]]
            self.units["fever_next_door"] += (a in feverish) != (b in feverish)
            self.units["apart_next_door"] += other.id in one.apart_from or one.id in other.apart_from
            return
        mine, theirs = (a, b) if a in self.given else (b, a)
        here = [one for one in self.staying if one.room_id == theirs]
        self.units["fever_next_door"] += any(one.fever != (mine in feverish) for one in here)
        apart = self.parties[self.given[mine]].apart_from
        self.units["apart_next_door"] += any(one.party_id in apart for one in here)

    def _where(self, party_id: str) -> set[str]:
        if party_id in self.parties:
            return {share.room_id for share in self.plan.get(party_id, ())}
        return {one.room_id for one in self.staying if one.party_id == party_id}

    def _heaps(self, things: list[set[str]], touch: object) -> int:
        """Connected heaps of room sets, two sets touching when any of their rooms do."""
        left, heaps = list(range(len(things))), 0
        while left:
            heaps += 1
            reached = [left.pop()]
            while reached:
                now = reached.pop()
                near = [
                    other
                    for other in left
                    if any(a == b or touch(a, b) for a in things[now] for b in things[other])  # type: ignore[operator]
                ]
                left = [one for one in left if one not in near]
                reached += near
        return heaps

    def _companions(self) -> None:
        names = set(self.parties) | {one.party_id for one in self.staying}
        links = {name: set[str]() for name in names}
        for party in self.parties.values():
            for other in (party.companions & names) - {party.id}:
                links[party.id].add(other)
                links[other].add(party.id)
        seen: set[str] = set()
        for name in self.parties:
            group, reached = {name}, [name]
            while reached:
                new = links[reached.pop()] - group
                group |= new
                reached += new
            if name in seen or len(group) < 2:
                continue
            seen |= group
            places = [rooms for rooms in map(self._where, group) if rooms]
            if not places:
                continue
            floors = self._heaps(places, lambda a, b: self.rooms[a].floor_id == self.rooms[b].floor_id)
            self.units["companions_elsewhere"] += floors - 1
            self.units["companions_on_floor"] += max(self._heaps(places, self._beside) - floors, 0)

    def _cohorts(self) -> None:
        """Cohorts beyond the first on each corridor and floor, more than before; floors opened."""
        before = [(self.rooms[one.room_id], one.cohort) for one in self.staying]
        new = [(self.rooms[room], self.parties[party].cohort) for room, party in self.given.items()]
        for corridor in {(room.floor_id, room.corridor) for room in self.rooms.values()}:
            sets = [
                {c for r, c in pairs if (r.floor_id, r.corridor) == corridor}
                for pairs in (before, before + new)
            ]
            extra = [max(len(one - {None}) - 1, 0) for one in sets]
            mixed = [None in one and len(one) > 1 for one in sets]
            self.units["cohorts_on_corridor"] += extra[1] - extra[0]
            self.units["cohort_unknown"] += mixed[1] - mixed[0]
        for floor in self.floors:
            sets = [{c for r, c in pairs if r.floor_id == floor} for pairs in (before, before + new)]
            extra = [max(len(one - {None}) - 1, 0) for one in sets]
            self.units["cohort_on_floor"] += extra[1] - extra[0]
            self.units["floor_opened"] += bool(sets[1]) and not sets[0]

    def _teams(self) -> None:
        loads = {floor.team: 0.0 for floor in self.site.floors if floor.team}
        if len(loads) < 2:
            return
        inside = [(one.room_id, one.people) for one in self.staying]
        inside += [(s.room_id, len(s.members)) for shares in self.plan.values() for s in shares]
        for room_id, people in inside:
            floor = self.floors[self.rooms[room_id].floor_id]
            climbs = 0 if self.site.has_lift or floor.has_lift else max(floor.level - 1, 0)
            if floor.team:
                loads[floor.team] += people * (
                    1 + climbs * self.rules.thresholds.load_percent_per_storey / 100
                )
        self.score["team_load"] += self._weight("team_load") * (max(loads.values()) - min(loads.values()))

    def _expected(self) -> None:
        """People expected who find no room of their own: largest parties first, tightest rooms first."""
        assert not self.outlook.unlisted_people, "the evaluator knows listed parties only"
        ill = {one.room_id for one in self.staying if one.fever}
        ill |= {room for room, party in self.given.items() if self._traits(self.parties[party])["fever"]}
        free = sorted(
            r.beds
            for r in self.site.rooms
            if r.state is RoomState.READY and r.id not in self.given and r.id not in self.there
            and not any(self._beside(r.id, one) for one in ill)
        )  # fmt: skip
        doubt = 1 - self.outlook.confidence
        cases = [(1.0, self.outlook.confidence)]
        cases += [(factor, share * doubt) for factor, share in self.rules.uncertain_factors.items()]
        for factor, share in cases:
            rooms = {beds: float(count) for beds, count in Counter(free).items()}
            for size in sorted(self.outlook.by_size, reverse=True):
                left = float(self.outlook.by_size[size] * factor)
                for beds in sorted(one for one in rooms if one >= size):
                    taken = min(left, rooms[beds])
                    rooms[beds] -= taken
                    left -= taken
                self.units["room_needed"] += share * size * left


def evaluate(problem: Problem, plan: Plan) -> dict[str, float]:
    """{rule: score}, only those above 0."""
    return Evaluator(problem, plan).scores()
