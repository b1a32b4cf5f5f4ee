"""Every address says whom it serves."""

import inspect
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def test_every_address_declares_whom_it_serves() -> None:
    from yizhan.web.access import THIRD_PARTY  # the web layer needs Django's apps

    addresses = list(_addresses(get_resolver()))
    assert addresses
    undeclared = [
        f"{route} ({name})"
        for route, name, callback in addresses
        if not _is_declared(callback) and not (_is_foreign(callback) and name.startswith(tuple(THIRD_PARTY)))
    ]
    assert undeclared == []


def test_table_of_library_addresses_is_not_stale() -> None:
    from yizhan.web.access import THIRD_PARTY

    names = [name for _, name, _ in _addresses(get_resolver())]
    assert names
    assert [prefix for prefix in THIRD_PARTY if not any(name.startswith(prefix) for name in names)] == []
    assert [prefix for prefix, serves in THIRD_PARTY.items() if not serves.strip()] == []


def _addresses(
    resolver: URLResolver, route: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, Any]]:
    for pattern in resolver.url_patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield here, ":".join((*spaces, pattern.name or "")), pattern.callback
        else:
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _addresses(pattern, here, inner)


def _is_declared(callback: Any) -> bool:
    """Tell whether a view, or each operation of an address of the API, has a declaration."""
    if operations := _operations(callback):
        return all(hasattr(operation.view_func, "access") for operation in operations)
    return hasattr(callback, "access") or hasattr(getattr(callback, "view_class", None), "access")


def _is_foreign(callback: Any) -> bool:
    """Tell whether a library wrote the view, so that it cannot carry a declaration of ours."""
    written = callback.func if isinstance(callback, partial) else callback
    return not _operations(callback) and not written.__module__.startswith("yizhan.")


def _operations(callback: Any) -> list[Any]:
    """Return the operations behind an address of the API, which stand in the view's closure."""
    if not inspect.isfunction(callback):
        return []
    return getattr(inspect.getclosurevars(callback).nonlocals.get("self"), "operations", [])
