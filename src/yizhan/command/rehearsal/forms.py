"""Reading forms out of a page, so that a simulated hand fills in what a real one would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_VOID_TYPES = {"submit", "button", "image", "reset", "file"}


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and what is filled in already."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """Every field that the form has, filled in or not."""
        return set(self.fields) | set(self.choices)

    def filled(self, **answers: str | list[str]) -> dict[str, list[str]]:
        """Return what the browser would send with these answers; an unknown field raises KeyError."""
        sent = dict(self.fields)
        for name, answer in answers.items():
            if name not in self.names:
                raise KeyError(f"the form at {self.action} has no field {name!r}, only {sorted(self.names)}")
            sent[name] = [answer] if isinstance(answer, str) else answer
        return sent


def forms_in(html: str) -> list[Form]:
    """Return the forms of a page in order."""
    reader = _FormReader()
    reader.feed(html)
    return reader.forms


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._read_field(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._textarea:
            self._form.fields[self._textarea] = [data.strip()]

    def _read_field(self, form: Form, tag: str, given: dict[str, Any]) -> None:
        name = given.get("name", "")
        if tag == "input" and name and given.get("type", "text") not in _VOID_TYPES:
            _read_input(form, name, given)
        elif tag == "select" and name:
            self._select = name
            form.choices.setdefault(name, [])
        elif tag == "option" and self._select:
            form.choices[self._select].append(given.get("value", ""))
            if "selected" in given:
                form.fields[self._select] = [given.get("value", "")]
        elif tag == "button" and name:
            form.choices.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea" and name:
            self._textarea = name
            form.fields.setdefault(name, [""])


def _read_input(form: Form, name: str, given: dict[str, Any]) -> None:
    if given.get("type") in ("radio", "checkbox"):
        form.choices.setdefault(name, []).append(given.get("value", "on"))
        if "checked" in given:
            form.fields.setdefault(name, []).append(given.get("value", "on"))
    else:
        form.fields.setdefault(name, []).append(given.get("value", ""))
