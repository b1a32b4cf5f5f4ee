"""What is printed can be read: by eyes, by a scanner, by a spreadsheet that must not calculate."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from tests.support.beginnings import begins
from tests.support.scanners import codes_of
from yizhan.web.paper.sizes import grids, wristband_letters

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.stays.models import RoomCard

RARE = "\u36c3\u8bd7\u96ef\U00020bb7\U000242ee"
ARABIC, CYRILLIC, MINORITY = "محمد", "Пушкин", "买买提·艾力"


def pages(pdf: bytes) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """A document's text without the gaps that typesetting leaves in it."""
    return "".join(text.split())


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """001 (adult, child) in 302, 002 (adult, two children) in 401, 003 (adult) in the lobby."""
    from yizhan.core.clock import running

    opened = _three_parties()
    with running(opened.clock):
        yield opened


@begins
def _three_parties() -> Night:
    from tests.intake.night import ADULT, CHILD, open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        opened.announce(expected=6)
        for number, make_up in ((1, (ADULT, CHILD)), (2, (ADULT, CHILD, CHILD)), (3, (ADULT,))):
            opened.count(number, make_up)
        opened.house(1, "302")
        opened.house(2, "401")
    return opened


@pytest.fixture
def cards(night: Night) -> list[RoomCard]:
    from yizhan.stays.queries.cards import cards_in_force

    return cards_in_force(night.site.id)


def test_bags_stand_by_floor_with_their_sums(night: Night) -> None:
    from yizhan.provision.rules import meals
    from yizhan.stays.queries.lists import meals_now
    from yizhan.web.paper.meals import meal_facts
    from yizhan.web.paper.typesetting import typeset

    listed = meals_now(night.site, by=night.by("kitchen"))
    facts = meal_facts(night.site, meals()["breakfast"], listed, night.clock.now())
    assert (facts["total"], [floor["bags"] for floor in facts["floors"]]) == (6, [2, 3])
    text = squeezed("".join(pages(typeset("meals", facts))))
    for words in (
        "Breakfast07:00",
        "6bags",
        "302",
        "401",
        "6peoplehavenotsaidhowtheyeat",
        "1bagisforsomebody",
    ):
        assert words in text
    assert "001-A" not in text


def test_muster_is_one_sheet_a_floor_with_its_hour(night: Night) -> None:
    from yizhan.stays.queries.muster import muster
    from yizhan.web.paper.muster import muster_facts
    from yizhan.web.paper.typesetting import typeset

    sheets = pages(typeset("muster", muster_facts(night.site, muster(night.site, by=night.by("hotel")))))
    assert len(sheets) == 3
    for sheet, words in zip(sheets, ("001-A", "002-C", "003-A"), strict=True):
        assert words in sheet
        assert "Validuntil20:00" in squeezed(sheet)
        assert "19:00" in sheet


def test_an_empty_muster_is_a_sheet_that_says_so(night: Night) -> None:
    from yizhan.stays.queries.muster import Muster
    from yizhan.web.paper.muster import muster_facts
    from yizhan.web.paper.typesetting import typeset

    nobody = Muster((), (), night.clock.now(), night.clock.now())
    (sheet,) = pages(typeset("muster", muster_facts(night.site, nobody)))
    assert "Nobody is here." in sheet


def test_sampling_sheet_names_the_floor_on_every_sheet_it_runs_over(night: Night) -> None:
    from dataclasses import replace

    from yizhan.stays.queries.lists import samples_now
    from yizhan.web.paper.samples import sample_facts
    from yizhan.web.paper.typesetting import typeset

    round_ = samples_now(night.site, by=night.by("nurse"))
    long = replace(round_, stops=tuple(round_.stops[0] for _ in range(40)))
    sheets = pages(typeset("samples", sample_facts(night.site, long, night.clock.now())))
    assert len(sheets) > 1
    assert all("Floor 3" in sheet for sheet in sheets)


