"""Questions about tonight's plan: templates are data, right and wrong answers come from the plan."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from yizhan.command.evening.plan import CopiedEntrance, CopiedVehicle, Evening, PlanChanges, settle
from yizhan.core.shipped import read_shipped
from yizhan.duty.emergency import numbers_at
from yizhan.health.rules import temperature_rules
from yizhan.intake.rules import StepTemplate
from yizhan.places.models import Site

Words = dict[str, str]
FAMILY = 3


@dataclass(frozen=True, slots=True)
class QuestionPost:
    """Somebody who is asked: by roles, and by the team where a role has several posts.

    `countdown`: the team whose steps concern them.
    """

    key: str
    zh: str
    en: str
    roles: frozenset[str]
    team: str
    countdown: str

    def name(self, language: str) -> str:
        """Return what it is called in the language that `language` begins with."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its choices as shown, the right one's place, and why; texts by "zh" and "en"."""

    template: str
    words: Words
    choices: tuple[Words, ...]
    right: int
    why: Words


@dataclass(frozen=True, slots=True)
class Told:
    """What questions are made from: the site, its evening, and the open steps of the countdown by team."""

    site: Site
    evening: Evening
    steps: dict[str, list[tuple[StepTemplate, datetime]]]


Facts = dict[str, Any]
Maker = Callable[[Told, QuestionPost], Facts | None]
_makers: dict[str, Maker] = {}


@cache
def question_posts() -> dict[str, QuestionPost]:
    """Return who is asked, by key."""
    return {
        row["key"]: QuestionPost(**{**row, "roles": frozenset(row["roles"])}) for row in _table()["posts"]
    }


def post_of(role: str, team: str) -> QuestionPost | None:
    """Return the post at which somebody of a role and team is asked; None for those who ask."""
    fitting = [post for post in question_posts().values() if role in post.roles]
    return next((post for post in fitting if post.team == team), None) or next(
        (post for post in fitting if not post.team), None
    )


def questions_for(
    post: QuestionPost, told: Told, asked_before: Sequence[str], luck: random.Random
) -> list[Asked]:
    """Return five questions to a post, those first that were not asked before or longest ago."""
    fitting = [row for row in _table()["questions"] if not row["posts"] or post.key in row["posts"]]
    luck.shuffle(fitting)
    # What goes wrong most, then what concerns this post alone, comes before what everybody is asked.
    fitting.sort(
        key=lambda row: (_last_asked(row["key"], asked_before), "first" not in row, not row["posts"])
    )
    made = (_asked(row, _makers[row["of"]](told, post), luck) for row in fitting)
    return [one for one in made if one is not None][: _table()["each"]]


def maker(name: str) -> Callable[[Maker], Maker]:
    """Register what makes the facts of questions whose `of` is `name`; None where the plan says nothing."""

    def register(function: Maker) -> Maker:
        _makers[name] = function
        return function

    return register


def _last_asked(key: str, asked_before: Sequence[str]) -> int:
    return max((place for place, known in enumerate(asked_before, start=1) if known == key), default=0)


def _asked(row: dict[str, Any], facts: Facts | None, luck: random.Random) -> Asked | None:
    if facts is None:
        return None
    choices = [_filled(choice, facts) for choice in row["choices"]]
    right = choices[0]
    choices = [one for place, one in enumerate(choices) if one not in choices[:place]]
    luck.shuffle(choices)
    return Asked(
        row["key"], _filled(row, facts), tuple(choices), choices.index(right), _filled(row["why"], facts)
    )


def _filled(words: dict[str, Any], facts: Facts) -> Words:
    return {tongue: str(words[tongue]) % facts for tongue in ("zh", "en")}


@maker("nothing")
def _nothing(_told: Told, _post: QuestionPost) -> Facts:
    return {}


@maker("blocked_vehicle")
def _blocked_vehicle(told: Told, _post: QuestionPost) -> Facts | None:
    """The first vehicle that an entrance keeps out, with where it goes instead."""
    for vehicle in told.evening.vehicles:
        for low in told.evening.entrances:
            missing = low.too_low_for(vehicle)
            if missing:
                other = next((one for one in _measured(told.evening) if one.lets_in(vehicle)), None)
                return {
                    "vehicle": vehicle.name, "height": f"{vehicle.height_m:g}", "low_zh": low.name,
                    "low_en": low.name_en or low.name, "clearance": f"{low.clearance_m:g}",
                    "missing": f"{missing:g}", **_instead(other),
                }  # fmt: skip
    return None


def _instead(other: CopiedEntrance | None) -> Words:
    words = _table()["instead"]["elsewhere" if other else "outside"]
    named = {"zh": other.name, "en": other.name_en or other.name} if other else {"zh": "", "en": ""}
    return {f"right_{tongue}": words[tongue] % {"gate": named[tongue]} for tongue in ("zh", "en")}


