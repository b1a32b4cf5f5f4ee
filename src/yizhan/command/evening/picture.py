"""What an evening looks like over time, drawn from many evenings with other luck; and where it jams."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import Literal

from pydantic import BaseModel, ConfigDict

from yizhan.command.evening.facts import jam, posts, value
from yizhan.command.evening.flow import Blocked, Luck, Party, Played, play
from yizhan.command.evening.plan import Evening, PlanChanges, Settings, settle

STEP_S = 60
LONGEST_PICTURE_MIN = 24 * 60
Progress = Callable[[int], None]


class _Shown(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PostOverTime(_Shown):
    """A post: people who wait at each minute, the most of them and when, the longest wait, how busy it is.

    `busy` is the share of the time between its first and its last party in which all of its people serve.
    """

    waiting: tuple[float, ...]
    most: int
    most_at_min: int
    longest_wait_min: float
    busy: float

    def jams(self, *, seated: bool) -> bool:
        """Tell whether too many wait, or too long; those who sit bear it longer."""
        if seated:
            return self.longest_wait_min >= jam().seated_min
        crowd = self.most >= jam().people and self.longest_wait_min >= 1
        return crowd or self.longest_wait_min >= jam().wait_min


class BlockedShown(_Shown):
    """A vehicle kept out by an entrance."""

    vehicle: str
    entrance: str
    missing_m: float
    waited_min: float


class Help(_Shown):
    """A change that was tried, and the minutes that it saves; `people` is how many there are then."""

    kind: Literal["post", "spare", "lift_people", "wave_people", "cleared", "order", "route"]
    minutes: float
    post: str = ""
    people: int = 0
    entrance: str = ""
    vehicle: str = ""


class Picture(_Shown):
    """An evening over time; minutes since the first vehicle came, the middle one of all evenings played."""

    draws: int
    people: int
    last_room_min: float
    last_room_best_min: float
    last_room_worst_min: float
    last_check_min: float
    posts: dict[str, PostOverTime]
    in_rooms: tuple[float, ...]
    blocked: tuple[BlockedShown, ...] = ()
    unroomed: int = 0
    helps: tuple[Help, ...] = ()

    @property
    def jammed(self) -> list[str]:
        """The posts that jam, the one with the longest wait first."""
        found = [key for key, post in self.posts.items() if post.jams(seated=posts()[key].seated)]
        return sorted(found, key=lambda key: -self.posts[key].longest_wait_min)


def paint(evening: Evening, changes: PlanChanges, progress: Progress = lambda _percent: None) -> Picture:
    """Play the plan many times, then each change that might help, and return what was seen."""
    settings = settle(evening, changes)
    luck = [Luck(seed) for seed in range(value("draws"))]
    evenings = _play_all(evening, settings, luck)
    picture = _picture(evening, settings, evenings)
    tried = []
    candidates = list(_candidates(evening, settings))
    for number, (help_, other) in enumerate(candidates, start=1):
        progress(100 * number // (len(candidates) + 1))
        ends = _ends(_play_all(evening, other, luck))
        tried.append(help_.model_copy(update={"minutes": _saved(help_, _ends(evenings), ends)}))
    return picture.model_copy(update={"helps": tuple(_worth(tried))})


def _play_all(evening: Evening, settings: Settings, luck: Iterable[Luck]) -> list[Played]:
    return [play(evening, settings, one) for one in luck]


def _ends(evenings: Sequence[Played]) -> tuple[float, float]:
    """Return the minutes until the last room and until the last room check, the middle ones."""
    return median(map(_last_room, evenings)), median(map(_last_check, evenings))


def _saved(help_: Help, before: tuple[float, float], after: tuple[float, float]) -> float:
    """Return the minutes saved until the last room; of the room check, until the last check."""
    rooms, checks = (was - is_ for was, is_ in zip(before, after, strict=True))
    if help_.kind == "spare":
        return round(min(rooms, checks), 1)
    return round(checks if help_.post == "corridor" else rooms, 1)


def _last_room(played: Played) -> float:
    return max((party.done["lift"] for party in played.parties), default=0.0) / 60


def _last_check(played: Played) -> float:
    return max((party.done["corridor"] for party in played.parties), default=0.0) / 60


def _picture(evening: Evening, settings: Settings, evenings: list[Played]) -> Picture:
    rooms = sorted(_last_room(one) for one in evenings)
    checks = [_last_check(one) for one in evenings]
    minutes = min(int(max(checks)) + 2, LONGEST_PICTURE_MIN)
    return Picture(
        draws=len(evenings), people=evening.people, last_room_min=round(median(rooms), 1),
        last_room_best_min=round(rooms[0], 1), last_room_worst_min=round(rooms[-1], 1),
        last_check_min=round(median(checks), 1),
        posts={key: _post(key, settings.posts[key], evenings, minutes) for key in posts()},
        in_rooms=_mean([_arrived(one.parties, minutes) for one in evenings]),
        blocked=tuple(_shown(one) for one in evenings[0].blocked), unroomed=evenings[0].unroomed,
    )  # fmt: skip


def _post(key: str, people: int, evenings: list[Played], minutes: int) -> PostOverTime:
    lines = [_waiting(one.parties, key, minutes) for one in evenings]
    waits = [
        max((party.begun[key] - party.since[key] for party in one.parties), default=0.0) for one in evenings
    ]
    mean = _mean(lines)
    return PostOverTime(
        waiting=mean,
        most=round(median(max(line) for line in lines)),
        most_at_min=max(range(len(mean)), key=mean.__getitem__),
        longest_wait_min=round(median(waits) / 60, 1),
        busy=round(median(_busy(one.parties, key, people) for one in evenings), 2),
    )


def _waiting(parties: list[Party], post: str, minutes: int) -> list[int]:
    return [
        sum(one.size for one in parties if one.since[post] <= at < one.begun[post])
        for at in range(0, minutes * STEP_S, STEP_S)
    ]


def _arrived(parties: list[Party], minutes: int) -> list[int]:
    return [
        sum(one.size for one in parties if one.done["lift"] <= at)
        for at in range(0, minutes * STEP_S, STEP_S)
    ]


def _mean(lines: list[list[int]]) -> tuple[float, ...]:
    return tuple(round(sum(column) / len(lines), 1) for column in zip(*lines, strict=True))


def _busy(parties: list[Party], post: str, people: int) -> float:
    """Return the share of a post's time that is work; a lift carries groups, which count once."""
    jobs = {(one.begun[post], one.done[post]) for one in parties}
    if not jobs:
        return 0.0
    open_s = max(end for _begin, end in jobs) - min(begin for begin, _end in jobs)
    return min(sum(end - begin for begin, end in jobs) / (open_s * people), 1.0) if open_s else 1.0


