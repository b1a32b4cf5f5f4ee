"""Which column says what: by its heading, by what stands in it, and where the two disagree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from yizhan.reading.cells import Row, Sheet
from yizhan.roster.reading import likeness
from yizhan.roster.reading.likeness import looks_like, mended
from yizhan.roster.reading.words import heading

_HEADING_WITHIN = 30
_SAMPLE = 400
_MOST = 0.6
_FEW = 0.3
_SPLIT_NAMES = ("family_name", "given_name")
_NEEDED = ("name", "given_name", "document_number")
# A heading that stands twice: the first column keeps it, but these may stand several times.
_SEVERAL = frozenset(
    {"needs", "diet", "medicines", "illness", "pregnancy", "other", "number", "document_number"}
)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A column in which most cells do not fit the heading, and the column that it changed places with."""

    column: int
    headed: str
    holds: str
    instead: int | None


@dataclass(slots=True)
class Columns:
    """What each column is: fields by column, how it is known, and where the headings stand.

    `headings` are the numbers of the rows that hold them (none where the list has no headings);
    `by_content` the columns recognised by what stands in them alone.
    """

    fields: dict[int, str]
    headings: tuple[int, ...] = ()
    titles: dict[int, str] = field(default_factory=dict)
    by_content: tuple[int, ...] = ()
    misfits: tuple[Misfit, ...] = ()

    def places(self, name: str) -> list[int]:
        """Return the columns that hold a field."""
        return [column for column, held in self.fields.items() if held == name]

    @property
    def names_people(self) -> bool:
        """Whether there is a column by which people can be told apart."""
        return any(name in self.fields.values() for name in _NEEDED)


def recognise(sheet: Sheet, said: dict[int, str] | None = None) -> Columns:
    """Return what a sheet's columns are; `said` is what somebody decided about columns."""
    columns = _by_headings(sheet)
    sample = _sample(sheet, columns.headings)
    looks = {column: _looks(sample, column) for column in range(sheet.last_column())}
    _add_by_content(columns, looks)
    if said:
        for column, name in said.items():
            for other in [other for other, held in columns.fields.items() if held == name]:
                if name not in _SEVERAL and other not in said:
                    del columns.fields[other]
            columns.fields[column] = name
    else:
        columns.misfits = tuple(_misfits(columns, looks))
    return columns


def _by_headings(sheet: Sheet) -> Columns:
    rows = sheet.rows[:_HEADING_WITHIN]
    best = max(range(len(rows)), key=lambda place: (_score(rows[place]), -place), default=None)
    if best is None or _score(rows[best]) < min(2, sheet.last_column()):
        return Columns({})
    top, second = rows[best], rows[best + 1] if best + 1 < len(rows) else None
    titles = _titles(sheet, top)
    headings = [top.number]
    if second and _continues(sheet, top, second):
        headings.append(second.number)
        for column, text in enumerate(second.cells):
            if heading(mended(text)) or (text.strip() and not titles.get(column)):
                titles[column] = text
    fields: dict[int, str] = {}
    for column, text in sorted(titles.items()):
        name = heading(mended(text))
        if name and (name in _SEVERAL or name not in fields.values()):
            fields[column] = name
    return Columns(_without_half_names(fields), tuple(headings), titles)


def _score(row: Row) -> int:
    """Count how many different fields a row's cells name; a cell that holds a fact speaks against it."""
    if any(
        looks_like(cell) in (likeness.DOCUMENT, likeness.PHONE, likeness.BIRTH_DATE) for cell in row.cells
    ):
        return 0
    return len({name for cell in row.cells if (name := heading(mended(cell)))})


def _continues(sheet: Sheet, top: Row, second: Row) -> bool:
    """Tell whether the row below is a second row of headings: it stands under merged or empty ones."""
    if not _score(second):
        return False
    wide = {
        column
        for merged in sheet.merged
        if merged.first_row <= top.number <= merged.last_row
        for column in range(merged.first_column, merged.last_column + 1)
    }
    filled = [column for column, text in enumerate(second.cells) if text.strip()]
    return all(column in wide or not top.cell(column).strip() for column in filled) or _score(second) >= 2