@pytest.mark.parametrize("grid", grids("tubes"))
def test_tube_labels_scan_and_show_their_tag_and_room(night: Night, grid: str, tmp_path: Path) -> None:
    from yizhan.stays.queries.lists import samples_now
    from yizhan.web.paper.samples import tube_facts
    from yizhan.web.paper.typesetting import typeset

    round_ = samples_now(night.site, by=night.by("nurse"))
    printed = typeset("labels", tube_facts(night.site, round_, grids("tubes")[grid], night.clock.now()))
    tags = ["001-A", "001-B", "002-A", "002-B", "002-C", "003-A"]
    seen = codes_of(printed, tmp_path)
    if grid == "tube-roll":
        seen = [code for page in range(1, 7) for code in codes_of(printed, tmp_path, page)]
    assert seen == [f"COUNTY/{tag}/20220316" for tag in tags]
    text = "".join(pages(printed))
    assert all(word in text for word in [*tags, "302", "401"])


@pytest.mark.parametrize("grid", grids("tubes"))
def test_a_full_sheet_of_tube_labels_is_one_sheet(night: Night, grid: str) -> None:
    from yizhan.web.paper.typesetting import qr_svg, typeset

    measures = grids("tubes")[grid].measures
    one = {"tag": "9999-Z", "room": "8829-B", "note": "2022-03-16", "qr": qr_svg("COUNTY/9999-Z/20220316")}
    facts = {"title": "t", "lang": "en", "grid": measures}
    count = measures["columns"] * measures["rows"]
    assert len(pages(typeset("labels", facts | {"labels": [one] * count}))) == 1
    assert len(pages(typeset("labels", facts | {"labels": [one] * (count + 1)}))) == 2


@pytest.mark.parametrize("grid", grids("wristbands"))
def test_wristbands_scan_at_both_ends(night: Night, grid: str, tmp_path: Path) -> None:
    from yizhan.stays.rules import parse_tag
    from yizhan.web.paper.cards import wristband_facts
    from yizhan.web.paper.typesetting import typeset

    printed = typeset("wristbands", wristband_facts(night.site, range(23, 25), 2, grids("wristbands")[grid]))
    tags = ["023-A", "023-B", "024-A", "024-B"]
    sheets = len(pages(printed))
    seen = [code for sheet in range(1, sheets + 1) for code in codes_of(printed, tmp_path, sheet)]
    assert sorted(seen) == sorted(tags * 2)
    assert parse_tag(seen[0]) == (23, "A")
    assert all(tag in "".join(pages(printed)) for tag in tags)


def test_room_cards_scan_to_the_registration_page_in_both_languages(
    night: Night, cards: list[RoomCard], tmp_path: Path
) -> None:
    from yizhan.web.paper.cards import card_facts
    from yizhan.web.paper.typesetting import typeset

    facts = card_facts(night.site, cards[:4], address="https://station.example/r/", size="a6")
    printed = typeset("cards", facts)
    assert codes_of(printed, tmp_path) == sorted(
        f"https://station.example/r/{card.code}/" for card in cards[:4]
    )
    (sheet,) = pages(printed)
    for words in (
        "301",
        "304",
        "Scan to register",
        "0700-555-0100",
        "120",
        "station.example/r/",
        cards[0].code[:5],
    ):
        assert words in sheet
    assert facts["zh"]["register"] != facts["en"]["register"]
    assert squeezed(facts["zh"]["register"]) in squeezed(sheet)


def test_room_cards_are_four_on_a_sheet_or_one(night: Night, cards: list[RoomCard]) -> None:
    from yizhan.web.paper.cards import card_facts
    from yizhan.web.paper.typesetting import typeset

    assert len(cards) == 54
    facts = card_facts(night.site, cards[:9], address="https://station.example/r/", size="a6")
    assert len(pages(typeset("cards", facts))) == 3
    assert len(pages(typeset("cards", facts | {"format": "a5"}))) == 9


