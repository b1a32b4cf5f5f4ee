"""Keying in sheets that were filled in by hand: found by their number, read back with their sum."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.intake.actions.sheets import RowEntered, begin_sheet, key_rows
from yizhan.intake.enums import SheetKind
from yizhan.intake.models import Batch
from yizhan.intake.queries.desk import batch_of, batches_to_count
from yizhan.intake.queries.relayed import OLDEST, sheet_name, sheet_of, sheets_keyed
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.api.permission import may
from yizhan.web.desk.radio_grid import KeyedRow, SheetForm, blank_rows, keyed_rows, typed

UNREADABLE = 422


@posted("line.relay")
@require_GET
def index(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what to print beforehand, which sheets were keyed, and where to key the next."""
    batches = [(batch, [_shelf(batch, kind) for kind in SheetKind]) for batch in batches_to_count(site.id)]
    return render(request, "desk/radio/sheets.html", {"batches": batches, "kinds": list(SheetKind)})


@posted("line.relay")
@require_GET
def show(
    request: HttpRequest, site: Site, batch_id: UUID, sheet_kind: str, sheet_number: int
) -> HttpResponse:
    """Show the empty grid of one sheet."""
    batch, kind = _batch(site, batch_id), _kind(sheet_kind)
    form = SheetForm(site, kind, now() - OLDEST, initial={"command_id": new_id(), "wave": 1})
    return _page(request, batch, kind, sheet_number, form, blank_rows(kind))


@posted("line.relay")
@require_POST
def read_back(
    request: HttpRequest, site: Site, batch_id: UUID, sheet_kind: str, sheet_number: int
) -> HttpResponse:
    """Read the sheet back, the sum of its rows beside the one written on it; nothing counts yet."""
    batch, kind = _batch(site, batch_id), _kind(sheet_kind)
    form = SheetForm(site, kind, now() - OLDEST, request.POST)
    rows = keyed_rows(kind, request.POST, form, site) if form.is_valid() else _as_typed(kind, request)
    return _page(request, batch, kind, sheet_number, form, rows, heard=_is_readable(form, rows))


@posted("line.relay")
@require_POST
def enter(
    request: HttpRequest, site: Site, batch_id: UUID, sheet_kind: str, sheet_number: int
) -> HttpResponse:
    """Let a sheet count that was read back."""
    batch, kind = _batch(site, batch_id), _kind(sheet_kind)
    form = SheetForm(site, kind, now() - OLDEST, request.POST)
    rows = keyed_rows(kind, request.POST, form, site) if form.is_valid() else _as_typed(kind, request)
    if not _is_readable(form, rows) or not _sum_is_settled(form, rows):
        return _page(request, batch, kind, sheet_number, form, rows, heard=_is_readable(form, rows))
    head = form.cleaned_data
    try:
        begin_sheet(
            by=actor_of(request, head["command_id"]), site_id=site.id, batch_id=batch.id, kind=kind,
            number=sheet_number, writer_id=head["writer_id"], total=head["total"], added=_sum(rows),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("sheets", site.code)
    sheet = sheet_of(batch, kind, sheet_number)
    if sheet:
        lines = [line for row in rows for line in row.rows]
        became = key_rows(
            by=actor_of(request), site_id=site.id, sheet=sheet, wave=head.get("wave"), rows=lines, may=may
        )
        _say(request, sheet_name(kind, sheet_number), became)
    return redirect("sheets", site.code)


def _say(request: HttpRequest, name: str, became: list[RowEntered]) -> None:
    """Say what became of the rows; what contradicts the record is before people by now."""
    count = {word: sum(row.became == word for row in became) for word in ("entered", "known", "matter")}
    said = ngettext("Sheet %(sheet)s: %(count)s row entered.", "Sheet %(sheet)s: %(count)s rows entered.",
                    count["entered"])  # fmt: skip
    messages.success(request, said % {"sheet": name, "count": count["entered"]})
    if count["known"]:
        messages.info(
            request, _("%(count)s rows were known already; nothing changed.") % {"count": count["known"]}
        )
    if count["matter"]:
        messages.warning(
            request,
            _("%(count)s rows contradict the record: see Matters. Nothing was overwritten.")
            % {"count": count["matter"]},
        )
    for row in became:
        if row.became == "refused":
            messages.error(request, f"{row.line}: {row.message}")


def _shelf(batch: Batch, kind: SheetKind) -> dict[str, object]:
    keyed = [sheet for sheet in sheets_keyed(batch) if sheet.kind == kind]
    following = max((sheet.number for sheet in keyed), default=0) + 1
    return {"kind": kind, "keyed": keyed, "next": following, "name": sheet_name(kind, following)}


def _batch(site: Site, batch_id: UUID) -> Batch:
    batch = batch_of(site.id, batch_id)
    if batch is None:
        raise Http404
    return batch


def _kind(key: str) -> SheetKind:
    if key not in SheetKind.values:
        raise Http404
    return SheetKind(key)


def _as_typed(kind: SheetKind, request: HttpRequest) -> list[KeyedRow]:
    return [
        KeyedRow(row.number, tuple((column, typed(row, column, request.POST)) for column, _cell in row.cells))
        for row in blank_rows(kind)
    ]


def _is_readable(form: SheetForm, rows: list[KeyedRow]) -> bool:
    return form.is_valid() and any(row.rows for row in rows) and not any(row.wrong for row in rows)


def _sum(rows: list[KeyedRow]) -> int:
    return sum(row.people for row in rows)


def _sum_is_settled(form: SheetForm, rows: list[KeyedRow]) -> bool:
    return bool(form.cleaned_data["total"] == _sum(rows) or form.cleaned_data["sum_is_wrong"])


def _page(
    request: HttpRequest, batch: Batch, kind: SheetKind, number: int, form: SheetForm, rows: list[KeyedRow],
    *, heard: bool = False,
) -> HttpResponse:  # fmt: skip
    empty = form.is_bound and form.is_valid() and not any(row.rows or row.wrong for row in rows)
    context = {
        "batch": batch, "kind": kind, "number": number, "name": sheet_name(kind, number), "form": form,
        "rows": rows, "heard": heard, "empty": empty, "added": _sum(rows),
        "known": sheet_of(batch, kind, number), "columns": [column for column, _cell in rows[0].cells],
        "agrees": heard and form.cleaned_data["total"] == _sum(rows),
    }  # fmt: skip
    return render(
        request, "desk/radio/sheet.html", context, status=UNREADABLE if form.is_bound and not heard else 200
    )
