"""A laboratory's file: every row accepted, held or rejected, and nothing guessed in silence."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from django.utils.translation import gettext_noop

from yizhan.health.codes import is_tube_number
from yizhan.health.enums import ResultValue
from yizhan.health.laboratory import asking
from yizhan.health.laboratory.columns import Page, page_of
from yizhan.health.laboratory.texts import RowTexts, moment_in
from yizhan.health.laboratory.words import value_of
from yizhan.reading.cells import FileRefused, Row
from yizhan.reading.findings import Decisions, Finding, decided, leave_out
from yizhan.reading.judged import Judged, JudgedRows
from yizhan.reading.opening import open_book


@dataclass(frozen=True, slots=True)
class TubeFacts:
    """What the record says of a tube of this site; `result` is the one that stands, if any."""

    taken_at: datetime | None = None
    handed_over: bool = False
    result: ResultValue | None = None


@dataclass(slots=True)
class ResultRow(Judged):
    """One row: what it says of which tube, and what is asked about it. `again` changes nothing."""

    key: str
    cell: str
    tube: str = ""
    value: ResultValue | None = None
    ct: str = ""
    reported_at: datetime | None = None
    findings: list[Finding] = field(default_factory=list)
    again: bool = False
    corrects: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ResultsRead(JudgedRows[ResultRow]):
    """What came out of a laboratory's file."""

    rows: list[ResultRow]

    @property
    def judged(self) -> list[ResultRow]:
        """Every row."""
        return self.rows


LookUp = Callable[[set[str]], Mapping[str, TubeFacts]]


def read_results(
    contents: bytes, *, zone: tzinfo, at: datetime, look_up: LookUp, decisions: Decisions | None = None
) -> ResultsRead:
    """Read a laboratory's file that came at `at`; its times are the clock of `zone`.

    `look_up` says what the record knows of tube numbers; `decisions` are what was answered so far.
    Raises FileRefused where the file as a whole is not read.
    """
    answers = decisions or {}
    pages = _pages(contents)
    rows = [row for page in pages for row in _rows_of(page, pages[0], answers, zone)]
    known = look_up({row.tube for row in rows if row.tube})
    for row in rows:
        if not row.findings:
            _compare(row, known.get(row.tube), at, answers)
    _find_contradictions(rows, answers)
    return ResultsRead(rows)


def _pages(contents: bytes) -> list[Page]:
    """Return the sheets, first the one that is read: the first in sight with tubes and results."""
    sheets = sorted(open_book(contents).filled(), key=lambda sheet: sheet.hidden)
    pages = [page_of(sheet, f"{sheet.name}!") for sheet in sheets]
    main = next((page for page in pages if page.columns), None)
    if main is None:
        raise FileRefused(
            "no_results",
            gettext_noop(
                "No columns of tube numbers and results were found. Give the list a row of headings, such as "
                "tube number, result, Ct, report time."
            ),
        )
    return [replace(main, prefix=""), *(page for page in pages if page is not main)]


def _rows_of(page: Page, main: Page, answers: Decisions, zone: tzinfo) -> Iterator[ResultRow]:
    for row in page.sheet.rows:
        if page.columns and row.number == page.columns.heading:
            continue
        yield _read(page, row, answers, zone, is_main=page is main)


def _read(page: Page, row: Row, answers: Decisions, zone: tzinfo, *, is_main: bool) -> ResultRow:
    """Read one row; what may be no row of results is asked about before its cells are."""
    made = ResultRow(f"{page.prefix}{row.number}", page.cell(asking.first_filled(row), row))
    for finding in asking.structural(page, row, is_main=is_main):
        if not _settled(made, finding, answers):
            return made
    if page.columns is None:
        return made
    texts = RowTexts(page, page.columns, row)
    while True:
        made.cell = page.cell(page.columns.tube, row)
        findings = list(_cells(made, texts, zone))
        given = [(finding, decided(finding, answers)) for finding in findings]
        laid = [texts.lay_over(*chosen) for _, chosen in given if chosen and not chosen[0].leave_out]
        left = next((finding for finding, chosen in given if chosen and chosen[0].leave_out), None)
        if left:
            made.findings = [asking.left_out(left)]
        elif not any(laid):
            made.findings = findings
        else:
            continue
        return made


def _cells(made: ResultRow, texts: RowTexts, zone: tzinfo) -> Iterator[Finding]:
    """Give what is open about a row's cells, and fill in what is not."""
    yield from texts.uncomputed()
    made.tube, made.value, made.ct = texts.tube(), value_of(texts.get("value")), texts.ct()
    if not is_tube_number(made.tube) and not texts.is_uncomputed("tube"):
        # A row without a tube may be a total or a remark: what else it says is asked when it has one.
        made.tube = ""
        yield asking.no_tube(texts.cell("tube"), texts.get("tube"))
        return
    if made.value is None and not texts.is_uncomputed("value"):
        yield asking.unclear_value(texts.cell("value"), texts.get("value"), texts.merged("value"))
    said = texts.get("reported")
    made.reported_at = moment_in(said, zone)
    if said and not made.reported_at and not texts.is_uncomputed("reported"):
        yield asking.unclear_time(texts.cell("reported"), said)


def _compare(row: ResultRow, known: TubeFacts | None, at: datetime, answers: Decisions) -> None:
    """Ask about what contradicts the record."""
    if known is None:
        _settled(row, asking.unknown_tube(row.cell, row.tube), answers)
    elif known.taken_at is None:
        _settled(row, asking.empty_tube(row.cell, row.tube), answers)
    elif known.result is not None and known.result == row.value:
        row.again = True
    elif known.result is not None and row.value is not None:
        row.corrects = _settled(row, asking.differs(row.cell, row.tube, known.result, row.value), answers)
    elif not known.handed_over:
        _settled(row, asking.not_handed_over(row.cell, row.tube), answers)
    if not row.findings and known and known.taken_at:
        wrong = row.reported_at and not known.taken_at <= row.reported_at <= at
        if wrong and not row.again:
            _settled(row, asking.impossible_time(row.cell, row.tube), answers)
            row.reported_at = None


def _find_contradictions(rows: list[ResultRow], answers: Decisions) -> None:
    """Two rows of one tube say the same, or both wait until one is left out."""
    said: dict[str, list[ResultRow]] = {}
    for row in rows:
        if row.tube and row.value and not row.rejected:
            said.setdefault(row.tube, []).append(row)
    for several in said.values():
        if len({row.value for row in several}) > 1:
            cells = ", ".join(row.cell for row in several)
            for row in several:
                _settled(row, asking.two_results(row.cell, row.tube, cells), answers)
        for other in several[1:]:
            other.again = True
    for several in said.values():
        staying = [row for row in several if not row.rejected]
        if len(staying) < len(several) and len({row.value for row in staying}) == 1:
            for place, row in enumerate(staying):
                row.findings = [found for found in row.findings if found.code != asking.TWO_RESULTS]
                row.again = row.again and place > 0


def _settled(row: ResultRow, finding: Finding, answers: Decisions) -> bool:
    """Keep a finding with its row unless somebody decided; tells whether the row goes on."""
    given = decided(finding, answers)
    if given is None:
        row.findings.append(finding)
    elif given[0].key == leave_out().key:
        row.findings = [asking.left_out(finding)]
    else:
        row.reason = given[1].why or row.reason
        return True
    return False
