"""A shop's list as it was sent, row by row: what can be ordered, and which rows say nothing that can be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_noop

from yizhan.provision.headed_lists import Headings, RowFault, headings_of, rows_under, words_of
from yizhan.provision.money import cents_of
from yizhan.reading.cells import FileRefused, Number, Row, Sheet, Uncomputed, cell_name
from yizhan.reading.opening import open_book

NEEDED = ("name", "price")
MOST_ARTICLES = 20_000
LONGEST = {"number": 40, "name": 120, "name_en": 120, "unit": 40, "group": 60}


@dataclass(frozen=True, slots=True)
class Listed:
    """One article of a list; without a number of its own it goes by its name and unit."""

    number: str
    name: str
    name_en: str
    unit: str
    group: str
    price_cents: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a list offers, in its order, and the rows that were not taken."""

    articles: tuple[Listed, ...]
    faults: tuple[RowFault, ...]


def read_catalogue(contents: bytes) -> Catalogue:
    """Return the articles of a workbook or text; raises FileRefused if nothing in it can be a catalogue.

    Of several sheets with headings all are read. An article that comes twice counts once: the first row.
    """
    book = open_book(contents)
    articles: dict[str, Listed] = {}
    faults: list[RowFault] = []
    found_headings = False
    for number, sheet in enumerate(book.filled()):
        headings = headings_of(sheet, _headings(), NEEDED)
        if headings is None:
            continue
        found_headings = True
        prefix = f"{sheet.name}!" if number else ""
        for row, read in _rows(sheet, headings):
            if isinstance(read, RowFault):
                faults.append(RowFault(prefix + read.cell, read.said, read.why))
            elif read.number in articles:
                why = gettext_noop("This article stands further up already: the first row counts.")
                faults.append(
                    RowFault(prefix + cell_name(headings.columns["name"], row.number), read.name, why)
                )
            else:
                articles[read.number] = read
    _check(articles, found_headings=found_headings)
    return Catalogue(tuple(articles.values()), tuple(faults))


def _check(articles: dict[str, Listed], *, found_headings: bool) -> None:
    if not found_headings:
        raise FileRefused(
            "no_headings",
            gettext_noop("No row names both an article and a price. Head the columns “name” and “price”."),
        )
    if not articles:
        raise FileRefused("no_articles", gettext_noop("No row of this list has a name and a price."))
    if len(articles) > MOST_ARTICLES:
        raise FileRefused(
            "too_many_articles",
            gettext_noop("This list has %(count)d articles; %(most)d are read. Bring a shorter one."),
            count=len(articles), most=MOST_ARTICLES,
        )  # fmt: skip


def _rows(sheet: Sheet, headings: Headings) -> Iterator[tuple[Row, "Listed | RowFault"]]:
    for row, texts in rows_under(sheet, headings, NEEDED):
        yield row, _read(row, texts, headings.columns)


def _read(row: Row, texts: dict[str, str], columns: Mapping[str, int]) -> "Listed | RowFault":
    def fault(held: str, why: str) -> RowFault:
        return RowFault(cell_name(columns[held], row.number), texts[held][:60], why)

    if isinstance(row.cell(columns["price"]), Uncomputed):
        return fault("price", gettext_noop("This formula was never worked out. Save the list as values."))
    if not texts["name"]:
        return fault("name", gettext_noop("There is a price and no name."))
    for held, longest in LONGEST.items():
        if len(texts.get(held, "")) > longest:
            return fault(held, gettext_noop("This is longer than any label. Shorten it."))
    cents = _cents(row.cell(columns["price"]), texts["price"])
    if cents is None:
        return fault("price", gettext_noop("This is no price with at most two decimals."))
    unit = texts.get("unit", "")
    number = texts.get("number") or f"{texts['name']} {unit}".strip()[: LONGEST["number"]]
    return Listed(number, texts["name"], texts.get("name_en", ""), unit, texts.get("group", ""), cents)


def _cents(cell: str, shown: str) -> int | None:
    """A spreadsheet keeps 8.9 as 8.9000000000000004: of a number, what the program shows is meant."""
    try:
        return cents_of(repr(float(cell)) if isinstance(cell, Number) else shown)
    except ValueError:
        return None


@cache
def _headings() -> dict[str, str]:
    return words_of("catalogue_words.yaml")
