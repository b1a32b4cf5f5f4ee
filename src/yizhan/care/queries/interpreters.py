"""Interpreters who can be called."""

from uuid import UUID

from yizhan.care.models import Interpreter


def interpreters_of(site_id: UUID) -> list[Interpreter]:
    """Return the interpreters of a site by name; one query."""
    return list(Interpreter.objects.filter(site_id=site_id, removed_at=None))
