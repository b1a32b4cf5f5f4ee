"""The questions of `yizhan setup`: only what no option has answered."""

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _


class NobodyToAsk(RuntimeError):
    """Something is missing and there is no terminal; the message names the options to give."""


def ask_missing(options: Namespace) -> Namespace:
    """Return the options with every answer in place; raises NobodyToAsk without a terminal."""
    missing = _missing(options)
    if missing and not sys.stdin.isatty():
        raise NobodyToAsk(
            _("Missing: %(options)s. See “yizhan setup --help”.") % {"options": ", ".join(missing)}
        )
    if missing:
        _ask(options)
    return options


def _missing(options: Namespace) -> list[str]:
    missing = [] if options.head else ["--head"]
    if options.plan:
        return missing
    if options.floors and not options.rooms_per_floor:
        missing.append("--rooms-per-floor")
    if not (options.floors or options.rooms):
        missing.append("--rooms | --floors | --plan")
    return [f"--{name}" for name in ("code", "name") if not getattr(options, name)] + missing


def _ask(options: Namespace) -> None:
    if not options.plan:
        options.name = options.name or _text(_("Name of the site"))
        options.code = options.code or _text(_("Short name for addresses (small letters, digits, hyphens)"))
        options.phone = options.phone or _text(_("Telephone of the site"), needed=False)
        if not options.rooms and not options.floors:
            _ask_rooms(options)
        if options.floors and not options.rooms_per_floor:
            options.rooms_per_floor = _number(_("Rooms on each floor"))
        if options.lift is None:
            options.lift = _yes(_("Is there a lift?"))
        if options.entrance is None:
            options.entrance = _entrances()
    options.head = options.head or _text(_("User name of the first site head (small letters and digits)"))
    options.head_name = options.head_name or _text(_("What is the site head called?"), needed=False)


def _ask_rooms(options: Namespace) -> None:
    found = _text(_("File with the list of rooms (empty: I will say floors and rooms)"), needed=False)
    if found:
        options.rooms = Path(found)
        return
    options.floors = _text(_("Which storeys are used (such as 3-8)"))
    options.rooms_per_floor = _number(_("Rooms on each floor"))
    options.beds = _number(_("Beds in each room"))


def _entrances() -> list[str]:
    found: list[str] = []
    while name := _text(_("An entrance that vehicles use (empty: no more)"), needed=False):
        figure = _text(_("Its clear height in metres (empty: not measured)"), needed=False)
        found.append(f"{name}={figure or '?'}")
    return found


def _text(question: str, *, needed: bool = True) -> str:
    while True:
        answer = input(f"{question}: ").strip()
        if answer or not needed:
            return answer


def _number(question: str) -> int:
    return int(_until(question, lambda answer: answer.isdecimal() and int(answer) > 0, _("Write a number.")))


def _yes(question: str) -> bool:
    answer = _until(f"{question} (y/n)", lambda text: text[:1].lower() in ("y", "n"), _("Write y or n."))
    return answer[0].lower() == "y"


def _until(question: str, fits: Callable[[str], bool], otherwise: str) -> str:
    while not fits(answer := _text(question)):
        print(otherwise)
    return answer
