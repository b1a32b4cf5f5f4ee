"""S10: a thousand people are erased; nothing names them any more, and the record of what happened stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.test_backup import empty  # noqa: F401 - the fixture
from tests.cli.test_setup import rows
from tests.fault.thousand import FAMILY_NAME, PEOPLE
from tests.support.servers import TOLD, Installation, Server

# How a text may stand in a file.
ENCODINGS: tuple[Callable[[str], bytes], ...] = (
    str.encode, lambda text: text.encode("utf-16-le"), lambda text: text.encode("gb18030"),
    lambda text: json.dumps(text)[1:-1].encode(), lambda text: text.encode().hex().encode(),
)  # fmt: skip
# Whatever opens something sealed, or finds somebody by a keyed token.
OPENS = {
    "people_personkey": "true", "people_persontoken": "true", "people_person": "sealed IS NOT NULL",
    "roster_rosterpersonkey": "true", "roster_rostertoken": "true",
    "roster_rosterperson": "sealed IS NOT NULL", "roster_roster": "wrapped IS NOT NULL",
    "ledgers_outsidelist": "true", "ledgers_outsideline": "true",
    "health_resultfile": "wrapped IS NOT NULL",
}  # fmt: skip


class Canaries:
    """What a thousand people are called, looked for in a file in one pass for each way of writing."""

    def __init__(self, told: dict[str, list[str]]) -> None:
        self._numbers = {text.encode() for text in (*told["documents"], *told["phones"])}
        self._names = {encode(name) for name in told["names"] for encode in ENCODINGS}
        assert (len(self._numbers), len(set(told["names"]))) == (3 * PEOPLE, PEOPLE)
        self._beginnings = [re.compile(re.escape(encode(FAMILY_NAME))) for encode in ENCODINGS]
        self._longest = max(map(len, self._names))

    def in_bytes(self, contents: bytes) -> set[bytes]:
        """Return which of them stand in some bytes."""
        found = {one[1] for one in re.finditer(rb"(?=(\d{17}[\dX]|16[67]\d{8}))", contents)} & self._numbers
        for beginning in self._beginnings:
            for place in beginning.finditer(contents):
                around = contents[place.start() : place.start() + self._longest]
                found |= {around[:length] for length in range(len(around) + 1)} & self._names
        return found

    def in_files(self, folder: Path) -> dict[str, set[bytes]]:
        """Return what stands in which file below a folder."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        assert files
        found = {str(path.relative_to(folder)): self.in_bytes(path.read_bytes()) for path in files}
        return {name: texts for name, texts in found.items() if texts}


@pytest.fixture
def canaries(installation: Installation) -> Canaries:
    """The installation with a thousand people who left long ago, and what they are called."""
    told = installation.seed("tests.fault.thousand")
    (installation.home / TOLD).unlink(missing_ok=True)
    return Canaries(told)


def test_nothing_names_a_thousand_who_were_erased(
    installation: Installation, empty: Installation, canaries: Canaries, tmp_path: Path,  # noqa: F811
    serving: Callable[..., Server],
) -> None:  # fmt: skip
    readable, copy = tmp_path / "before", tmp_path / "copy"
    installation.yizhan("export", "--to", str(readable), "--with-names")
    # They can all be found where they may be read: the search itself is right.
    assert len(set().union(*canaries.in_files(readable).values())) >= 3 * PEOPLE
    installation.yizhan("backup", str(copy), "--keys", str(tmp_path / "keys"))
    assert installation.yizhan("erase").stdout.strip() == f"{PEOPLE} people were erased."
    server = serving(installation)
    for path in ("/", "/healthz", "/r/"):
        urlopen(f"{server.url}{path}").close()  # noqa: S310 - our own loopback address
    server.stop()
    empty.yizhan("restore", str(copy), "--keys", str(tmp_path / "keys"))
    for place in (installation, empty):
        assert {table: _left(place, table) for table in OPENS} == dict.fromkeys(OPENS, 0)
        after = tmp_path / f"after-{place.home.name}"
        place.yizhan("export", "--to", str(after), "--with-names")
        place.yizhan("backup", str(tmp_path / f"copy-{place.home.name}"))
        assert sorted({**canaries.in_files(after), **canaries.in_files(place.home)}) == []
        said = json.loads(place.yizhan("verify", "--json").stdout)
        assert (said["clean"], said["sites"][0]["departures"]) == (True, PEOPLE)
    assert sorted({**canaries.in_files(tmp_path / "copy-home"), **canaries.in_files(copy)}) == []


def _left(place: Installation, table: str) -> int:
    found: int = rows(place, f"SELECT count(*) FROM {table} WHERE {OPENS[table]}")[0][0]  # noqa: S608 - a name from above
    return found
