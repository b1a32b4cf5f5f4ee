"""Staff who fall silent: nobody answers until it stands on the board of those above, in time, not sooner."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from yizhan.command.needs.day import Day
from yizhan.command.needs.noted import Asked

A_LITTLE = timedelta(seconds=2)
BEFORE = timedelta(minutes=1)


def leave(day: Day, asked: Asked, then: Callable[[], None]) -> None:
    """Leave something unanswered until silence has climbed as far as it is let; then somebody takes it."""
    assert asked.asked_by is not None  # noqa: S101 - noted when it was asked # nosec
    called = whom_it_calls(day, asked)
    wait = timedelta(minutes=day.facts.assumed["ladder"][asked.request.soon][asked.level])
    if day.teams[called] != day.teams[asked.responsible] or asked.level == "team":
        day.agenda.at(asked.at + wait - BEFORE, partial(_look_too_early, day, asked, called))
    day.agenda.at(asked.asked_by + wait + A_LITTLE, partial(_find_and_take, day, asked, called, then))


def whom_it_calls(day: Day, asked: Asked) -> str:
    """Return somebody on whose board it has to stand at the level that silence reaches."""
    if asked.level == "team":
        team = day.teams[asked.responsible]
        return next(key for key, own in day.teams.items() if own == team and key != asked.responsible)
    if asked.level == "head":
        return "deputy" if asked.responsible == "head" else "head"
    return "post"


def _look_too_early(day: Day, asked: Asked, called: str) -> None:
    # A slow machine may have let the minute pass before anybody could look.
    wait = timedelta(minutes=day.facts.assumed["ladder"][asked.request.soon][asked.level])
    shown = _is_on_board(day, asked, called)
    asked.too_early = shown and day.now() < asked.at + wait


def _find_and_take(day: Day, asked: Asked, called: str, then: Callable[[], None]) -> None:
    """Find it on the own board, take it over, and answer."""
    asked.climbed = _is_on_board(day, asked, called)
    if not asked.climbed:
        return
    day.decide(called, "duty.take_matter", matter_id=asked.matter_id)
    asked.responsible = called
    then()


def _is_on_board(day: Day, asked: Asked, who: str) -> bool:
    return asked.matter_id in day.desk(who).get(day.address("matters/")).text
