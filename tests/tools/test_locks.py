import json
from pathlib import Path

import pytest

from tools import locks

PINNED = "granian==2.5.0 \\\n    --hash=sha256:aa\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose lock files are in order."""
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["granian>=2"]\n[dependency-groups]\ndev = []\nnode = []\n'
    )
    for path in locks.LOCKS.values():
        (tmp_path / path).write_text(PINNED)
    (tmp_path / "package.json").write_text(json.dumps({"dependencies": {"idb": "8.0.4"}}))
    write_lock(tmp_path, {"version": "8.0.4", "integrity": "sha512-x"})
    return tmp_path


def write_lock(repository: Path, package: dict[str, str]) -> None:
    root = {"dependencies": {"idb": "8.0.4"}}
    lock = {"packages": {"": root, "node_modules/idb": package}}
    (repository / "package-lock.json").write_text(json.dumps(lock))


def test_locks_in_order_have_no_faults(repository: Path) -> None:
    assert [*locks.python_faults(), *locks.npm_faults()] == []


def test_locks_of_this_repository_are_in_order() -> None:
    assert [*locks.python_faults(), *locks.npm_faults()] == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("--index-url https://example.invalid/simple\n" + PINNED, "names a package source"),
        ("--find-links /wheels\n" + PINNED, "names a package source"),
        ("granian==2.5.0\n", "granian has no hash"),
        ("", "lacks granian"),
    ],
)
def test_requirements_faults_are_named(repository: Path, text: str, fault: str) -> None:
    (repository / "requirements/runtime.txt").write_text(text)
    assert any(fault in found for found in locks.python_faults())


def test_tested_release_must_be_the_one_that_users_run(repository: Path) -> None:
    (repository / "requirements/dev.txt").write_text(PINNED.replace("2.5.0", "2.6.0"))
    (fault,) = locks.python_faults()
    assert "granian==2.5.0" in fault


def test_npm_lock_names_no_address_and_has_every_hash(repository: Path) -> None:
    write_lock(repository, {"version": "8.0.4", "resolved": "somewhere"})
    first, second = locks.npm_faults()
    assert "names where it came from" in first
    assert "has no integrity hash" in second


def test_npm_lock_follows_its_manifest(repository: Path) -> None:
    (repository / "package.json").write_text(json.dumps({"dependencies": {"idb": "9.0.0"}}))
    (fault,) = locks.npm_faults()
    assert "differ from package.json" in fault
