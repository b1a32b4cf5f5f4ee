"""The source tree as the architecture tests read it."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    path: Path

    @property
    def place(self) -> str:
        """Where it is, from the root of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def app(self) -> str:
        """The layer of the product it belongs to, or "" for the package itself."""
        parts = self.path.relative_to(SRC / "yizhan").with_suffix("").parts
        return parts[0] if parts[0] != "__init__" else ""

    @property
    def tree(self) -> ast.Module:
        return _parse(self.path)

    def is_in(self, *kinds: str) -> bool:
        """Tell whether it is the part of an app called one of `kinds`, as a file or as a folder."""
        parts = self.path.relative_to(SRC).with_suffix("").parts
        return bool(set(parts[2:3]) & set(kinds))

    def functions(self) -> Iterator[Function]:
        """Give every function, methods and inner ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def public_functions(self) -> Iterator[Function]:
        """Give the functions, and the methods of classes, that others may call."""
        for node in self.tree.body:
            within = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
            for inner in within:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and inner.name[0] != "_":
                    yield inner

    def imports(self) -> Iterator[str]:
        """Give the full name of every module or name that is imported, wherever in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def product() -> list[Module]:
    """Return the modules of the product, without migrations."""
    return _modules("src/yizhan")


def planner() -> list[Module]:
    """Return the modules of the planner."""
    return _modules("src/planner")


def everything() -> list[Module]:
    """Return every Python module of the repository, without migrations."""
    return [module for folder in ("src", "tests", "tools", "benchmarks") for module in _modules(folder)]


@cache
def layers() -> dict[str, int]:
    """Return the height of each layer, the lowest 0, as the import contract orders them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (order,) = [contract["layers"] for contract in contracts if contract["id"] == "layers"]
    heights = {}
    for height, line in enumerate(reversed(order)):
        for name in line.replace("(", "").replace(")", "").split("|"):
            heights[name.strip()] = height
    return heights


def dotted(node: ast.AST) -> str:
    """Return the chain of names in an expression, calls left out: `a.b(1).c` is "a.b.c"."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript):
        return dotted(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def _modules(folder: str) -> list[Module]:
    found = sorted((ROOT / folder).rglob("*.py"))
    return [Module(path) for path in found if "migrations" not in path.parts]


@cache
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))
