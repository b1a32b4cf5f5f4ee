"""Build the wheel and look inside: an installed product needs neither Node nor a compiler of messages."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = (
    "yizhan/cli/__init__.py",
    "yizhan/locale/zh_Hans/LC_MESSAGES/django.mo",
    "yizhan/locale/zh_Hans/LC_MESSAGES/djangojs.mo",
    "yizhan/web/static/vendor/idb/index.js",
    "yizhan/web/static/vendor/qr/decode.js",
    "planner/py.typed",
)
SHIPPED = {
    ".css", ".html", ".js", ".json", ".mo", ".po", ".png", ".py", ".svg",
    ".ttf", ".typ", ".txt", ".webmanifest", ".woff2", ".yaml",
}  # fmt: skip
LARGEST_BYTES = 20_000_000


def main() -> int:
    """Build into a temporary folder, print every fault, and return 1 if there is one."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        faults = faults_of(wheel)
        for fault in faults:
            print(f"{wheel.name}: {fault}", file=sys.stderr)
        print(f"{wheel.name}: {wheel.stat().st_size:,} bytes, {len(faults)} faults")
    return 1 if faults else 0


def faults_of(wheel: Path) -> list[str]:
    """Return what the wheel lacks: a needed file, or a source file that was left out."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    faults = [f"lacks {name}" for name in WANTED if name not in packed]
    faults += [f"lacks {name}" for name in sorted(_sources() - packed)]
    if wheel.stat().st_size > LARGEST_BYTES:
        faults.append(f"is larger than {LARGEST_BYTES:,} bytes")
    return faults


def _sources() -> set[str]:
    source = ROOT / "src"
    return {str(path.relative_to(source)) for path in source.rglob("*") if path.suffix in SHIPPED}


if __name__ == "__main__":
    sys.exit(main())
