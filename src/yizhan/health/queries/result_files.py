"""Laboratories' files as they stand: what was read, what is held, what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min, QuerySet

from yizhan.core import keys
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.health.enums import ResultValue
from yizhan.health.laboratory.reading import ResultsRead, TubeFacts, read_results
from yizhan.health.models import Result, ResultFile, Tube
from yizhan.places.models import Site
from yizhan.reading.findings import Decision
from yizhan.reading.stored import unpack_answers, unpack_original


def result_files(site: Site) -> QuerySet[ResultFile]:
    """Return a site's files of results, the latest first."""
    return ResultFile.objects.filter(site=site).select_related("received_by", "imported_by")


def original_of(file: ResultFile) -> tuple[str, bytes] | None:
    """Return the name and the bytes of an original; None once it is destroyed, or its time has passed."""
    if file.wrapped is None or file.sealed is None or file.keep_until < now().date():
        return None
    return unpack_original(keys.unseal(bytes(file.wrapped), bytes(file.sealed), about=file.id.bytes))


def decisions_of(file: ResultFile) -> dict[str, Decision]:
    """Return what was decided about a file so far, by question."""
    if file.wrapped is None or file.answers is None:
        return {}
    return unpack_answers(keys.unseal(bytes(file.wrapped), bytes(file.answers), about=file.id.bytes))


def read_again(file: ResultFile) -> ResultsRead:
    """Read a file's original with what was decided so far, against the record as it is now."""
    original = original_of(file)
    if original is None:
        return ResultsRead([])
    zone = ZoneInfo(Site.objects.values_list("timezone", flat=True).get(id=file.site_id))
    return read_results(
        original[1], zone=zone, at=file.received_at, look_up=lambda codes: _facts(file, codes),
        decisions=decisions_of(file),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of results as a page shows it."""

    file: ResultFile
    name: str
    reading: ResultsRead


def show_file(site: Site, file_id: UUID, *, by: Actor) -> ShownFile | None:
    """Open a file to be looked through, and record who did; None if there is none at the site."""
    file = result_files(site).filter(id=file_id).first()
    if file is None:
        return None
    record_audit(by, "health.read_result_file", site_id=site.id, file=str(file.id))
    original = original_of(file)
    return ShownFile(file, original[0] if original else "", read_again(file))


def _facts(file: ResultFile, codes: set[str]) -> Mapping[str, TubeFacts]:
    """Return what the record knows of tubes of the file's site."""
    tubes = Tube.objects.filter(site_id=file.site_id, code__in=codes)
    taken = tubes.annotate(taken_at=Min("members__taken_at"))
    results = dict(Result.objects.filter(tube__in=tubes, corrected_by=None).values_list("tube_id", "value"))
    rows = taken.values_list("id", "code", "taken_at", "box__hand_over")
    return {
        code: TubeFacts(
            taken_at, hand_over is not None, ResultValue(results[tube_id]) if tube_id in results else None
        )
        for tube_id, code, taken_at, hand_over in rows
    }
