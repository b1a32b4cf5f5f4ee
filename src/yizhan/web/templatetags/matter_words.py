"""Words of matters, and the texts that go back into a chat group."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from yizhan.duty.emergency import RedFlag
from yizhan.duty.enums import EntryOf, Urgency
from yizhan.duty.ladder import Level
from yizhan.duty.needs import Pair, PolicyAnswer, needs
from yizhan.duty.queries.matters_reading import MatterSeen
from yizhan.duty.queries.matters_thread import Thread
from yizhan.duty.queries.off_duty import Unwell

register = template.Library()

LEVELS = {
    Level.TEAM: _("the team is called"),
    Level.HEAD: _("the head is called"),
    Level.COMMAND: _("the command post is called"),
}
NEXT_LEVELS = {
    Level.TEAM: _("calls the team"),
    Level.HEAD: _("calls the head"),
    Level.COMMAND: _("calls the command post"),
}
URGENCY_LOOKS = {Urgency.NOW: "is-bad", Urgency.TODAY: "is-info", Urgency.SOON: ""}
# What answers, ends, or sends back stands out among what was merely noted.
LINE_LOOKS = {
    EntryOf.ANSWERED: "is-info", EntryOf.DONE: "is-ok", EntryOf.CONFIRMED: "is-ok", EntryOf.CLOSED: "is-ok",
    EntryOf.NOT_SOLVED: "is-bad", EntryOf.REOPENED: "is-bad", EntryOf.DECLINED: "is-warn",
}  # fmt: skip
A_DAY, AN_HOUR = 1440, 60


@register.filter
def level_words(level: Level) -> str:
    """Return whom silence has called."""
    return str(LEVELS.get(level, ""))


@register.filter
def next_level(level: Level) -> str:
    """Return whom silence will call next."""
    return str(NEXT_LEVELS.get(level, ""))


@register.filter
def urgency_look(urgency: str) -> str:
    """Return how an urgency looks."""
    return URGENCY_LOOKS.get(Urgency(urgency), "") if urgency else ""


@register.filter
def line_look(kind: EntryOf) -> str:
    """Return how a line of a thread looks."""
    return LINE_LOOKS.get(kind, "")


@register.filter
def need_name(key: str) -> str:
    """Return what a need is called."""
    need = needs().get(key)
    return need.name.of(get_language() or "") if need else key


@register.filter
def in_language(pair: Pair) -> str:
    """Return a sentence of the rules in the reader's language."""
    return pair.of(get_language() or "")


@register.filter
def in_flag(flag: RedFlag) -> str:
    """Return what a red flag is called."""
    return flag.name(get_language() or "")


@register.filter
def policy_text(answer: PolicyAnswer) -> str:
    """Return what the rules answer: why not, and what is possible instead."""
    language = get_language() or ""
    return " ".join((answer.why.of(language), answer.instead.of(language)))


@register.filter
def lasted(minutes: float | None) -> str:
    """Return a duration in minutes as it is read: 8 min, 3 h, 2 d."""
    if minutes is None:
        return "–"
    if minutes >= A_DAY:
        return gettext("%(days)s d") % {"days": round(minutes / A_DAY, 1)}
    if minutes >= AN_HOUR:
        return gettext("%(hours)s h") % {"hours": round(minutes / AN_HOUR, 1)}
    return gettext("%(minutes)s min") % {"minutes": round(minutes)}


@register.filter
def unwell_sign(unwell: Unwell) -> str:
    """Return what was seen of somebody who is unwell."""
    return unwell.sign(get_language() or "")


@register.simple_tag(takes_context=True)
def group_text(context: dict[str, object], thread: Thread) -> str:
    """Return a matter's latest answer as a text for the group.

    What is told in confidence names neither room nor need: it sends everybody to their own page.
    """
    one = thread.seen
    if one.need is None or one.need.private:
        page = context["request"].build_absolute_uri(reverse("portal_home"))  # type: ignore[attr-defined]
        words = gettext("Your question is answered on your own page, where only you see it: %(page)s")
        return words % {"page": page}
    said = [
        line.words for line in thread.lines if line.kind in (EntryOf.ANSWERED, EntryOf.DONE) and line.words
    ]
    head = f"{one.matter.room.name} {one.name}" if one.matter.room else one.name
    rooms = sorted({other.matter.room.name for other in thread.joined if other.matter.room})
    if rooms:
        head = f"{head} ({_listed(rooms)})"
    return _told(head, said[-1] if said else gettext("we are seeing to it."))


@register.simple_tag
def list_text(rows: Iterable[MatterSeen]) -> str:
    """Return open requests as a text for the group, by need with their rooms; nothing told in confidence."""
    by_need: dict[str, list[str]] = {}
    for one in rows:
        if one.need and not one.need.private and not one.need.staff_only and one.matter.room:
            by_need.setdefault(one.name, []).append(one.matter.room.name)
    return "\n".join(_told(name, _listed(sorted(set(rooms)))) for name, rooms in by_need.items())


@register.simple_tag
def confirm_text(rows: Iterable[MatterSeen]) -> str:
    """Return the reminder for the group that asks who has received what was called done."""
    listed = list_text(rows)
    if not listed:
        return ""
    asked = gettext("Has it reached you? Please say so on your page, or answer here:")
    return f"{asked}\n{listed}"


def _told(what: str, words: str) -> str:
    # Chinese has marks of its own for both, which a chat group reads.
    return gettext("%(what)s: %(words)s") % {"what": what, "words": words}


def _listed(rooms: Iterable[str]) -> str:
    return pgettext("between rooms", ", ").join(rooms)


@register.filter
def others_joined(count: int | None) -> str:
    """Return how many are joined to a matter; empty for none."""
    if not count:
        return ""
    return ngettext("+ %(count)d room", "+ %(count)d rooms", count) % {"count": count}
