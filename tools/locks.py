"""Check the lock files: pinned, hashed, complete, and silent about where packages came from."""

import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {group: f"requirements/{group}.txt" for group in ("runtime", "dev", "node")}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==[^ ;]+")
SOURCE = re.compile(r"https?://|^\s*(--index-url|--extra-index-url|--find-links|-i |-f )| @ (file|git)")


def main() -> int:
    """Print every fault of the lock files and return 1 if there is one."""
    faults = [*python_faults(), *npm_faults()]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"Lock files: {len(faults)} faults")
    return 1 if faults else 0


def python_faults() -> list[str]:
    """Return what is wrong with the hashed requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    wanted = {
        "runtime": project["project"]["dependencies"],
        "dev": project["project"]["dependencies"] + groups["dev"],
        "node": groups["node"],
    }
    faults = []
    for group, path in LOCKS.items():
        text = (ROOT / path).read_text()
        pins = pins_of(text)
        faults += [f"{path}: names a package source: {line}" for line in _lines_matching(SOURCE, text)]
        faults += [f"{path}: {name} has no hash" for name, hashes in pins.items() if not hashes]
        missing = {name_of(requirement) for requirement in wanted[group]} - set(pins)
        faults += [f"{path}: lacks {name} of pyproject.toml; run `make lock`" for name in sorted(missing)]
    return faults + _differing_pins()


def npm_faults() -> list[str]:
    """Return what is wrong with package-lock.json."""
    manifest = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())
    root, *_ = lock["packages"].values()
    faults = [
        f"package-lock.json: {kind} differ from package.json; run `npm install`"
        for kind in ("dependencies", "devDependencies")
        if root.get(kind, {}) != manifest.get(kind, {})
    ]
    for name, package in lock["packages"].items():
        if "resolved" in package:
            faults.append(f"package-lock.json: {name} names where it came from; keep .npmrc")
        if name and "integrity" not in package:
            faults.append(f"package-lock.json: {name} has no integrity hash")
    return faults


def pins_of(text: str) -> dict[str, int]:
    """Return how many hashes each pinned package has."""
    pins: dict[str, int] = {}
    current = ""
    for line in text.splitlines():
        if pin := PIN.match(line):
            current = name_of(pin[1])
            pins.setdefault(current, 0)
        elif line.strip().startswith("--hash=sha256:"):
            pins[current] += 1
    return pins


def name_of(requirement: str) -> str:
    """Return the normalised name of a requirement such as `Django-Ninja[x]>=1`."""
    name = re.split(r"[\[<>=!~;\s]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def _differing_pins() -> list[str]:
    lines = {group: set(_lines_matching(PIN, (ROOT / path).read_text())) for group, path in LOCKS.items()}
    return [
        f"{LOCKS['dev']}: what users run is tested in another release: {line}"
        for line in sorted(lines["runtime"] - lines["dev"])
    ]


def _lines_matching(pattern: re.Pattern[str], text: str) -> list[str]:
    return [line.rstrip(" \\") for line in text.splitlines() if pattern.search(line)]


if __name__ == "__main__":
    sys.exit(main())
