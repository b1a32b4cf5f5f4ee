"""A plan in words: reasons as sentences, and the whole as a text for a terminal or a chat group."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from planner import clearing, network, placement
from yizhan.places.enums import RoomKind
from yizhan.places.models import Room
from yizhan.places.names import floor_label
from yizhan.planning.answering import Answer, Held, Night, Refused, Step, Value, Why
from yizhan.planning.enums import Use
from yizhan.planning.queries.plans import PlanView


def sentence(why: Why) -> str:
    """Return a reason in the active language."""
    return WORDS[why.planner](why, _language())


def plan_text(plan: PlanView) -> str:
    """Return a plan as lines: what it costs, who goes where and why, what is lacking; one query."""
    answer = plan.answer
    if answer is None:
        return _("Nothing came of this plan.")
    names = room_names(plan)
    lines = [verdict(answer), *(sentence(why) for why in answer.whole)]
    if answer.finish_min:
        lines.append(_("The last move ends after %(time)s hours.") % {"time": _clock(answer.finish_min)})
    if plan.row.use == Use.DAYS:
        lines += _days_lines(plan.question.days, answer.nights, answer.refused, answer.held)
        if plan.question.instead:
            other = answer.nights_instead, answer.refused_instead, answer.held_instead
            lines += _days_lines(plan.question.instead, *other)
    for number, step in enumerate(answer.steps, start=1):
        lines.append(f"{number}. {step_line(step, names)}")
        lines += [f"   ✕ {sentence(why)}" for why in step.broken]
        lines += [f"   {sentence(why)}" for why in step.reasons]
    return "\n".join(lines)


def verdict(answer: Answer) -> str:
    """Return how good a plan is, in one sentence."""
    if answer.proven:
        return _("No plan is better.")
    return _("A plan could be better by %(percent)s %% at most.") % {"percent": answer.gap_percent}


def step_line(step: Step, names: dict[UUID, str]) -> str:
    """Return who goes where and when, such as “0:15-0:30 023 (3): 402 → 511”."""
    targets = "+".join(names.get(room, "?") for room in step.rooms) or _("no room")
    origin = "+".join(names.get(room, "?") for room in step.origin)
    when = ""
    if step.start_min is not None and step.end_min is not None:
        when = f"{_clock(step.start_min)}-{_clock(step.end_min)} "
    elif step.day:
        when = f"{day_name(step.day)} "
    return f"{when}{step.tag} ({step.people}): {origin + ' → ' if origin else ''}{targets}"


def night_line(night: Night) -> str:
    """Return what is free in the night after a day, who leaves and who comes."""
    kinds = _listed(f"{kind_name(one.kind)} {one.rooms}" for one in night.free if one.rooms)
    return _(
        "%(day)s: rooms free %(rooms)s, beds %(beds)s (%(kinds)s); leaving %(leaving)s, coming %(coming)s"
    ) % {
        "day": day_name(night.day), "rooms": night.rooms, "beds": night.beds, "kinds": kinds or "-",
        "leaving": night.leaving, "coming": night.arriving,
    }  # fmt: skip


def refused_line(one: Refused) -> str:
    """Return who finds no room, why not, and what would help."""
    facts = {"party": one.tag, "people": one.people, "day": day_name(one.day), "count": abs(one.shift or 0)}
    facts["nights"] = _listed(map(day_name, one.short))
    if one.short:
        said = _("%(party)s (%(people)s), %(day)s: no room; the nights lacking: %(nights)s.") % facts
    else:
        said = _("%(party)s (%(people)s), %(day)s: no room has so many beds.") % facts
    return f"{said} {_remedy(one.shift) % facts}"


def held_line(one: Held) -> str:
    """Return who should have left already."""
    return _("%(party)s (%(people)s) should have left on %(due)s; here since %(since)s.") % {
        "party": one.tag, "people": one.people, "due": day_name(one.due), "since": day_name(one.since),
    }  # fmt: skip


def kind_name(kind: str) -> str:
    """Return a kind of room in the active language."""
    return str(RoomKind(kind).label) if kind in RoomKind.values else kind


def day_name(day: date) -> str:
    """Return a day without its year."""
    return date_format(day, "MONTH_DAY_FORMAT")


def room_names(plan: PlanView) -> dict[UUID, str]:
    """Return the names of the rooms of a site; one query."""
    return dict(Room.objects.filter(site_id=plan.row.site_id).values_list("id", "name"))


def _days_lines(
    days: int, nights: tuple[Night, ...], refused: tuple[Refused, ...], held: tuple[Held, ...]
) -> Iterator[str]:
    yield ngettext("Stays of %(count)s night:", "Stays of %(count)s nights:", days) % {"count": days}
    yield from (f"  {night_line(night)}" for night in nights)
    yield from (f"  ✕ {refused_line(one)}" for one in refused)
    yield from (f"  {held_line(one)}" for one in held)


def _remedy(shift: int | None) -> str:
    if shift is None:
        return _("They have to go elsewhere.")
    if shift > 0:
        return ngettext("%(count)s night later there is one.", "%(count)s nights later there is one.", shift)
    return ngettext("%(count)s night sooner there is one.", "%(count)s nights sooner there is one.", -shift)


def _listed(words: Iterable[str]) -> str:
    return ("、" if _language() == "zh" else ", ").join(words)


def _language() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _of_placement(why: Why, language: str) -> str:
    kind = placement.ReasonKind(why.kind)
    params = {name: _floors_labelled(name, value) for name, value in why.params.items()}
    return placement.explain(placement.Reason(why.code, kind, why.weight, params), language)


def _of_clearing(why: Why, language: str) -> str:
    params = {name: _floors_labelled(name, value) for name, value in why.params.items()}
    if isinstance(corridor := params.get("corridor"), tuple):
        params["corridor"] = f"{floor_label(corridor[0])} {corridor[1]}".strip()
    said = {
        name: _listed(value) if isinstance(value, tuple) else str(value) for name, value in params.items()
    }
    return clearing.explain(clearing.Reason(why.code, said), language)


def _floors_labelled(name: str, value: Value) -> Value:
    """A plan keeps the bare names of floors; they are spoken of in the reader's language."""
    if name == "floor":
        return floor_label(str(value))
    return tuple(map(floor_label, value)) if name == "floors" and isinstance(value, tuple) else value


def _of_network(why: Why, language: str) -> str:
    params = {name: value if isinstance(value, int) else str(value) for name, value in why.params.items()}
    return network.explain(network.Reason(why.code, params), language)


WORDS: dict[str, Callable[[Why, str], str]] = {
    "placement": _of_placement,
    "clearing": _of_clearing,
    "network": _of_network,
}
