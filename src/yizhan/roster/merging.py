"""What a person said and what a roster says, put together: one's own words stay."""

from dataclasses import dataclass
from typing import Any

from yizhan.people.identity import Identity, fold_name

DOCUMENT = ("document_kind", "document_number")
COMPARED = ("name", "sex", "birth_date", "document_number", "phone")
_FILLED = tuple(field for field in Identity.model_fields if field not in (*DOCUMENT, "document_note"))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field in which the roster says otherwise than the person did."""

    field: str
    said: Any
    listed: Any


def contradictions(said: Identity, listed: Identity) -> list[Contradiction]:
    """Return where both speak and differ; how a name is separated is no difference."""
    return [
        Contradiction(field, getattr(said, field), getattr(listed, field))
        for field in COMPARED
        if getattr(said, field)
        and getattr(listed, field)
        and _folded(field, getattr(said, field)) != _folded(field, getattr(listed, field))
    ]


def additions(said: Identity, listed: Identity, take: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the fields that a roster adds to what somebody said, and those taken although they differ.

    The kind and the number of a document are one thing and come together.
    """
    found = {
        field: getattr(listed, field)
        for field in _FILLED
        if getattr(listed, field) and (not getattr(said, field) or field in take)
    }
    is_unsaid = not said.document_number and said.document_kind is None
    if (is_unsaid or "document_number" in take) and (listed.document_number or listed.document_kind):
        found |= {field: getattr(listed, field) for field in DOCUMENT}
        found["document_note"] = listed.document_note
    return {field: value for field, value in found.items() if value != getattr(said, field)}


def _folded(field: str, value: Any) -> Any:
    return fold_name(value) if field == "name" else value