@pytest.mark.parametrize("words", [RARE, ARABIC, CYRILLIC, MINORITY, "A" * 60])
def test_labels_print_names_of_any_script_and_length(words: str) -> None:
    from pypdf import PdfReader

    from yizhan.web.paper.typesetting import qr_svg, typeset

    one = {"tag": "001-A", "room": words, "note": "", "qr": qr_svg("001-A")}
    facts = {"title": "t", "lang": "zh", "grid": grids("tubes")["tube-70x37"].measures, "labels": [one]}
    printed = typeset("labels", facts)
    (sheet,) = pages(printed)
    assert set(words) - set(sheet) - {"·"} == set() or words == ARABIC
    resources: Any = PdfReader(BytesIO(printed)).pages[0]["/Resources"]
    fonts = {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    # A glyph that no bundled font has would be set in the font of last resort.
    assert all(("NotoSans" in name or "DejaVuSansMono" in name) for name in fonts)


def test_workbooks_hold_no_formula_whatever_was_typed() -> None:
    from python_calamine import CalamineWorkbook

    from yizhan.web.paper.sheets import Column, Sheet, workbook

    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "http://x", "{=1}", "007"]
    made = workbook(
        [Sheet("a/b:c?" + "x" * 40, "=title", [Column("=heading"), Column("n")], [[w, 3] for w in hostile])]
    )
    with ZipFile(BytesIO(made)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not any("hyperlink" in name for name in parts.namelist())
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    (rows,) = [CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0).to_python()]
    assert rows[0][0] == "=title"
    assert [row[0] for row in rows[2:]] == hostile
    assert [row[1] for row in rows[2:]] == [3.0] * len(hostile)


def test_meal_workbook_sums_are_numbers(night: Night) -> None:
    from python_calamine import CalamineWorkbook

    from yizhan.provision.rules import meals
    from yizhan.stays.queries.lists import meals_now
    from yizhan.web.paper.meals import meal_sheets
    from yizhan.web.paper.sheets import workbook

    listed = meals_now(night.site, by=night.by("kitchen"))
    book = CalamineWorkbook.from_filelike(
        BytesIO(workbook(meal_sheets(night.site, meals()["breakfast"], listed)))
    )
    doors, kitchen = (book.get_sheet_by_name(name).to_python() for name in ("Rooms", "Kitchen"))
    assert [row[1:4] for row in doors[2:]] == [["302", 2.0, 1.0], ["401", 3.0, 2.0]]
    assert [row[:4] for row in kitchen[2:]] == [
        ["Floor 3", 2.0, 1.0, 2.0],
        ["Floor 4", 3.0, 2.0, 3.0],
        ["Without a room", 1.0, 0.0, 1.0],
        ["Whole site", 6.0, 3.0, 6.0],
    ]


def test_chat_texts_say_what_the_sheets_say(night: Night) -> None:
    from yizhan.provision.rules import meals
    from yizhan.stays.queries.lists import meals_now
    from yizhan.stays.queries.muster import muster
    from yizhan.web.paper.meals import meal_text
    from yizhan.web.paper.muster import muster_text

    bags = meal_text(
        night.site, meals()["breakfast"], meals_now(night.site, by=night.by("kitchen"))
    ).splitlines()
    assert bags[1] == "6 bags"
    assert bags[bags.index("Floor 4: 3 bags") + 1] == "401×3 (child 2)"
    alarm = muster_text(night.site, muster(night.site, by=night.by("hotel")))
    assert "As of 19:00, valid until 20:00" in alarm
    assert "Floor 3: 2 people, 0 to be carried\n302×2" in alarm
    assert alarm.endswith("look in the lobby: 003-A")


def test_sizes_name_their_sources_and_fit_their_sheets() -> None:
    for kind in ("tubes", "wristbands"):
        for grid in grids(kind).values():
            m = grid.measures
            wide = m["left"] + m["columns"] * m["width"] + (m["columns"] - 1) * m["column_gap"]
            high = m["top"] + m["rows"] * m["height"] + (m["rows"] - 1) * m["row_gap"]
            assert (wide <= m["page_width"], high <= m["page_height"]) == (True, True)
            assert m["source"]
    assert wristband_letters() == 4
