"""`yizhan rehearse first-night`, from an empty database to its verdict, on the database of the run."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import workspace
from tests.support.servers import command

TIMEOUT_S = 3600

once = pytest.mark.skipif(workspace.server() is not None, reason="PostgreSQL gets one night, with faults")


def test_first_night_of_84_comes_out_right_with_faults(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    figures = _rehearse("--seed", "1", "--faults", "--language", "en", "--report", str(report))
    assert figures["counted"] == {"off_bus": 84, "temperature": 84, "room": 84}
    assert sorted(figures["counted_raw"].values()) in ([83, 84, 84], [84, 84, 84])
    assert (figures["announced"], figures["adults"], figures["children"]) == (84, 43, 41)
    assert (figures["parties"], figures["parties_roomed"]) == (44, 44)
    assert figures["minors_without_guardian"] == 2
    assert (figures["entrance_conflicts"], figures["entrance_missing_m"]) == (2, ["0.30"])
    assert (figures["differences_found"], figures["differences_settled"]) == (1, 1)
    assert figures["registered_at_0600"] < 84
    assert (figures["breakfast_bags"], figures["childrens_bags"], figures["samples"]) == (84, 41, 84)
    assert (figures["lost"], figures["duplicated"], figures["invariants_broken"]) == (0, 0, [])
    assert figures["acknowledged_commands"] > 84
    # Two threes in family rooms of four, all accessible; 36 pairs: five floors have 34 twin rooms at most.
    assert figures["clairvoyant_broken"] == {"accessible_kept": 2, "floor_opened": 6, "spare_bed": 2}
    assert figures["clairvoyant_score"] == figures["clairvoyant_bound"] == 2 * 12 + 6 * 10 + 2 * 8
    assert figures["clairvoyant_score"] <= figures["wishes_score"] < 150
    assert set(figures["proposal_ms"]) == {"p50", "p99"}
    assert sum(figures["network_faults"].values()) > 50
    assert len(figures["server_outages_s"]) == 1
    assert "The night came out right" in report.read_text("utf-8")
    assert "weight 100." in report.read_text("utf-8")


@once
def test_first_night_of_five_comes_out_right_with_faults() -> None:
    figures = _rehearse("--seed", "2", "--people", "5", "--faults")
    assert figures["counted"] == {"off_bus": 5, "temperature": 5, "room": 5}
    assert figures["entrance_conflicts"] == 0
    assert figures["breakfast_bags"] == 5


@once
def test_hotel_that_is_too_small_is_told(tmp_path: Path) -> None:
    rooms = [{"name": name, "kind": "twin", "beds": 2} for name in ("8829", "Bamboo")]
    hotel = tmp_path / "hotel.yaml"
    floors = [{"name": "G", "level": 1, "rooms": rooms}]
    hotel.write_text(yaml.safe_dump({"code": "small", "name": "Small", "floors": floors}), "utf-8")
    done = _run("--people", "9", "--seed", "3", "--hotel", str(hotel), "--json")
    assert done.returncode == 1, done.stderr
    figures = json.loads(done.stdout)
    assert figures["came_out_right"] is False
    assert figures["forgotten"]["parties_without_room"] == figures["parties"] - figures["parties_roomed"] > 0
    assert (figures["lost"], figures["duplicated"], figures["invariants_broken"]) == (0, 0, [])


@pytest.mark.parametrize("floors", ["[]", "- no site", "{code: x, name: y, floors: 3}"])
def test_hotel_that_cannot_be_read_is_refused(tmp_path: Path, floors: str) -> None:
    hotel = tmp_path / "hotel.yaml"
    hotel.write_text(floors, "utf-8")
    done = _run("--hotel", str(hotel))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.soak
@pytest.mark.parametrize("people", [5, 84, 300, 1200])
@pytest.mark.parametrize("seed", range(10, 15))
def test_other_nights_come_out_right(people: int, seed: int) -> None:
    figures = _rehearse("--seed", str(seed), "--people", str(people), "--faults")
    assert figures["breakfast_bags"] == people
    assert figures["lost"] + figures["duplicated"] == 0


def _rehearse(*arguments: str) -> dict[str, Any]:
    done = _run("--json", *arguments)
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return rehearse("first-night", *arguments)


def rehearse(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `yizhan rehearse` on the database of the run, and return what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YIZHAN_")}
    environment.pop("DATABASE_URL", None)
    if server := workspace.server():
        environment["DATABASE_URL"] = f"{server}postgres"
    return subprocess.run(
        command("rehearse", *arguments), env=environment, check=False, capture_output=True,
        text=True, timeout=TIMEOUT_S,
    )  # fmt: skip