def _shown(one: Blocked) -> BlockedShown:
    return BlockedShown(
        vehicle=one.vehicle, entrance=one.entrance, missing_m=one.missing_m,
        waited_min=round(one.waited_s / 60, 1),
    )  # fmt: skip


def _candidates(evening: Evening, settings: Settings) -> Iterable[tuple[Help, Settings]]:
    """Give each single change that might help, with the settings it makes."""
    for key, people in settings.posts.items():
        more = {**settings.posts, key: people + 1}
        yield (
            Help(kind="post", post=key, people=people + 1, minutes=0),
            settings.model_copy(update={"posts": more}),
        )
        if people > 1:
            fewer = {**settings.posts, key: people - 1}
            spared = Help(kind="spare", post=key, people=people - 1, minutes=0)
            yield spared, settings.model_copy(update={"posts": fewer})
    for name, most in (("lift_people", settings.lift_people + 2), ("wave_people", settings.wave_people * 2)):
        help_ = Help(kind=name, people=most, minutes=0)
        yield help_, settings.model_copy(update={name: most})
    yield from _ways_in(evening, settings)


def _ways_in(evening: Evening, settings: Settings) -> Iterable[tuple[Help, Settings]]:
    vehicles = {vehicle.key: vehicle for vehicle in evening.vehicles}
    blocked = play(evening, settings, Luck(0)).blocked
    for gate in dict.fromkeys(one.entrance for one in blocked):
        entrance = next(one for one in evening.entrances if str(one.id) == gate)
        cleared = (*settings.cleared, entrance.id)
        yield Help(kind="cleared", entrance=gate, minutes=0), settings.model_copy(update={"cleared": cleared})
    for one in blocked:
        others = (gate for gate in evening.entrances if gate.clearance_m is not None)
        for gate_ in (gate for gate in others if gate.lets_in(vehicles[one.vehicle])):
            routes = {**settings.routes, one.vehicle: gate_.id}
            help_ = Help(kind="route", vehicle=one.vehicle, entrance=str(gate_.id), minutes=0)
            yield help_, settings.model_copy(update={"routes": routes})
    stuck = {one.vehicle for one in blocked}
    order = tuple(sorted(settings.order, key=lambda key: key in stuck))
    if order != settings.order:
        yield Help(kind="order", minutes=0), settings.model_copy(update={"order": order})


def _worth(tried: list[Help]) -> list[Help]:
    """Return what saves enough, the most first, then who can be spared."""
    helps = [one for one in tried if one.kind != "spare" and one.minutes >= value("worth_min")]
    spares = [one for one in tried if one.kind == "spare" and one.minutes > -value("spare_min")]
    return sorted(helps, key=lambda one: -one.minutes) + spares
