"""A room plan in words: what each use is for, how good a plan is, its reasons as sentences."""

from collections.abc import Iterable

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from yizhan.places.enums import RoomKind
from yizhan.places.models import Entrance
from yizhan.planning.answering import Answer, Night, Refused, Why
from yizhan.planning.asking import Question
from yizhan.planning.enums import Use
from yizhan.planning.queries.moves import MoveLeft, MoveState
from yizhan.planning.queries.plans import PlanView
from yizhan.planning.wording import refused_line, sentence, verdict
from yizhan.web.desk.plan_picture import PlanTile

register = template.Library()

ABOUT: dict[str, Promise] = {
    Use.ROOMING: gettext_lazy("Everybody who waits gets a room in one go, the best that there is for all."),
    Use.WHAT_IF: gettext_lazy("A wing is lost, or more people come: who goes where, what is lacking."),
    Use.CLEARING: gettext_lazy("Empty whole floors with the fewest moves, in an order that works."),
    Use.DAYS: gettext_lazy("Who leaves when, what will be free, whom to refuse or send elsewhere."),
    Use.HOTELS: gettext_lazy("Which party goes to which hotel, and in which bus."),
}
LOOKS: dict[str, tuple[str, Promise]] = {
    "come": ("→", gettext_lazy("comes in")),
    "go": ("←", gettext_lazy("leaves")),
    "kept": ("≈", gettext_lazy("kept for people expected")),
    "stay": ("●", gettext_lazy("stays")),
    "free": ("○", gettext_lazy("vacant")),
    "shut": ("✕", gettext_lazy("not to be given")),
    "lost": ("✕", gettext_lazy("lost")),
}
TABS: dict[str, Promise] = {
    "changes": gettext_lazy("What changes"),
    "before": pgettext_lazy("a plan", "Before"),
    "after": gettext_lazy("After"),
}
FAULTS: dict[str, Promise] = {
    "gone": gettext_lazy("What was asked about has ended meanwhile."),
    "fault": gettext_lazy("It failed. Whoever runs the server finds why by running it there."),
    "": gettext_lazy("Its process is gone: the server was started again, or the machine was. Start it anew."),
}
# Rules that no plan should break; units as the planners count them.
RULES: dict[str, Promise] = {
    "apart_next_door": gettext_lazy("parties next door that should be apart"),
    "beds": gettext_lazy("beds lacking, each night"),
    "child_without_adult": gettext_lazy("children in a room without an adult of theirs"),
    "cohorts_mixed": gettext_lazy("corridors shared by two cohorts"),
    "cohorts_on_corridor": gettext_lazy("cohorts too many on a corridor"),
    "extra_bed": gettext_lazy("extra beds"),
    "fever_next_door": gettext_lazy("rooms next door to fever"),
    "fever_room_shared": gettext_lazy("rooms in which fever is shared"),
    "no_bus": gettext_lazy("people without a seat in a bus that fits"),
    "no_room": gettext_lazy("people without a room"),
    "not_cleared": gettext_lazy("parties that cannot leave their floor"),
    "party_split": gettext_lazy("parties divided over rooms"),
    "room_not_ready": gettext_lazy("rooms that are not ready"),
    "room_occupied": gettext_lazy("rooms with somebody in them"),
    "room_too_small": gettext_lazy("people without a bed of their own"),
    "rooms_not_adjacent": gettext_lazy("divided parties whose rooms are apart"),
    "split_over_floors": gettext_lazy("parties divided over floors"),
}

# What a move waits for: the look of its chip, and the words.
LEFT: dict[str, tuple[str, Promise]] = {
    MoveState.NOW: ("is-info", gettext_lazy("can be made now")),
    MoveState.DISINFECTION: ("is-quiet", gettext_lazy("waits: %(rooms)s to be disinfected")),
    MoveState.OTHERS: ("is-quiet", gettext_lazy("waits: others still in %(rooms)s")),
    MoveState.SHUT: ("is-bad", gettext_lazy("cannot be made: %(rooms)s is shut")),
    MoveState.ELSEWHERE: ("is-warn", gettext_lazy("they are elsewhere by now")),
}


