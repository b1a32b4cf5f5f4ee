"""Keying in a sheet filled in by hand: each row its own command, so that keying twice changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID, uuid5

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.commands import Envelope, Permission, submit
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter
from yizhan.duty.models import Matter
from yizhan.intake.enums import SheetKind
from yizhan.intake.models import Batch, RelayedLine, TallySheet
from yizhan.intake.queries.relayed import sheet_name
from yizhan.intake.radio import Temperature, parse
from yizhan.stays.actions.journal import lock_journal

Became = Literal["entered", "known", "matter", "refused"]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as it was keyed: its place on the paper, its line, and when it was written."""

    row: int
    line: str
    called_at: datetime


@dataclass(frozen=True, slots=True)
class RowEntered:
    """What became of a row: entered; known, and nothing changed; a matter, as it contradicts; refused."""

    row: int
    line: str
    became: Became
    message: str = ""


class SheetBegun(Outcome):
    """The sheet, found again by batch, kind and number."""

    site_id: UUID
    sheet_id: UUID


@action("intake.begin_sheet", needs="line.relay", online_only=True)
def begin_sheet(
    *, by: Actor, site_id: UUID, batch_id: UUID, kind: SheetKind, number: Annotated[int, Field(ge=1, le=999)],
    writer_id: UUID, total: Annotated[int, Field(ge=0, le=5000)], added: Annotated[int, Field(ge=0, le=5000)],
) -> SheetBegun:  # fmt: skip
    """Take a sheet in hand; `total` is the sum that its writer wrote down, `added` what its rows add up to.

    Where the two differ, a matter says so: somebody may have been forgotten. A sheet that was keyed
    before stays as it was begun.
    """
    lock_journal(site_id)
    if not Batch.objects.filter(id=batch_id, site_id=site_id).exists():
        raise Refusal("no_such_batch", gettext_noop("This batch is not open at this site."))
    sheet, made = TallySheet.objects.get_or_create(
        id=sheet_id_of(batch_id, kind, number),
        defaults={"batch_id": batch_id, "kind": kind, "number": number, "writer_id": writer_id,
                  "total": total, "keyed_at": now(), "keyed_by_id": by.account_id},
    )  # fmt: skip
    if made and total != added:
        raise_matter(
            by=by, site_id=site_id, kind=Matter.Kind.SYNC_CONFLICT, subject_id=sheet.id, code="sheet_sum",
            template=gettext_noop(
                "Sheet %(sheet)s: %(total)s is written at its foot, its rows add up to %(added)s."
            ),
            sheet=sheet_name(kind, number), total=total, added=added,
        )  # fmt: skip
    return SheetBegun(site_id=site_id, sheet_id=sheet.id)


class RowContested(Outcome):
    """The matter of a row that was keyed before with other contents."""

    site_id: UUID
    matter_id: UUID


@action("intake.contest_row", needs="line.relay", online_only=True)
def contest_row(
    *, by: Actor, site_id: UUID, line_id: UUID, line: Annotated[str, Field(max_length=120)]
) -> RowContested:
    """Put before people that a row was keyed again with other contents; what was entered first stands."""
    lock_journal(site_id)
    first = RelayedLine.objects.select_related("sheet").get(id=line_id, site_id=site_id)
    if first.sheet is None:
        raise Refusal("no_such_line", gettext_noop("This line was taken back already, or is not yours."))
    matter = raise_matter(
        by=by, site_id=site_id, kind=Matter.Kind.SYNC_CONFLICT, subject_id=first.id, code="row_differs",
        template=gettext_noop(
            "Sheet %(sheet)s, row %(row)s: keyed as “%(first)s”, and again as “%(again)s”. Look at the paper."
        ),
        sheet=sheet_name(first.sheet.kind, first.sheet.number), row=first.row, first=first.line, again=line,
    )  # fmt: skip
    return RowContested(site_id=site_id, matter_id=matter.id)


def sheet_id_of(batch_id: UUID, kind: SheetKind, number: int) -> UUID:
    """Return the id that a printed sheet has before anybody keys it."""
    return uuid5(batch_id, f"{kind.value}:{number}")


def key_rows(
    *,
    by: Actor,
    site_id: UUID,
    sheet: TallySheet,
    wave: int | None,
    rows: Iterable[SheetRow],
    may: Permission,
) -> list[RowEntered]:
    """Enter the rows of a sheet that was begun, in order; returns what became of each.

    A row that was keyed before is known, and one that says something else is made a matter. Call it
    outside of any transaction: each row is decided on its own, so that a row that contradicts the
    record holds up no other.
    """
    earlier = _Earlier(sheet)
    return [_key_row(by, site_id, sheet, wave, row, earlier, may) for row in rows]


class _Earlier:
    """What was entered of this batch before the sheet was keyed."""

    def __init__(self, sheet: TallySheet) -> None:
        lines = list(RelayedLine.objects.filter(batch_id=sheet.batch_id))
        self.rows = {line.row: line for line in lines if line.sheet_id == sheet.id and not line.taken_back_at}
        self._standing = [line for line in lines if not line.taken_back_at]
        self._withdrawn = [line.row for line in lines if line.sheet_id == sheet.id and line.taken_back_at]

    def tries(self, row: int) -> int:
        """How often this row was entered and taken back."""
        return self._withdrawn.count(row)

    def same_elsewhere(self, row: SheetRow, text: str) -> bool:
        """Tell whether the same fact was entered already from another sheet, or by radio."""
        reading = isinstance(parse(row.line), Temperature)
        return any(
            line.line == text and (not reading or line.called_at == row.called_at) for line in self._standing
        )


def _key_row(
    by: Actor, site_id: UUID, sheet: TallySheet, wave: int | None, row: SheetRow, earlier: _Earlier,
    may: Permission,
) -> RowEntered:  # fmt: skip
    text = parse(row.line).text
    first = earlier.rows.get(row.row)
    if first is not None and first.line == text:
        return RowEntered(row.row, text, "known")
    if first is not None:
        contest_row(by=by.tapping(uuid5(first.id, text)), site_id=site_id, line_id=first.id, line=text)
        return RowEntered(row.row, text, "matter", first.line)
    if earlier.same_elsewhere(row, text):
        return RowEntered(row.row, text, "known")
    envelope = Envelope(
        id=uuid5(sheet.id, f"{row.row}.{earlier.tries(row.row)}"), action="intake.relay_line",
        tapped_at=row.called_at, device=f"sheet {sheet_name(sheet.kind, sheet.number)}", sequence=row.row,
        facts={"site_id": str(site_id), "batch_id": str(sheet.batch_id), "line": row.line, "wave": wave,
               "caller_id": str(sheet.writer_id), "sheet_id": str(sheet.id), "row": row.row},
    )  # fmt: skip
    reply = submit(envelope, by, may)
    became: dict[str, Became] = {"accepted": "entered", "conflict": "matter"}
    return RowEntered(row.row, text, became.get(reply.status, "refused"), reply.message)
