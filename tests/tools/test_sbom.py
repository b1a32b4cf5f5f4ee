import json
from typing import Any

import pytest

from tools import sbom


@pytest.fixture(scope="module")
def parts() -> list[dict[str, Any]]:
    """What this repository's locks name."""
    return [*sbom.python_parts(), *sbom.npm_parts()]


def test_every_part_has_a_version_a_hash_and_an_allowed_licence(parts: list[dict[str, Any]]) -> None:
    assert {"django", "granian", "pysqlite3", "idb", "qr"} <= {part["name"] for part in parts}
    assert [part["name"] for part in parts if not (part["version"] and part["hashes"])] == []
    assert sbom.licence_faults(parts) == []


def test_committed_list_is_that_of_the_locks(parts: list[dict[str, Any]]) -> None:
    assert json.loads(sbom.WRITTEN.read_text("utf-8")) == sbom.document(parts)


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("GPL-3.0-or-later OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-only", False),
        ("GPL-2.0-only", False),
        ("(MIT AND GPL-2.0-only) OR (AGPL-3.0-only)", False),
        ("", False),
    ],
)
def test_copyleft_and_unknown_licences_are_refused(expression: str, *, allowed: bool) -> None:
    assert sbom.is_allowed(expression) is allowed


def test_unknown_licence_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sbom, "licence_of", lambda name: "GPL-3.0-only" if name == "django" else "MIT")
    assert sbom.main(["check"]) == 1
    assert "django" in capsys.readouterr().err
