"""Words of the record: age groups, count rounds and settlements by their stored values."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.ledgers.enums import Cause
from yizhan.people.enums import AgeGroup
from yizhan.stays.enums import ReleaseHow

register = template.Library()


@register.filter
def age_words(value: str) -> str:
    """Return an age group in words."""
    return str(AgeGroup(value).label)


@register.filter
def round_words(value: int) -> str:
    """Return a count round in words."""
    return str(CountRound(value).label)


@register.filter
def settlement_words(value: str) -> str:
    """Return how a difference was settled, in words."""
    return str(SettlementKind(value).label)


@register.filter
def of(known: Mapping[Any, str], key: Any) -> str:
    """Return what a mapping has under a key; empty if nothing."""
    return known.get(key, "")


HINTS = {
    Cause.TAMPERED: _(
        "The record was changed outside the program. Run “yizhan verify”, keep a copy of the database."
    ),
    Cause.WRONG_RELEASE: _(
        "Somebody left the fuller room on the books, and is still behind its door. Look who."
    ),
    Cause.RELEASE_MISSING: _(
        "Entered here, and gone by the other record. Ask who led them out, and enter it."
    ),
    Cause.MOVE_MISSING: _(
        "As many too few in one room as too many in the other. Correct the entry if they moved."
    ),
    Cause.MIXED_UP: _("Each is said to be in the other's room. Read both wristbands at the door."),
    Cause.DOUBLE: _("One person stands twice on the list. Ask its keeper which line is right."),
    Cause.WRONG_ROOM: _("The list has another room than the ledger. Look behind the door."),
    Cause.STRANGER: _("Perhaps never entered here, or written otherwise. Compare name and document."),
    Cause.LIST_BEHIND: _("Left before the list was made. Tell its keeper."),
    Cause.COUNT: _("No other room fits. Look again, and read the wristbands."),
}


@register.filter
def how_words(how: str) -> str:
    """Return by which right somebody was released."""
    return str(ReleaseHow(how).label)


@register.filter
def cause_hint(cause: Cause) -> str:
    """Return what to do about differences of a cause."""
    return str(HINTS[Cause(cause)])
