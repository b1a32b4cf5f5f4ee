"""Invariants 6 and 7: nobody is kept beyond the time but by right, and the alarm sees it."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_noop

from yizhan.command.queries.verify.report import Fault
from yizhan.core.clock import now
from yizhan.core.columns import Moment
from yizhan.course.models import Course, CourseChange
from yizhan.course.queries.due import past_due
from yizhan.course.rules import fingerprint
from yizhan.duty.queries.postings import PostingsOverTime
from yizhan.places.models import Site
from yizhan.stays.queries.fold import Fold
from yizhan.stays.queries.fold_courses import CourseSaid

KEPT_WRONGLY = {
    "unsigned": gettext_noop("%(who)s is kept longer without an authority, or without a second person."),
    "held_when_due": gettext_noop("%(who)s was due already when the second person signed."),
}


def past_due_is_seen(site: Site, fold: Fold) -> Iterator[Fault]:
    """Invariant 6: whoever is past due by the journal is in the alarm, which nothing can switch off."""
    moment = now().isoformat()
    present = {visit.stay: visit.tag for visit in fold.present.values()}
    due = {stay for stay, said in fold.courses.items() if stay in present and said.due and said.due <= moment}
    seen = {str(one.stay_id) for one in past_due(site.id)}
    for stay in sorted(due - seen):
        template = gettext_noop("%(who)s is past due since %(due)s and no alarm says so.")
        since = datetime.fromisoformat(fold.courses[stay].due)
        facts = {"who": present[stay], "due": since}
        yield Fault(6, "past_due_unseen", template, facts, fold.courses[stay].sequence)


def nobody_is_kept_alone(site: Site, fold: Fold) -> Iterator[Fault]:
    """Invariant 7: who is kept longer is so by an authority's order and two people who may sign."""
    proposed_at = {
        str(key): at for key, at in CourseChange.objects.filter(site=site).values_list("id", "proposed_at")
    }
    may = PostingsOverTime(site.id).might
    for stay, said in fold.courses.items():
        who = _tag(fold, stay)
        for sequence, code in said.wrong:
            yield Fault(7, code, KEPT_WRONGLY[code], {"who": who}, sequence)
        for kept in said.kept:
            proposed = proposed_at.get(kept.change, datetime.fromisoformat(kept.at))
            signed = datetime.fromisoformat(kept.at)
            if not may(kept.proposed, "course.set", proposed) or not may(kept.signed, "course.sign", signed):
                template = gettext_noop("%(who)s is kept longer by people who had no right to decide it.")
                yield Fault(7, "without_right", template, {"who": who}, kept.sequence)


def courses_are_the_fold(site: Site, fold: Fold) -> Iterator[Fault]:
    """Invariant 9: protocol, facts and due time of each stay are what the journal says."""
    rows = Course.objects.filter(site=site).annotate(due_text=Moment("due_at"), ends_text=Moment("ends_at"))
    fields = ("stay_id", "protocol", "digest", "facts", "due_text", "ends_text")
    found = {
        str(stay): (protocol, digest, fingerprint(facts), due or "", ends or "")
        for stay, protocol, digest, facts, due, ends in rows.values_list(*fields).iterator(2000)
    }
    for stay, said in fold.courses.items():
        if found.pop(stay, None) != _row_of(said):
            yield _differs(_tag(fold, stay), said.sequence)
    for stay in found:
        yield _differs(_tag(fold, stay), None)


def _differs(who: str, sequence: int | None) -> Fault:
    template = gettext_noop("%(who)s: journal and course differ about protocol, facts or due time.")
    return Fault(9, "course_differs", template, {"who": who}, sequence)


def _row_of(said: CourseSaid) -> tuple[str, str, str, str, str]:
    return said.protocol, said.digest, said.facts, said.due, said.ends


def _tag(fold: Fold, stay: str) -> str:
    return fold.visits[stay].tag if stay in fold.visits else stay
