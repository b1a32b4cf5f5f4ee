"""Roles and what they may do, read from `roles.yaml`."""

from dataclasses import dataclass
from functools import cache

from yizhan.core.shipped import read_shipped

# The only role of a posting without a site.
COMMAND_POST = "command_post"


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a posting, with its name in both languages and its capabilities."""

    key: str
    zh: str
    en: str
    can: frozenset[str]


@cache
def roles() -> dict[str, Role]:
    """Return every role by its key."""
    table = read_shipped("yizhan.duty", "roles.yaml")["roles"]
    return {key: Role(key, row["zh"], row["en"], frozenset(row["can"])) for key, row in table.items()}


@cache
def capabilities() -> frozenset[str]:
    """Return every capability that some role has."""
    return frozenset().union(*(role.can for role in roles().values()))
