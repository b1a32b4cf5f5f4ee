"""What is wrong in a file of protocols: which file, which protocol, which field, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from yizhan.protocols.facts import Anchor, PhaseKind


class FaultKind(StrEnum):
    """The ways in which a file can be wrong."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NOT_YAML = "not_yaml"
    NO_PROTOCOLS = "no_protocols"
    NO_SUCH_GROUP = "no_such_group"
    MISSING = "missing"
    EXTRA = "extra"
    WRONG = "wrong"
    DISAGREES = "disagrees"
    TWICE = "twice"
    NO_SUCH_SOURCE = "no_such_source"
    NO_SUCH_WORD = "no_such_word"
    NO_SUCH_PROTOCOL = "no_such_protocol"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; `said` and `group` fill its sentence, `line` is 0 where it is unknown."""

    file: str
    kind: FaultKind
    protocol: str = ""
    field: str = ""
    line: int = 0
    said: str = ""
    group: str = ""

    @property
    def where(self) -> str:
        """File, line, protocol and field, as far as they are known."""
        line = f":{self.line}" if self.line else ""
        return " › ".join(filter(None, [f"{self.file}{line}", self.protocol, self.field]))

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the active language."""
        said = str(DISAGREEMENTS.get(self.said, EXPECTED.get(self.said, self.said)))
        return str(SENTENCES[self.kind]) % {"said": said, "group": self.group, "field": self.field}

    def __str__(self) -> str:
        return _("%(where)s: %(sentence)s") % {"where": self.where, "sentence": self.sentence}


SENTENCES: Mapping[FaultKind, Promise] = {
    FaultKind.UNREADABLE: gettext_lazy("The file cannot be read. Give the program the right to read it."),
    FaultKind.TOO_LARGE: gettext_lazy("The file is larger than 1 MB. Split it into several."),
    FaultKind.NOT_YAML: gettext_lazy(
        "This is not plain YAML: %(said)s. Mend the line; nothing of this file is used."
    ),
    FaultKind.NO_PROTOCOLS: gettext_lazy(
        "The file has no list “protocols:”. Begin with one that is shipped."
    ),
    FaultKind.NO_SUCH_GROUP: gettext_lazy("There is no such group of words. Use one of: %(said)s."),
    FaultKind.MISSING: gettext_lazy("The field is missing. Add it; null says that the text does not tell."),
    FaultKind.EXTRA: gettext_lazy("There is no such field. Take it out, or look for a slip in its name."),
    FaultKind.WRONG: gettext_lazy("The value does not fit. Expected: %(said)s."),
    FaultKind.DISAGREES: gettext_lazy("The figures contradict each other: %(said)s."),
    FaultKind.TWICE: gettext_lazy("%(said)s has a protocol of this id already. Give yours an id of its own."),
    FaultKind.NO_SUCH_SOURCE: gettext_lazy(
        "“%(said)s” is not under “sources:” of this file. Add the text it was read in."
    ),
    FaultKind.NO_SUCH_WORD: gettext_lazy(
        "“%(said)s” has no words. Use a known one, or add it under “words: %(group)s:” in both languages."
    ),
    FaultKind.NO_SUCH_PROTOCOL: gettext_lazy(
        "It leads to “%(said)s”, which is not there. Add that one, or name another."
    ),
}

# What is expected of a value, by the code of pydantic's own error, or by the field.
EXPECTED: Mapping[str, Promise | str] = {
    "text": gettext_lazy("a text that is not empty"),
    "number": gettext_lazy("a whole number within its bounds"),
    "boolean": gettext_lazy("true or false"),
    "list": gettext_lazy("a list in square brackets"),
    "table": gettext_lazy("several fields in braces"),
    "date": gettext_lazy("a date such as 2022-06-28, or null"),
    "code": gettext_lazy("a code of small letters, digits, - and _"),
    "url": gettext_lazy("an address that begins with http"),
    "bare_hour": gettext_lazy('an hour in quotes, such as "09:00"'),
    "ends_at": gettext_lazy('end_of_day, exact, an hour in quotes such as "09:00" or "09:00+1", or null'),
    "hour": gettext_lazy('an hour in quotes, such as "09:00"'),
    "kind": ", ".join(PhaseKind),
    "anchor": ", ".join(Anchor),
    "day_one": "anchor_day, day_after_anchor, null",
    "confidence": "A, B, C",
    "value": gettext_lazy("another value; see the protocols that are shipped"),
}  # fmt: skip

