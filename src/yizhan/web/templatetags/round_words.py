"""How rounds are shown: a floor's name, a state's colour, the count of a kind."""

from django import template

from yizhan.duty.enums import RoundState
from yizhan.duty.kinds import RoundKind
from yizhan.duty.queries.rounds import RoundSeen, Tally
from yizhan.places.models import Floor
from yizhan.places.names import floor_label

register = template.Library()

LOOKS = {
    RoundState.PLANNED: "is-quiet",
    RoundState.LATE: "is-bad",
    RoundState.WALKING: "is-info",
    RoundState.ENDED: "is-ok",
    RoundState.CALLED_OFF: "is-quiet",
}


@register.filter
def floor_words(floor: Floor | None) -> str:
    """Return what people call a floor; empty for none."""
    return floor_label(floor.name) if floor else ""


@register.filter
def state_look(state: RoundState) -> str:
    """Return the class of a state's chip."""
    return LOOKS[state]


@register.filter
def of_kind(seen: RoundSeen, kind: RoundKind) -> str:
    """Return how much of a kind is done: 12/40."""
    tally = seen.tallies.get(kind.key, Tally())
    return f"{tally.done}/{tally.total}"
