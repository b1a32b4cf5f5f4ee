"""Positive cases in words: what a step is, what was said of it, and the line on every page."""

from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yizhan.cases.enums import ApartHow, StepKind
from yizhan.cases.queries.cases import StepNow, open_cases
from yizhan.cases.queries.contacts import Ground
from yizhan.cases.queries.decisions import Choice, Exposed
from yizhan.cases.rules import contact_rules
from yizhan.leaving.enums import PassengerState
from yizhan.web.desk.case_faces import CaseFace
from yizhan.web.templatetags.course_words import reason_words

register = template.Library()


@register.inclusion_tag("desk/cases/_strip.html", takes_context=True)
def open_cases_strip(context: dict[str, Any]) -> dict[str, Any]:
    """Show that cases have open steps, without whose they are; nothing where none has."""
    site = context["site"]
    return {"site": site, "undone": [case for case in open_cases(site.id) if case.undone]}


@register.inclusion_tag("desk/cases/_fields.html")
def case_fields(face: CaseFace, kind: str) -> dict[str, Any]:
    """Show the fields of a step's form."""
    return {"form": face.form_of(StepKind(kind))}


@register.filter
def step_title(kind: str) -> str:
    """Return what is done in a step."""
    return str(StepKind(kind).label)


@register.filter
def step_words(step: StepNow) -> str:
    """Return what the record says of a step; empty where it says nothing."""
    facts = step.facts
    known: dict[str, Callable[[], str]] = {
        "how": lambda: (
            _("Has left the site") if facts["how"] == "left" else str(ApartHow(facts["how"]).label)
        ),
        "state": lambda: str(PassengerState(facts["state"]).label),
        "included": lambda: _contacts(facts["included"], facts["left_out"]),
        "changes": lambda: _due_times(facts),
        "sent_to": lambda: str(facts["sent_to"]),
        "wanted": lambda: _relatives(step),
        "given_free": lambda: _("The room was given free without being cleared here. Look into it now."),
    }
    return next((words() for fact, words in known.items() if fact in facts), "")


@register.filter
def counts(ground: Ground) -> bool:
    """Tell whether a ground makes somebody a contact by the rules."""
    return ground.kind in contact_rules().ticked


@register.filter
def is_ticked(choice: Choice, sent: set[str] | None) -> bool:
    """Tell whether a contact stands ticked: as it was just sent, else as it was decided or proposed."""
    return choice.included if sent is None else str(choice.contact.stay.person_id) in sent


@register.filter
def same_why(group: Exposed) -> str:
    """Return why all of a list are due then, where that is one sentence; else nothing."""
    whys = {reason_words(line.why) for line in group.lines}
    return whys.pop() if len(whys) == 1 else ""


def _contacts(included: int, left_out: int) -> str:
    words = ngettext("%(n)d contact", "%(n)d contacts", included) % {"n": included}
    others = _("%(n)d left out") % {"n": left_out}
    return f"{words} · {others}" if left_out else words


def _due_times(facts: Mapping[str, Any]) -> str:
    if facts.get("waiting"):
        return _("A second person has still to sign, before the old due minute.")
    people = facts["applied"] + facts["waiting_for_signature"]
    return (
        ngettext("%(n)d person", "%(n)d people", people) % {"n": people} if people else _("Nothing to change")
    )


def _relatives(step: StepNow) -> str:
    if not step.facts["wanted"]:
        return _("Not wanted by the person")
    return _("Wanted; nobody was told yet") if step.is_open else _("Wanted and told")