DISAGREEMENTS: Mapping[str, Promise] = {
    "backwards": gettext_lazy("it ends before it begins"),
    "hours_and_exact": gettext_lazy("hours go with “ends_at: exact”, and only with it"),
    "hours_and_days": gettext_lazy("days and hours are not the same time"),
    "none_is_no_days": gettext_lazy("“days: 0” goes with “kind: none”, and only with it"),
    "day_outside": gettext_lazy("a day is named after the last one of the phase"),
    "double_is_a_sample": gettext_lazy("double_sample_days must be among sample_days"),
    "as_many_samples": gettext_lazy("sample_days must be as many as sample_count"),
    "start_is_day_one": gettext_lazy("sample_at_start and day 1 of sample_days are the same test"),
    "window_for_each": gettext_lazy("temperature_windows must be as many as temperature_per_day"),
    "one_extension": gettext_lazy("an extension has either to_protocol, or kind and days"),
    "anchor_needed": gettext_lazy("a protocol with phases needs an anchor to count from"),
    "none_alone": gettext_lazy("a phase of kind none stands alone"),
    "extension_of_one": gettext_lazy("days after a symptom extend a protocol of one phase only"),
    "extension_too_long": gettext_lazy("it extends by more days than the first phase has"),
}

# Pydantic's codes, as far as they do not speak for themselves.
_KINDS: Mapping[str, str] = {
    "bool_type": "boolean", "bool_parsing": "boolean", "tuple_type": "list", "too_short": "list",
    "model_type": "table", "model_attributes_type": "table", "string_too_short": "text",
    "string_type": "text",
    "string_pattern_mismatch": "code", "url_parsing": "url", "url_scheme": "url", "bare_hour": "bare_hour",
    "date_from_datetime_parsing": "date", "date_parsing": "date", "date_type": "date", "int_type": "number",
    "int_parsing": "number", "int_from_float": "number", "greater_than_equal": "number",
    "less_than_equal": "number",
}  # fmt: skip
_FIELDS = {
    "ends_at": "ends_at", "opens": "hour", "closes": "hour", "kind": "kind", "alternatives": "kind",
    "anchor": "anchor", "day_one": "day_one", "confidence": "confidence", "date": "text",
}  # fmt: skip


def fault_of(file: str, protocol: str, error: Mapping[str, Any], under: str = "") -> Fault:
    """Return one of pydantic's errors as a fault of a file."""
    field = ".".join(filter(None, [under, _field(error["loc"])]))
    code = str(error["type"])
    if code == "missing":
        return Fault(file, FaultKind.MISSING, protocol, field)
    if code == "extra_forbidden":
        return Fault(file, FaultKind.EXTRA, protocol, field)
    if code in DISAGREEMENTS:
        return Fault(file, FaultKind.DISAGREES, protocol, field, said=code)
    names = [part for part in error["loc"] if isinstance(part, str)]
    expected = (
        "bare_hour"
        if code == "bare_hour"
        else _FIELDS.get(names[-1] if names else "", _KINDS.get(code, "value"))
    )
    return Fault(file, FaultKind.WRONG, protocol, field, said=expected)


def plain_errors(wrong: ValidationError) -> list[ErrorDetails]:
    """Return pydantic's errors without that of a list which is too short because its rows are wrong."""
    errors = wrong.errors()
    within = {error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))}
    return [error for error in errors if error["type"] != "too_short" or error["loc"] not in within]


def _field(place: tuple[int | str, ...]) -> str:
    said = ""
    for part in place:
        said += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if said else part
    return said
