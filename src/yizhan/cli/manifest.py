"""What a backup holds: its files with their hashes, its keys, and the signed ends of its journals."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

NAME = "manifest.json"
FORMAT = 1
KEYS = ("master", "signing", "cookies")
# Before the name of a protocol file of the site's own: by it the due times were computed.
PROTOCOL = "protocol-"
# The local certificate authority, where there is one: phones that trust it trust the standby too.
MAY_LACK = ("authority.pem",)


class BadBackup(RuntimeError):
    """The backup cannot be used, or cannot be made there; the message says why."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it was when the backup was made: its bytes in number, their SHA-256 in hex."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's contents. `heads` are the journals' signed ends, as the API gives them."""

    made_at: str
    program: str
    database: str
    file: str
    stored: dict[str, Stored]
    keys: dict[str, Stored]
    heads: list[dict[str, Any]]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write the manifest into the backup's folder."""
        text = json.dumps(asdict(self), indent=2, sort_keys=True)
        with (folder / NAME).open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """Return a backup's manifest; raises BadBackup if there is none that can be read."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        if found["format"] != FORMAT:
            raise BadBackup(
                f"{folder} was made by another version of the program (format {found['format']})."
            )
        for part in ("stored", "keys"):
            found[part] = {name: Stored(**entry) for name, entry in found[part].items()}
        return Manifest(**found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBackup(f"{folder} is no backup: its {NAME} cannot be read ({error}).") from error


def copies_in(folder: Path) -> list[Path]:
    """Return the whole copies of a series of backups, the newest first."""
    whole = (path.parent for path in folder.glob(f"*/{NAME}") if path.parent.suffix != ".partial")
    return sorted(whole, reverse=True)


def measure(path: Path) -> Stored:
    """Return the size and hash of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Stored(file.tell(), digest.hexdigest())


def check(folder: Path, expected: dict[str, Stored]) -> None:
    """Compare files with what the manifest says; raises BadBackup naming the first that differs."""
    for name, stored in expected.items():
        path = folder / name
        if Path(name).name != name or not path.is_file():
            raise BadBackup(f"{path} is missing.")
        if measure(path) != stored:
            raise BadBackup(f"{path} is not the file that was backed up: its size or SHA-256 differs.")


def put(source: Path, target: Path) -> None:
    """Copy a file so that it lasts, readable by the owner only."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, source.open("rb") as read:
        while part := read.read(2**20):
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
