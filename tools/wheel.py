"""Build the wheel, look inside, and run it from an empty place: it needs neither Node nor a compiler.

With a folder named, the wheel is left there.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WANTED = (
    "yizhan/cli/__init__.py",
    "yizhan/locale/zh_Hans/LC_MESSAGES/django.mo",
    "yizhan/locale/zh_Hans/LC_MESSAGES/djangojs.mo",
    "yizhan/web/static/vendor/idb/index.js",
    "yizhan/web/static/vendor/qr/decode.js",
    "yizhan/cli/export_readme.txt",
    "planner/py.typed",
)
SHIPPED = {
    ".css", ".html", ".js", ".json", ".mo", ".po", ".png", ".py", ".svg",
    ".ttf", ".typ", ".txt", ".webmanifest", ".woff2", ".yaml",
}  # fmt: skip
LARGEST_BYTES = 20_000_000


# Run from the installed wheel in a fresh data folder, with what each must say.
RUNS = {
    ("--help",): "runs quarantine sites",
    ("setup", "--help"): "--rooms",
    ("serve", "--help"): "--https",
    ("migrate",): "up to date",
    ("export", "--to", "out"): "0 sites",
    ("verify",): "1.",
}


def main() -> int:
    """Build into a temporary folder, print every fault, and return 1 if there is one; else keep the wheel."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        faults = faults_of(wheel) or run_faults(wheel, Path(folder))
        for fault in faults:
            print(f"{wheel.name}: {fault}", file=sys.stderr)
        print(f"{wheel.name}: {wheel.stat().st_size:,} bytes, {len(RUNS)} commands run, {len(faults)} faults")
        if not faults and sys.argv[1:]:
            Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
            shutil.copy(wheel, sys.argv[1])
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


def run_faults(wheel: Path, folder: Path) -> list[str]:
    """Install the wheel alone into a fresh environment and return which commands do not run from it.

    What it stands on is seen through a path file, and no index is asked: this proves the wheel, not
    the requirements, which carry their hashes.
    """
    place = folder / "environment"
    venv.create(place, with_pip=False, symlinks=True)
    libraries = next(place.glob("lib/python*/site-packages"))
    into = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        "--prefix",
        str(place),
    ]
    subprocess.run([*into, "--force-reinstall", "--ignore-installed", str(wheel)], check=True)
    script = place / "bin" / "yizhan"
    # The libraries alone: the path file there that leads to these sources is not read.
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": sysconfig.get_path("purelib"), "LANG": "C.UTF-8"}
    faults = [] if _is_from(script, libraries, environment) else ["is not what the command runs"]
    for arguments, expected in RUNS.items():
        done = subprocess.run(
            [place / "bin" / "python", script, *arguments], cwd=folder, env=environment, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode or expected not in done.stdout:
            faults.append(
                f"`yizhan {' '.join(arguments)}` ended with {done.returncode}: {done.stderr[-400:]}"
            )
    return faults


def _is_from(script: Path, libraries: Path, environment: dict[str, str]) -> bool:
    """Tell whether the environment's interpreter takes the program from there and nowhere else."""
    asked = [str(script.with_name("python")), "-c", "import yizhan; print(yizhan.__file__)"]
    found = subprocess.run(
        asked, env=environment, check=True, capture_output=True, text=True, cwd=libraries.anchor
    )
    return Path(found.stdout.strip()).is_relative_to(libraries)


def _sources() -> set[str]:
    source = ROOT / "src"
    return {str(path.relative_to(source)) for path in source.rglob("*") if path.suffix in SHIPPED}


if __name__ == "__main__":
    sys.exit(main())
