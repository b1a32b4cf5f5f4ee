"""A line in words, as it is read back over the radio: wristbands, rooms and figures, never a name."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yizhan.health.enums import TemperatureMethod
from yizhan.intake.queries.relayed import Heard
from yizhan.intake.radio import Found, PartyOff, Rooming, RoomLooked, RoundDone, Temperature
from yizhan.people.enums import AgeGroup
from yizhan.stays.rules import format_tag


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What is read back: the parts that are said, smaller remarks, and a warning or none."""

    parts: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    warning: str = ""


def read_back(heard: Heard, wave: int) -> ReadBack:
    """Return what the clerk reads back to whoever called."""
    line = heard.line
    match line:
        case Temperature():
            return _temperature(line, heard)
        case PartyOff():
            return _party(line, line.wave or wave)
        case Rooming():
            whom = _("the whole party") if not line.letters else " ".join(
                format_tag(line.number, letter) for letter in line.letters
            )  # fmt: skip
            return ReadBack((format_tag(line.number), f"→ {_room(heard.room)}"), (whom, line.reason))
        case RoomLooked():
            return ReadBack((_room(heard.room), _people(line.people) if line.people else _("nobody")))
        case Found():
            weeks = _("%(weeks)s weeks") % {"weeks": line.weeks} if line.weeks else ""
            return ReadBack(
                (format_tag(line.number, line.letter), str(line.kind.label)), (weeks, _room(heard.room))
            )
        case RoundDone():
            return ReadBack((str(line.round.label), _("That was everybody"), _people(line.people)))


def _temperature(line: Temperature, heard: Heard) -> ReadBack:
    remarks = (
        _room(heard.room),
        str(line.method.label) if line.method != TemperatureMethod.FOREHEAD else "",
        _("at rest") if line.at_rest else "",
        _("device %(device)s") % {"device": line.device} if line.device else "",
    )
    warning = _("Fever. Tell the doctor now, and have it measured again at rest with a second device.")
    parts = (format_tag(line.number, line.letter), f"{line.value_c:.1f} °C")
    return ReadBack(parts, remarks, warning if heard.fever else "")


def _party(line: PartyOff, wave: int) -> ReadBack:
    adults = ngettext("%(count)s adult", "%(count)s adults", line.adults) % {"count": line.adults}
    children = ngettext("%(count)s child", "%(count)s children", line.children) % {"count": line.children}
    made = [words for words, count in ((adults, line.adults), (children, line.children)) if count]
    letters = [f"{chr(ord('A') + place)} {AgeGroup(age).label}" for place, age in enumerate(line.make_up)]
    return ReadBack(
        (format_tag(line.number), _(", ").join(made)), (_("wave %(wave)s") % {"wave": wave}, *letters)
    )


def _room(names: str) -> str:
    return _("room %(room)s") % {"room": names} if names else ""


def _people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
