"""List what the product is made of, as CycloneDX JSON, and refuse a licence that is not allowed.

The parts are those of the hashed requirements, and the npm packages that pages load; licences are read
from what is installed. It asks no network, and the same locks always give the same file.
"""

import json
import re
import sys
import tomllib
from base64 import b64decode
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "docs" / "sbom.cdx.json"
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^ ;\\]+)")
HASH = re.compile(r"--hash=sha256:(?P<digest>[0-9a-f]{64})")

# LGPL parts are libraries that anybody may replace; nothing of them is copied into this program.
ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only", "MIT", "MIT-0",
    "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib",
}  # fmt: skip
# What a package means that names its licence in words.
IN_WORDS = {
    "MIT License": "MIT", "BSD License": "BSD-3-Clause", "Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}  # fmt: skip
# Read in the package itself: it names none in its description, or several of which one rules the whole,
# or it is for another system and so is not installed here.
READ = {
    "colorama": "BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "pysqlite3": "Zlib",
    "qrcode": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
}


def main(arguments: list[str] | None = None) -> int:
    """Write the list, or with `check` compare it; print every fault and return 1 if there is one."""
    wanted = sys.argv[1:] if arguments is None else arguments
    parts = [*python_parts(), *npm_parts()]
    faults = licence_faults(parts)
    text = json.dumps(document(parts), indent=1, sort_keys=True) + "\n"
    if wanted == ["check"]:
        current = WRITTEN.read_text("utf-8") if WRITTEN.exists() else ""
        faults += [] if current == text else [f"{WRITTEN.relative_to(ROOT)} is not current: run `make sbom`"]
    elif not faults:
        WRITTEN.write_text(text, "utf-8")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"Components: {len(parts)}, {len(faults)} faults")
    return 1 if faults else 0


def python_parts() -> Iterator[dict[str, Any]]:
    """Yield the packages of the hashed requirements."""
    part: dict[str, Any] = {}
    for line in (ROOT / "requirements" / "runtime.txt").read_text().splitlines():
        if pin := PIN.match(line):
            if part:
                yield part
            name = re.sub(r"[-_.]+", "-", pin["name"]).lower()
            part = _part("pypi", name, pin["version"], licence_of(name))
        elif found := HASH.search(line):
            part["hashes"].append({"alg": "SHA-256", "content": found["digest"]})
    yield part


def npm_parts() -> Iterator[dict[str, Any]]:
    """Yield the npm packages that pages load; those for tests and checks are not shipped."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for place, package in packages.items():
        if place and not package.get("dev"):
            name = place.rpartition("node_modules/")[2]
            part = _part("npm", name, package["version"], package["license"])
            digest = b64decode(package["integrity"].removeprefix("sha512-")).hex()
            part["hashes"].append({"alg": "SHA-512", "content": digest})
            yield part


def licence_of(name: str) -> str:
    """Return a package's licence as an SPDX expression; "" if it does not say."""
    if name in READ:
        return READ[name]
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return ""
    for key in ("License-Expression", "License"):
        said = next(iter(found.get_all(key) or ()), "")
        if said and (key == "License-Expression" or said in ALLOWED):
            return said
        if said in IN_WORDS:
            return IN_WORDS[said]
    classified = [line.rpartition(" :: ")[2] for line in found.get_all("Classifier") or []]
    return " AND ".join(IN_WORDS[words] for words in classified if words in IN_WORDS)


def licence_faults(parts: list[dict[str, Any]]) -> list[str]:
    """Return the parts whose licence is unknown or not allowed."""
    faults = []
    for part in parts:
        expression = part["licenses"][0]["expression"] if part["licenses"] else ""
        if not is_allowed(expression):
            faults.append(
                f"{part['name']} {part['version']}: licence “{expression or 'unknown'}” is not allowed"
            )
    return faults


def is_allowed(expression: str) -> bool:
    """Tell whether an SPDX expression leaves a way: one side of each OR, every side of each AND."""
    ways = expression.strip("()").split(" OR ")
    return any(all(part.strip(" ()") in ALLOWED for part in way.split(" AND ")) for way in ways)


def document(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the list as CycloneDX 1.6."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    own = {"type": "application", "name": project["name"], "version": project["version"],
           "bom-ref": project["name"], "licenses": [{"expression": project["license"]}]}  # fmt: skip
    listed = sorted(parts, key=lambda part: str(part["purl"]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "serialNumber": uuid5(NAMESPACE_OID, json.dumps([own, listed], sort_keys=True)).urn,
        "metadata": {"component": own},
        "components": listed,
    }


def _part(kind: str, name: str, version: str, licence: str) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name}@{version}"
    licences = [{"expression": licence}] if licence else []
    return {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl,
            "licenses": licences, "hashes": []}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
