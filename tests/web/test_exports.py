"""S7: every export of the product, opened again: no cell runs anything, whatever people are called."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from django.urls import get_resolver

from tests.architecture.test_access import _addresses as walk_addresses
from tests.web.hostile import FORMULA, rename

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

SIGNS = ("=", "+", "-", "@", "\t", "\r")
SPREADSHEETS = ("spreadsheet", "excel", "csv", "tab-separated")
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


@pytest.fixture
def clients(db: None) -> tuple[dict[str, str], list[Client]]:
    """A site where everything that can be named is named by a formula, and a client for each role."""
    from tests.roster.rosters import people
    from tests.web.test_who_may import _signed_in
    from tests.web.two_sites import open_place
    from yizhan.roster.actions.rosters import receive_roster

    place = open_place("alpha", "欧阳甲鸢", "19900001111")
    rename(place, FORMULA)
    doubtful = people((FORMULA, FORMULA, None, None, FORMULA, "1"))
    kept = receive_roster(by=place.by("clerk"), site_id=place.site_id, contents=doubtful, name="held.xlsx")
    place.parts["roster_id"] = str(kept.roster_id)
    return place.parts, [_signed_in(account) for account in place.crew.values()]


def test_no_cell_of_any_export_is_a_formula(clients: tuple[dict[str, str], list[Client]]) -> None:
    parts, roles = clients
    opened: dict[str, int] = {}
    faults: list[str] = []
    for route, name, _view in walk_addresses(get_resolver()):
        # Paper has no cells.
        if route.endswith(".pdf") or not set(_PART.findall(route)) <= set(parts):
            continue
        url = "/" + _PART.sub(lambda part: parts[part[1]], route.lstrip("^").replace("\\Z", ""))
        for client in roles:
            reply = client.get(url, HTTP_ACCEPT_LANGUAGE="en")
            if any(kind in reply.headers.get("Content-Type", "") for kind in SPREADSHEETS):
                cells, running = read_again(reply)
                opened[name] = max(opened.get(name, 0), cells)
                faults += [f"{name}: {cell}" for cell in running]
            if reply.status_code == 200:
                break
    assert faults == []
    assert set(opened) >= {"list_meal_xlsx", "list_samples_xlsx", "ledger_xlsx", "roster_questions"}
    assert set(opened) >= {"sample_box_xlsx", "sample_file_questions"}
    assert min(opened.values()) > 3


def read_again(reply: HttpResponse) -> tuple[int, list[str]]:
    """Return how many cells there are, and those that a spreadsheet would run."""
    contents = reply.getvalue()
    if not contents.startswith(b"PK"):
        cells = [cell for row in csv.reader(io.StringIO(contents.decode("utf-8-sig"))) for cell in row]
        return len(cells), [cell for cell in cells if cell.startswith(SIGNS)]
    count, running = 0, []
    with zipfile.ZipFile(io.BytesIO(contents)) as book:
        for part in book.namelist():
            if part.startswith(("xl/externalLinks", "xl/connections")) or part.endswith("vbaProject.bin"):
                running.append(part)
            if part.startswith("xl/worksheets/sheet"):
                tree = ET.fromstring(book.read(part))  # noqa: S314 - our own file
                count += sum(one.tag.endswith("}c") for one in tree.iter())
                running += [str(one.text) for one in tree.iter() if one.tag.endswith(("}f", "}hyperlink"))]
    return count, running
