"""The next days: who leaves when, what becomes free, and who finds no room."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from planner import horizon
from yizhan.course.queries.due import due_by_stay
from yizhan.planning.answering import Answer, FreeRooms, Held, Night, Refused, Step
from yizhan.planning.asking import Question
from yizhan.planning.queries.world import World
from yizhan.planning.uses.dated import ELSEWHERE, Dated, Guests
from yizhan.planning.uses.pulse import Pulse
from yizhan.stays.queries.room_map import site_day
from yizhan.stays.rules import RoomShare

# No forecast looks further: what is announced reaches a few days, and a stay may be changed any day.
MOST_NIGHTS = 30
# Good enough, and the counted work after which a plan hardly improves.
GAP, WORK, SEED = 0.01, 200, 1
ROUNDING = 1e-6


def forecast_days(world: World, question: Question, pulse: Pulse) -> Answer:
    """Tell what is free on the coming nights if stays last `days` nights, and beside it `instead`.

    A party leaves when the courses of all its people say so; where one has none, so many nights after it
    came. Who should have left is counted as leaving today. Those who wait and those announced get a room
    for their whole stay, or are named.
    """
    today = site_day(world.site)
    shown = min(max(question.days, question.instead or 0) + 1, MOST_NIGHTS)
    guests = [one for one in _guests(world, today, question) if one.came < shown]
    asked = _Forecast(Dated(world.state, guests, question.days, shown), today, pulse)
    other = (
        _Forecast(Dated(world.state, guests, question.instead, shown), today, pulse)
        if question.instead
        else None
    )
    score = asked.score()
    return Answer(
        steps=tuple(asked.steps()), objective=score, bound=asked.result.bound,
        proven=sum(score.values()) <= asked.result.bound + ROUNDING,
        relaxed=asked.relaxed(), nights=tuple(asked.nights()), refused=tuple(asked.refused()),
        held=tuple(asked.held()),
        nights_instead=tuple(other.nights()) if other else (),
        refused_instead=tuple(other.refused()) if other else (),
        held_instead=tuple(other.held()) if other else (),
    )  # fmt: skip


def _guests(world: World, today: date, question: Question) -> Iterator[Guests]:
    """Return who is at the site, and who is expected if that is asked."""
    zone = ZoneInfo(world.site.timezone)
    due_at = due_by_stay(stay.id for group in world.groups for stay in group.stays)
    for group in world.groups:
        since = min(stay.started_at for stay in group.stays).astimezone(zone).date()
        profile, rooms = group.profile, frozenset(map(str, group.rooms.values()))
        dues = [due_at[stay.id] for stay in group.stays if stay.id in due_at]
        known = len(dues) == len(group.stays)
        due = (max(dues).astimezone(zone).date() - today).days if known else None
        yield Guests(profile.id, profile.size, profile.cohort or "", (since - today).days, rooms, due)
    for party in world.expected if question.expected else ():
        yield Guests(party.id, party.size, party.cohort or "", (world.arrives[party.id] - today).days)


@dataclass(frozen=True)
class _Forecast:
    """The next nights for one length of a stay."""

    dated: Dated
    today: date
    pulse: Pulse

    @cached_property
    def problem(self) -> horizon.Problem:
        """Who comes, with rooms that they may have, and elsewhere."""
        return self.dated.to_be_solved()

    @cached_property
    def result(self) -> horizon.Result:
        """Rooms for those who come, or elsewhere."""
        return horizon.solve(self.problem, self._is_enough, SEED)

    def steps(self) -> Iterator[Step]:
        """Return who comes, with the room that is kept for them."""
        for one in self.dated.coming:
            room = self._kept.get(one.tag)
            yield Step(
                party_id=None, tag=one.tag, people=one.people, cohort=one.cohort,
                day=self._day(self.dated.first(one)),
                shares=(RoomShare(room_id=UUID(room)),) if room else (),
            )  # fmt: skip

    def score(self) -> dict[str, float]:
        """Return what the rooms cost, by rule."""
        problem = self.problem
        column = {room.id: place for place, room in enumerate(problem.rooms)}
        rooms = [column[self._kept.get(stay.id, ELSEWHERE)] for stay in problem.stays]
        return {
            rule: float(sum(row[room] for row, room in zip(table, rooms, strict=True)))
            for rule, table in problem.costs.items()
        }

    def relaxed(self) -> dict[str, float]:
        """Return people without a room, and parties that come beside another cohort."""
        rooms = self.dated.state.index.rooms
        units = Counter[str]()
        for one in self.dated.coming:
            room = self._kept.get(one.tag)
            units["no_room"] += 0 if room else one.people
            units["cohorts_on_corridor"] += bool(room and self.dated.is_beside_others(one, rooms[room]))
        return {rule: count for rule, count in units.items() if count}

    def nights(self) -> Iterator[Night]:
        """Return what is free each night, who leaves and who comes."""
        dated, leaving, arriving = self.dated, Counter[int](), Counter[int]()
        coming = {one.tag for one in dated.coming}
        for one in dated.guests:
            if one.tag in coming:
                arriving[dated.first(one)] += one.people
            if one.tag in self._kept or one.tag not in coming:
                leaving[dated.leaves(one)] += one.people
        free = horizon.forecast(dated.with_rooms_for(self._kept), self._kept)
        for night, by_kind in enumerate(free[: dated.shown]):
            yield Night(
                day=self._day(night), free=_free(by_kind), leaving=leaving[night], arriving=arriving[night]
            )

    def refused(self) -> Iterator[Refused]:
        """Return who finds no room, with the least that would help; alike parties have one answer."""
        told = {refusal.stay: refusal for refusal in self._refusals(self._kept)}
        out = [one for one in self.dated.coming if one.tag not in self._kept]
        like = {_kind(one): told[one.tag] for one in out if one.tag in told}
        for one in out:
            found = like[_kind(one)]
            yield Refused(
                tag=one.tag, people=one.people, day=self._day(self.dated.first(one)),
                short=tuple(map(self._day, found.nights)), shift=found.shift,
            )  # fmt: skip

    def held(self) -> Iterator[Held]:
        """Return who should have left before today."""
        for one in self.dated.guests:
            due = self.dated.due(one)
            if due < 0:
                yield Held(tag=one.tag, people=one.people, since=self._day(one.came), due=self._day(due))

    @cached_property
    def _kept(self) -> dict[str, str]:
        """The room of each who comes and finds one; nobody is refused for whom a room stayed free."""
        kept = {tag: room for tag, room in self.result.plan.items() if room != ELSEWHERE}
        while overlooked := [one for one in self._refusals(kept) if one.room and not one.nights]:
            kept[overlooked[0].stay] = str(overlooked[0].room)
        return kept

    def _refusals(self, kept: Mapping[str, str]) -> list[horizon.Refusal]:
        """Return what the planner says of those without a room; of those alike, of one."""
        like = {_kind(one): one.tag for one in self.dated.coming if one.tag not in kept}
        return horizon.refusals(self.dated.with_rooms_for({*kept, *like.values()}), kept)

    def _day(self, night: int) -> date:
        return self.today + timedelta(days=night)

    def _is_enough(self, so_far: horizon.Progress) -> bool:
        good = not so_far.overfull and so_far.gap <= GAP
        return good or so_far.work >= WORK or self.pulse.told(so_far.best, so_far.bound)


def _kind(one: Guests) -> tuple[int, int]:
    """Those alike fit into the same rooms on the same nights."""
    return one.people, one.came


def _free(by_kind: Mapping[str, horizon.Free]) -> tuple[FreeRooms, ...]:
    """Return free rooms by kind, from those by kind and beds."""
    rooms, beds = Counter[str](), Counter[str]()
    for name, free in by_kind.items():
        kind, _, size = name.rpartition("/")
        rooms[kind] += free.rooms
        beds[kind] += free.rooms * int(size)
    return tuple(FreeRooms(kind=kind, rooms=count, beds=beds[kind]) for kind, count in rooms.items())
