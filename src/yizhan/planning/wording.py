"""A plan in words: reasons as sentences, and the whole as a text for a terminal or a chat group."""

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from planner import clearing, placement
from yizhan.places.models import Room
from yizhan.planning.answering import Answer, Step, Why
from yizhan.planning.queries.plans import PlanView


def sentence(why: Why) -> str:
    """Return a reason in the active language."""
    return WORDS[why.planner](why, "zh" if (get_language() or "zh").startswith("zh") else "en")


def plan_text(plan: PlanView) -> str:
    """Return a plan as lines: what it costs, who goes where and why, what is lacking; one query."""
    answer = plan.answer
    if answer is None:
        return _("Nothing came of this plan.")
    names = room_names(plan)
    lines = [verdict(answer), *(sentence(why) for why in answer.whole)]
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
    """Return who goes where, such as “023 (3): 402 → 511”."""
    targets = "+".join(names.get(room, "?") for room in step.rooms) or _("no room")
    origin = "+".join(names.get(room, "?") for room in step.origin)
    return f"{step.tag} ({step.people}): {origin + ' → ' if origin else ''}{targets}"


def room_names(plan: PlanView) -> dict[UUID, str]:
    """Return the names of the rooms of a site; one query."""
    return dict(Room.objects.filter(site_id=plan.row.site_id).values_list("id", "name"))


def _of_placement(why: Why, language: str) -> str:
    kind = placement.ReasonKind(why.kind)
    return placement.explain(placement.Reason(why.code, kind, why.weight, why.params), language)


def _of_clearing(why: Why, language: str) -> str:
    params = {name: str(value) for name, value in why.params.items()}
    return clearing.explain(clearing.Reason(why.code, params), language)


WORDS: dict[str, Callable[[Why, str], str]] = {"placement": _of_placement, "clearing": _of_clearing}