@register.filter
def move_look(move: MoveLeft) -> str:
    """Return the look of what a move waits for."""
    return LEFT[move.state][0]


@register.filter
def move_words(move: MoveLeft) -> str:
    """Return what a move waits for."""
    return str(LEFT[move.state][1]) % {"rooms": ", ".join(move.rooms)}


@register.filter
def relaxed_words(answer: Answer) -> list[str]:
    """Return the rules that a plan breaks, each with how often: never silent."""
    return [f"{RULES.get(code, code)}: {units:g}" for code, units in answer.relaxed.items() if units]


@register.filter
def use_name(use: str) -> str:
    """Return what a use is called."""
    return str(Use(use).label)


@register.filter
def use_about(use: str) -> str:
    """Return what a use is for."""
    return str(ABOUT[use])


@register.filter
def tab_name(tab: str) -> str:
    """Return what a tab of the picture is called."""
    return str(TABS[tab])


@register.filter
def why_words(whys: Iterable[Why]) -> list[str]:
    """Return reasons as sentences."""
    return list(dict.fromkeys(sentence(why) for why in whys))


@register.filter
def verdict_words(answer: Answer) -> str:
    """Return how good a plan is."""
    return verdict(answer)


@register.filter
def look_sign(tile: PlanTile) -> str:
    """Return the sign of what happens in a room."""
    return LOOKS[tile.look][0]


@register.filter
def look_word(tile: PlanTile) -> str:
    """Return what happens in a room."""
    return str(LOOKS[tile.look][1])


@register.simple_tag
def looks() -> list[tuple[str, str, str]]:
    """Return every look with its sign and word, for the legend."""
    return [(key, sign, str(word)) for key, (sign, word) in LOOKS.items()]


@register.filter
def fault_words(plan: PlanView) -> str:
    """Return why nothing came of a plan."""
    return str(FAULTS.get(plan.row.fault, FAULTS[""]))


@register.filter
def asked_words(question: Question) -> list[str]:
    """Return what was asked beside the use, in a few words each."""
    said = []
    if count := question.more:
        said.append(ngettext("%(count)d person more", "%(count)d people more", count) % {"count": count})
    if count := len(question.lost):
        said.append(ngettext("%(count)d room lost", "%(count)d rooms lost", count) % {"count": count})
    if count := len(question.floors):
        words = ngettext("%(count)d floor to be cleared", "%(count)d floors to be cleared", count)
        said.append(words % {"count": count})
    if question.use == Use.DAYS:
        said.append(_("a stay of %(days)d days") % {"days": question.days})
    if question.use == Use.DAYS and question.instead:
        said.append(_("compared with %(days)d") % {"days": question.instead})
    if question.use in (Use.ROOMING, Use.WHAT_IF) and not question.expected:
        said.append(_("without those who are announced"))
    return said


@register.filter
def kinds(answer: Answer) -> list[str]:
    """Return the kinds of rooms in a forecast."""
    return list(dict.fromkeys(free.kind for night in answer.nights for free in night.free))


@register.filter
def kind_name(kind: str) -> str:
    """Return what a kind of room is called."""
    return str(RoomKind(kind).label)


@register.filter
def night_rows(answer: Answer) -> list[tuple[Night, list[int], Night | None]]:
    """Return each night with its free rooms by kind, and the same night with the other length of stays."""
    columns = kinds(answer)
    other = {night.day: night for night in answer.nights_instead}
    rows = []
    for night in answer.nights:
        free = {one.kind: one.rooms for one in night.free}
        rows.append((night, [free.get(kind, 0) for kind in columns], other.get(night.day)))
    return rows


@register.filter
def refused_words(one: Refused) -> str:
    """Return who finds no room, why not, and what would help."""
    return refused_line(one)


@register.filter
def gate_name(gate: Entrance) -> str:
    """Return what an entrance is called in the reader's language."""
    english = (get_language() or "").startswith("en")
    return gate.name_en if english and gate.name_en else gate.name
