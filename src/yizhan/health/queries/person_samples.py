"""One person's samples with what became of them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from yizhan.health.models import Tube, TubeMember
from yizhan.health.queries.tubes import TubeNow, described


@dataclass(frozen=True, slots=True)
class PersonSample:
    """A sample of somebody, and its tube as it stands now."""

    member: TubeMember
    tube: TubeNow


def samples_of(person_ids: Collection[UUID]) -> list[PersonSample]:
    """Return the samples of these persons at whichever site, the latest first; six queries.

    Whoever shows them records the reading: results are health data of named people.
    """
    members = list(TubeMember.objects.filter(person_id__in=person_ids).select_related("taken_by"))
    tubes = {each.tube.id: each for each in described(Tube.objects.filter(members__in=members).distinct())}
    samples = [PersonSample(member, tubes[member.tube_id]) for member in members]
    return sorted(samples, key=lambda sample: (sample.member.taken_at, sample.member.id), reverse=True)
