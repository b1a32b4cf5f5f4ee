"""Filling in every text field that a page shows, as its reader would, with a text of our choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.urls import get_resolver

if TYPE_CHECKING:
    from django.test import Client

_PART = re.compile(r"<(?:\w+:)?(\w+)>")
_TYPED = {"text", "search", "tel", "url", "email", "password", "textarea"}


@dataclass
class ShownForm:
    """A form as it stands on a page: where it goes, what it holds, which fields are typed, all its names."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    typed: dict[str, int] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def filled(self, text: str) -> dict[str, str]:
        """The form as it is sent with `text` in each typed field, cut as the browser would cut it."""
        return {**self.values, **{name: text[:most] for name, most in self.typed.items()}}


def every_page(parts: dict[str, str]) -> list[tuple[str, str]]:
    """Every address of the program that `parts` can fill in, with its name."""
    from tests.architecture.test_access import _addresses as walk_addresses

    routes = [
        (route.lstrip("^").replace("\\Z", ""), name) for route, name, _ in walk_addresses(get_resolver())
    ]
    return [
        ("/" + _PART.sub(lambda part: parts[part[1]], route), name)
        for route, name in routes
        if set(_PART.findall(route)) <= set(parts)
    ]


def typed_forms(client: Client, url: str) -> Iterator[ShownForm]:
    """The forms of a page that have a field to type in."""
    yield from (form for form in shown_forms(client, url) if form.typed)


def shown_forms(client: Client, url: str) -> Iterator[ShownForm]:
    """The forms of a page."""
    reply = client.get(url, HTTP_ACCEPT_LANGUAGE="en")
    if reply.status_code == 200 and "text/html" in reply.headers.get("Content-Type", ""):
        reader = _Reader(url)
        reader.feed(reply.getvalue().decode())
        yield from reader.forms


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.forms: list[ShownForm] = []
        self._url = url
        self._open: ShownForm | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found: dict[str, Any] = dict(attrs)
        if tag == "form":
            self._open = ShownForm(found.get("action") or self._url, (found.get("method") or "get").lower())
            self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag == "select":
            self._select = found.get("name") or ""
            self._open.names.add(self._select)
        elif (
            tag == "option"
            and self._select
            and ("selected" in found or self._select not in self._open.values)
        ):
            self._open.values[self._select] = found.get("value") or ""
        elif tag in ("input", "textarea", "button"):
            self._take(self._open, tag, found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""

    @staticmethod
    def _take(form: ShownForm, tag: str, found: dict[str, Any]) -> None:
        name = found.get("name")
        if name:
            form.names.add(name)
        kind = tag if tag == "textarea" else (found.get("type") or "text").lower()
        if not name or kind in ("submit", "file") or tag == "button":
            return
        if kind in _TYPED:
            form.typed[name] = int(found.get("maxlength") or 500)
        elif (
            kind not in ("checkbox", "radio")
            or "checked" in found
            or (kind == "radio" and name not in form.values)
        ):
            form.values[name] = found.get("value") or "on"
