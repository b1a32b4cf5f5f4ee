"""Invariant 5: nobody is released before the due minute but by two different authorised people."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_noop

from yizhan.command.queries.verify.report import Fault
from yizhan.core.actors import ActorKind
from yizhan.duty.queries.postings import PostingsOverTime
from yizhan.leaving.enums import EarlyState
from yizhan.leaving.models import EarlyRelease
from yizhan.places.models import Site
from yizhan.stays.enums import EntryKind
from yizhan.stays.queries.fold import Facts, Fold

ACCOUNT = f"{ActorKind.ACCOUNT}:"
DECIDE, SIGN = "release.decide", "release.sign"


def nobody_leaves_early(site: Site, fold: Fold) -> Iterator[Fault]:
    """Invariant 5: each release was due and decided by somebody who may, or signed by two people.

    What the entry calls the due time is nothing: the courses of the journal say when it was. Whoever had no
    due time was released early.
    """
    early = {str(row.stay_id): row for row in EarlyRelease.objects.filter(site=site, state=EarlyState.SIGNED)}
    may = PostingsOverTime(site.id).might
    for sequence, facts in fold.departures.items():
        if facts["kind"] != EntryKind.RELEASED:
            continue
        said = fold.courses.get(facts["stay"])
        at = datetime.fromisoformat(facts["at"])
        if said and said.due and facts["at"] >= said.due:
            if not may(facts.get("by", ""), DECIDE, at):
                template = gettext_noop("%(who)s was released by somebody who may not decide it.")
                yield Fault(5, "released_without_right", template, {"who": facts["tag"]}, sequence)
            if any(cut.by == facts["by"] and facts["at"] < cut.due for cut in said.cuts) and not facts.get(
                "signed"
            ):
                template = gettext_noop("%(who)s was released by who had brought the due time forward alone.")
                yield Fault(5, "released_alone", template, {"who": facts["tag"]}, sequence)
            continue
        if not _by_two(facts, early.get(facts["stay"])):
            template = gettext_noop("%(who)s was released before %(due)s without two people.")
            due = datetime.fromisoformat(said.due) if said and said.due else "-"
            yield Fault(5, "released_early", template, {"who": facts["tag"], "due": due}, sequence)
            continue
        row = early[facts["stay"]]
        signed_at = row.decided_at or at
        if not may(facts["decided"], DECIDE, row.proposed_at) or not may(facts["signed"], SIGN, signed_at):
            template = gettext_noop("%(who)s was released early by people who had no right to decide it.")
            yield Fault(5, "released_without_right", template, {"who": facts["tag"]}, sequence)


def _by_two(facts: Facts, row: EarlyRelease | None) -> bool:
    """Tell whether the entry names two people, the two who stand in the signed proposal."""
    decided, signed = facts.get("decided"), facts.get("signed")
    if row is None or not decided or not signed or decided == signed:
        return False
    return (decided, signed) == (f"{ACCOUNT}{row.proposed_by_id}", f"{ACCOUNT}{row.decided_by_id}")
