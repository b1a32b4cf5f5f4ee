"""Labels for tubes, made ahead: a number of their own each, so that a code is never written by hand."""

import secrets
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.health.codes import FIRST, LAST, tube_number
from yizhan.health.enums import Specimen, TubeSize
from yizhan.health.models import Tube
from yizhan.places.models import Site

MOST_LABELS = 500
HowMany = Annotated[int, Field(ge=1, le=MOST_LABELS)]
Persons = Annotated[list[UUID], Field(min_length=1, max_length=MOST_LABELS)]


class LabelsMade(Outcome):
    """The labels that were made, in the order in which they are printed."""

    site_id: UUID
    tubes: list[UUID]


@action("health.make_labels", needs="sample.take", online_only=True)
def make_labels(
    *, by: Actor, site_id: UUID, count: HowMany, size: TubeSize = TubeSize.SINGLE,
    specimen: Specimen = Specimen.OROPHARYNGEAL,
) -> LabelsMade:  # fmt: skip
    """Make labels for any people, of tubes for one or for a pool."""
    return _make(by, site_id, [None] * count, size, specimen)


@action("health.make_labels_for", needs="sample.take", online_only=True)
def make_labels_for(
    *, by: Actor, site_id: UUID, person_ids: Persons, specimen: Specimen = Specimen.OROPHARYNGEAL
) -> LabelsMade:
    """Make a label of a single tube for each of these people; it is then taken for nobody else."""
    return _make(by, site_id, person_ids, TubeSize.SINGLE, specimen)


def _make(
    by: Actor, site_id: UUID, meant_for: Sequence[UUID | None], size: TubeSize, specimen: Specimen
) -> LabelsMade:
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    moment = now()
    tubes = [
        Tube(
            id=new_id(), site_id=site_id, code=code, size=size, specimen=specimen, meant_for_id=person_id,
            made_at=moment, made_by=by.key,
        )
        for code, person_id in zip(_free_codes(len(meant_for)), meant_for, strict=True)
    ]  # fmt: skip
    Tube.objects.bulk_create(tubes)
    return LabelsMade(site_id=site_id, tubes=[tube.id for tube in tubes])


def _free_codes(count: int) -> list[str]:
    """Return numbers that follow each other and that no tube has, of this site or any other."""
    for _attempt in range(20):
        first = FIRST + secrets.randbelow(LAST - FIRST - count)
        codes = [tube_number(serial) for serial in range(first, first + count)]
        if not Tube.objects.filter(code__in=codes).exists():
            return codes
    raise Refusal(
        "no_free_numbers", gettext_noop("No free numbers were found for labels. Try fewer at once.")
    )
