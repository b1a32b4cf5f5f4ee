"""The database is written by actions and by nothing else."""

import ast
from collections.abc import Iterator

from tests.architecture.exceptions import WRITERS
from tests.architecture.source import Module, dotted, product

ALWAYS = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "raw", "executescript"}
ALWAYS |= {f"a{name}" for name in ALWAYS}
OF_A_QUERYSET = {
    "create",
    "update",
    "delete",
    "acreate",
    "aupdate",
    "adelete",
    "add",
    "set",
    "remove",
    "clear",
}
QUERYSET = {"objects", "_base_manager", "_default_manager", "filter", "exclude", "all", "order_by"}
QUERYSET |= {"select_for_update", "using", "get"}
RAW = {"execute", "executemany"}
OCCUPANCY_WRITERS = ("stays", "intake")


def test_only_actions_write() -> None:
    modules = [module for module in product() if not module.is_in("actions")]
    assert modules
    faults = [fault for module in modules if module.place not in WRITERS for fault in writes(module)]
    assert faults == []


def test_exceptions_are_needed() -> None:
    places = {module.place: module for module in product()}
    assert [place for place in WRITERS if place not in places or not any(writes(places[place]))] == []


def test_only_stays_and_intake_write_occupancy() -> None:
    naming, faults = 0, []
    for module in product():
        naming += any(name.endswith(".Occupancy") for name in module.imports())
        if not (module.app in OCCUPANCY_WRITERS and module.is_in("actions")):
            faults += list(_occupancy_writes(module))
    assert faults == []
    assert naming > 0


def writes(module: Module) -> Iterator[str]:
    """Give each call of the module that writes through the ORM or with SQL of its own."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _writes(node, node.func):
            yield f"{module.place}:{node.lineno}: .{node.func.attr}() outside an action"


def _writes(call: ast.Call, function: ast.Attribute) -> bool:
    chain = set(dotted(function.value).split("."))
    name = function.attr
    if name in ("save", "asave"):
        # A model or a form is saved by keywords alone; a picture or a workbook is saved somewhere.
        return not call.args
    if name in ALWAYS:
        return True
    if name in RAW:
        return bool(chain & {"cursor", "connection", "database"}) and not _only_reads(call)
    if name in OF_A_QUERYSET and chain & QUERYSET:
        return True
    # A model's own delete() takes nothing; a dictionary's or a file's takes or is called otherwise.
    return name in ("delete", "adelete") and not call.args and not call.keywords


def _only_reads(call: ast.Call) -> bool:
    texts = [str(node.value) for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)]
    text = "".join(texts).lstrip().upper()
    return text.startswith("SELECT") or (text.startswith("PRAGMA") and "=" not in text)


def _occupancy_writes(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        chain = dotted(node.func).split(".")
        names_it = any(part == "Occupancy" or part.startswith("occupanc") for part in chain[:-1])
        is_write = chain[-1] in ALWAYS | OF_A_QUERYSET
        if chain == ["Occupancy"] or (names_it and is_write):
            yield f"{module.place}:{node.lineno}: writes Occupancy"