@maker("fitting_vehicle")
def _fitting_vehicle(told: Told, _post: QuestionPost) -> Facts | None:
    evening = told.evening
    gates = _measured(evening)
    pairs: list[tuple[CopiedVehicle, CopiedEntrance]] = [
        (vehicle, gate)
        for vehicle in evening.vehicles
        for gate in gates
        if vehicle.height_m and gate.lets_in(vehicle)
    ]
    others = [gate for gate in evening.entrances if pairs and gate != pairs[0][1]]
    # Where two entrances let it in, neither is the one right answer.
    fits_too = bool(others) and others[0].clearance_m is not None and others[0].lets_in(pairs[0][0])
    if not others or fits_too:
        return None
    vehicle, gate = pairs[0]
    return {
        "vehicle": vehicle.name, "height": f"{vehicle.height_m:g}", "gate_zh": gate.name,
        "gate_en": gate.name_en or gate.name, "clearance": f"{gate.clearance_m:g}",
        "other_zh": others[0].name, "other_en": others[0].name_en or others[0].name,
    }  # fmt: skip


@maker("wave")
def _wave(told: Told, _post: QuestionPost) -> Facts:
    right = settle(told.evening, PlanChanges()).wave_people
    return {"right": right, "wrong_1": right * 2, "wrong_2": right * 5}


@maker("lift")
def _lift(told: Told, _post: QuestionPost) -> Facts:
    right = settle(told.evening, PlanChanges()).lift_people
    return {"right": right, "wrong_1": right * 2, "wrong_2": right * 3}


@maker("fever")
def _fever(_told: Told, _post: QuestionPost) -> Facts:
    fever = temperature_rules().fever_c
    step = type(fever)("0.7")
    return {
        "fever": fever, "reading": fever + type(fever)("0.2"), "lower": fever - step, "higher": fever + step
    }  # fmt: skip


@maker("people")
def _people(told: Told, _post: QuestionPost) -> Facts:
    seats = sum(one.seats for one in told.evening.vehicles)
    return _numbers(told.evening.people, (seats, len(told.evening.rooms)))


@maker("vehicles")
def _vehicles(told: Told, _post: QuestionPost) -> Facts:
    names = ", ".join(one.name for one in told.evening.vehicles)
    return {**_numbers(len(told.evening.vehicles), ()), "names": names}


@maker("rooms")
def _rooms(told: Told, _post: QuestionPost) -> Facts:
    return _numbers(
        len(told.evening.rooms), (sum(one.beds for one in told.evening.rooms), told.evening.people)
    )


@maker("large_rooms_count")
def _large_rooms_count(told: Told, _post: QuestionPost) -> Facts | None:
    large = [one for one in told.evening.rooms if one.beds >= FAMILY]
    return {**_numbers(len(large), (len(told.evening.rooms),)), "size": FAMILY} if large else None


@maker("large_rooms")
def _large_rooms(told: Told, _post: QuestionPost) -> Facts | None:
    """Which floor takes families; asked only where not every floor does."""
    floors = list(dict.fromkeys(one.floor for one in told.evening.rooms))
    large = [
        floor
        for floor in floors
        if any(one.floor == floor and one.beds >= FAMILY for one in told.evening.rooms)
    ]
    others = [floor for floor in floors if floor not in large]
    if not large or not others:
        return None
    return {"size": FAMILY, "right": ", ".join(large), "wrong_1": others[0], "wrong_2": others[-1]}


@maker("arrival")
def _arrival(told: Told, _post: QuestionPost) -> Facts | None:
    return _clocks(told.evening.eta, told.site) if told.evening.eta else None


@maker("own_step")
def _own_step(told: Told, post: QuestionPost) -> Facts | None:
    """The step of the countdown that the post's own team owes next."""
    owed = told.steps.get(post.countdown, [])
    if not owed:
        return None
    template, due_at = owed[0]
    return {**_clocks(due_at, told.site), "step_zh": template.zh, "step_en": template.en}


@maker("emergency")
def _emergency(told: Told, _post: QuestionPost) -> Facts:
    return {"ambulance": numbers_at(told.site.timezone, told.site.code).ambulance}


def _measured(evening: Evening) -> list[CopiedEntrance]:
    return [one for one in evening.entrances if one.clearance_m is not None]


def _numbers(right: int, likely: Iterable[int]) -> Facts:
    """Return a figure with two wrong ones: others of the plan that may be mistaken for it, else near ones."""
    wrong = [
        one
        for one in dict.fromkeys((*likely, right + max(right // 10, 1), right + max(right // 5, 2)))
        if one != right
    ]
    return {"right": right, "wrong_1": wrong[0], "wrong_2": wrong[1]}


def _clocks(moment: datetime, site: Site) -> Facts:
    here = moment.astimezone(ZoneInfo(site.timezone))
    later, earlier = here + timedelta(minutes=30), here - timedelta(minutes=20)
    return {"right": f"{here:%H:%M}", "wrong_1": f"{later:%H:%M}", "wrong_2": f"{earlier:%H:%M}"}


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.command", "questions.yaml")
    return table
