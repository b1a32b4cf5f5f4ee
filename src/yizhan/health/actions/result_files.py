"""Laboratories' files come in, are decided about, and their results are brought in.

What a file holds goes through plain arguments and never into a receipt: the original is sealed under the
file's own key, and destroyed when its time has passed.
"""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import PlainSerializer, StringConstraints

from yizhan.core import keys
from yizhan.core.actions import Outcome, Swept, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.health.actions.results import LONGEST_CT, keep_result
from yizhan.health.actions.sampling import tube_here
from yizhan.health.laboratory.reading import ResultRow, ResultsRead
from yizhan.health.models import ResultFile
from yizhan.health.queries.result_files import decisions_of, read_again
from yizhan.health.queries.tubes import standing_result
from yizhan.places.models import Site
from yizhan.reading.limits import limits
from yizhan.reading.questions import decide
from yizhan.reading.stored import pack_answers, pack_original

Contents = Annotated[bytes, PlainSerializer(lambda contents: keys.fingerprint(contents).hex())]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class ResultsReceived(Outcome):
    """The file that waits to be looked through; `again` if the same file came before."""

    site_id: UUID
    file_id: UUID
    again: bool


@action("health.receive_results", needs="sample.result", online_only=True)
def receive_results(*, by: Actor, site_id: UUID, contents: Contents, name: str = "") -> ResultsReceived:
    """Keep a laboratory's file, sealed, to be looked through; the same file again is the one there is.

    Raises Refusal, and keeps nothing, where the file as a whole is not read.
    """
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    destroy_result_originals(by=by)
    fingerprint = keys.fingerprint(contents)
    earlier = ResultFile.objects.filter(site_id=site_id, fingerprint=fingerprint).first()
    if earlier:
        return ResultsReceived(site_id=site_id, file_id=earlier.id, again=True)
    moment, file_id, wrapped = now(), new_id(), keys.new_person_key()
    file = ResultFile(
        id=file_id, site_id=site_id, fingerprint=fingerprint, wrapped=wrapped,
        sealed=keys.seal(wrapped, pack_original(name, contents), about=file_id.bytes),
        keep_until=moment.date() + timedelta(days=limits().keep_days), received_at=moment,
        received_by_id=by.account_id,
    )  # fmt: skip
    _count(file, read_again(file))
    file.save(force_insert=True)
    return ResultsReceived(site_id=site_id, file_id=file_id, again=False)


class ResultsImported(Outcome):
    """The figures of a file: `kept` results are new, `unchanged` stood already."""

    site_id: UUID
    file_id: UUID
    read: int
    accepted: int
    held: int
    rejected: int
    kept: int
    unchanged: int


@action("health.import_results", needs="sample.result", online_only=True)
def import_results(*, by: Actor, site_id: UUID, file_id: UUID) -> ResultsImported:
    """Bring in every result about which nothing is asked; what is held goes on waiting.

    Bringing the same file in again changes nothing but what was decided meanwhile.
    """
    file = _locked(site_id, file_id)
    _key(file)
    kept, unchanged = _take_in(by, file)
    if file.imported_at is None:
        file.imported_at, file.imported_by_id = now(), by.account_id
    _count(file, read_again(file))
    file.save()
    return ResultsImported(
        site_id=site_id, file_id=file_id, read=file.read, accepted=file.accepted, held=file.held,
        rejected=file.rejected, kept=kept, unchanged=unchanged,
    )  # fmt: skip


class ResultAnswered(Outcome):
    """The file, and how many results came in by this answer (none before it is brought in)."""

    site_id: UUID
    file_id: UUID
    kept: int


@action("health.answer_result", needs="sample.result", online_only=True)
def answer_result(
    *, by: Actor, site_id: UUID, file_id: UUID, question: str, answer: str, text: Words = ""
) -> ResultAnswered:
    """Decide about a held cell, or about all rows that ask the same; saying it again replaces it."""
    file = _locked(site_id, file_id)
    wrapped = _key(file)
    decisions = dict(decisions_of(file))
    decisions[question] = decide(read_again(file).rows, question, answer, text)
    file.answers = keys.seal(wrapped, pack_answers(decisions), about=file.id.bytes)
    kept = _take_in(by, file)[0] if file.imported_at else 0
    _count(file, read_again(file))
    file.save()
    return ResultAnswered(site_id=site_id, file_id=file_id, kept=kept)


class ResultsDiscarded(Outcome):
    """The file whose original is destroyed before it was brought in."""

    site_id: UUID
    file_id: UUID


@action("health.discard_results", needs="sample.result", online_only=True)
def discard_results(*, by: Actor, site_id: UUID, file_id: UUID) -> ResultsDiscarded:
    """Take back a file that was not brought in yet: the wrong one, or another site's."""
    file = _locked(site_id, file_id)
    if file.imported_at:
        raise Refusal(
            "results_imported",
            gettext_noop("These results are brought in already; the file stays on record."),
        )
    file.delete()
    return ResultsDiscarded(site_id=site_id, file_id=file_id)


class ResultOriginalsDestroyed(Swept):
    """How many originals were destroyed because their time had passed."""

    originals: int


@action("health.destroy_result_originals", needs="")
def destroy_result_originals(*, by: Actor) -> ResultOriginalsDestroyed:
    """Destroy the keys and the contents of the originals that nobody may keep any longer."""
    over = ResultFile.objects.filter(keep_until__lt=now().date(), wrapped__isnull=False)
    return ResultOriginalsDestroyed(originals=over.update(wrapped=None, sealed=None, answers=None))


def _take_in(by: Actor, file: ResultFile) -> tuple[int, int]:
    """Write every accepted row that says something new; returns how many did, and how many did not."""
    rows = read_again(file).accepted
    fresh = [row for row in rows if not row.again]
    for row in fresh:
        _keep(by, file, row)
    return len(fresh), len(rows) - len(fresh)


def _keep(by: Actor, file: ResultFile, row: ResultRow) -> None:
    if row.value is None:
        raise ValueError(f"row {row.key} was accepted without a result")
    tube = tube_here(file.site_id, row.tube)
    keep_result(
        by=by, tube=tube, value=row.value, ct=row.ct[:LONGEST_CT], reported_at=row.reported_at,
        corrects=standing_result(tube.id) if row.corrects else None, reason=row.reason[:200],
        file_id=file.id, cell=row.cell,
    )  # fmt: skip


def _locked(site_id: UUID, file_id: UUID) -> ResultFile:
    file = ResultFile.objects.select_for_update(of=("self",)).filter(site_id=site_id, id=file_id).first()
    if file is None:
        raise Refusal("no_such_result_file", gettext_noop("There is no such file of results at this site."))
    return file


def _key(file: ResultFile) -> bytes:
    if file.wrapped is None:
        raise Refusal(
            "original_destroyed",
            gettext_noop("The original is no longer kept. Ask the sender for the list again."),
        )
    return bytes(file.wrapped)


def _count(file: ResultFile, reading: ResultsRead) -> None:
    file.read = len(reading.rows)
    file.accepted = len(reading.accepted)
    file.held = len(reading.held)
    file.rejected = len(reading.rejected)