def _titles(sheet: Sheet, top: Row) -> dict[int, str]:
    titles = {column: text for column, text in enumerate(top.cells) if text.strip()}
    for merged in sheet.merged:
        if merged.first_row <= top.number <= merged.last_row and merged.first_column in titles:
            for column in range(merged.first_column + 1, merged.last_column + 1):
                titles.setdefault(column, "")
    return titles


def _without_half_names(fields: dict[int, str]) -> dict[int, str]:
    """A whole name counts before its parts, and a family name needs a given name beside it."""
    held = set(fields.values())
    if "name" in held or "given_name" not in held or "family_name" not in held:
        return {
            column: "name" if name in _SPLIT_NAMES and "name" not in held else name
            for column, name in fields.items()
            if name not in _SPLIT_NAMES or "name" not in held
        }
    return fields


def _sample(sheet: Sheet, headings: Sequence[int]) -> list[Row]:
    below = [row for row in sheet.rows if not headings or row.number > headings[-1]]
    step = max(1, len(below) // _SAMPLE)
    return below[::step]


def _looks(sample: Sequence[Row], column: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in sample:
        text = row.cell(column)
        if text.strip():
            found["filled"] += 1
            if kind := looks_like(mended(text)):
                found[kind] += 1
                if kind == likeness.NAME and likeness.is_chinese_name(mended(text).strip()):
                    found["chinese_name"] += 1
    return found


def _add_by_content(columns: Columns, looks: dict[int, Counter[str]]) -> None:
    """Recognise what no heading names: only one column may look so, and most of its cells must."""
    added = []
    for kind in likeness.KINDS:
        if kind in columns.fields.values() or (
            kind == likeness.NAME and "given_name" in columns.fields.values()
        ):
            continue
        if kind != likeness.NAME and not columns.names_people and kind == likeness.SEX and not looks:
            continue
        fitting = [
            column
            for column, found in looks.items()
            if column not in columns.fields
            and found["filled"]
            and found["chinese_name" if _ambiguous(kind, looks, columns) else kind] > _MOST * found["filled"]
        ]
        if len(fitting) == 1 or (fitting and kind == likeness.NAME and not columns.headings):
            columns.fields[fitting[0]] = kind
            added.append(fitting[0])
    columns.by_content = tuple(added)


def _ambiguous(kind: str, looks: dict[int, Counter[str]], columns: Columns) -> bool:
    """Tell whether several columns could be names: then only usual Chinese names tell them apart."""
    if kind != likeness.NAME:
        return False
    could = [
        c for c, found in looks.items() if c not in columns.fields and found[kind] > _MOST * found["filled"]
    ]
    return len(could) > 1


def _misfits(columns: Columns, looks: dict[int, Counter[str]]) -> list[Misfit]:
    """Find columns whose cells are mostly of another kind than their heading says."""
    wrong: dict[int, str] = {}
    for column, headed in columns.fields.items():
        found = looks.get(column, Counter())
        if headed not in likeness.KINDS or not found["filled"] or column in columns.by_content:
            continue
        kind = max(likeness.KINDS, key=lambda each: found[each])
        if (
            kind != headed
            and found[kind] > _MOST * found["filled"]
            and found[headed] < _FEW * found["filled"]
        ):
            wrong[column] = kind
    return [
        Misfit(column, columns.fields[column], holds, _partner(column, holds, wrong, columns))
        for column, holds in wrong.items()
        # Words that are no sexes and no numbers look like names, which says little by itself.
        if holds != likeness.NAME or _partner(column, holds, wrong, columns) is not None
    ]


def _partner(column: int, holds: str, wrong: dict[int, str], columns: Columns) -> int | None:
    for other, other_holds in wrong.items():
        if other != column and columns.fields[other] == holds and other_holds == columns.fields[column]:
            return other
    return None
