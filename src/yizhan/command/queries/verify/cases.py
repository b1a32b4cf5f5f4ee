"""Invariant 1, of positive results: what a laboratory said is led by somebody, or was closed by name."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.cases.models import Case
from yizhan.command.queries.verify.report import Fault
from yizhan.health.codes import spoken
from yizhan.health.enums import ResultValue, TubeSize
from yizhan.health.models import Result
from yizhan.places.models import Site


def positives_have_cases(site: Site) -> Iterator[Fault]:
    """Invariant 1: each positive single tube that stands has a case that was open when it came, or later."""
    ended: dict[UUID, list[datetime | None]] = {}
    for person_id, closed_at in Case.objects.filter(site=site).values_list("person_id", "closed_at"):
        ended.setdefault(person_id, []).append(closed_at)
    standing = Result.objects.filter(
        tube__site=site, tube__size=TubeSize.SINGLE, value=ResultValue.POSITIVE, corrected_by=None
    )
    rows = standing.values_list("tube__code", "received_at", "tube__members__person_id")
    for code, received_at, person_id in rows.iterator(2000):
        if not any(end is None or end >= received_at for end in ended.get(person_id, [])):
            template = gettext_noop(
                "%(who)s: a positive result without a case that somebody leads or has closed."
            )
            yield Fault(1, "positive_without_case", template, {"who": spoken(code)})
