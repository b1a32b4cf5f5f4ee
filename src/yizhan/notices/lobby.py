"""Who is at a site and in no room yet. Notices know rooms only; whoever knows the rest says it here."""

from collections.abc import Callable, Mapping
from uuid import UUID

Lobby = Callable[[UUID], Mapping[UUID, int]]
_lobbies: list[Lobby] = []


def register_lobby(lobby: Lobby) -> None:
    """Let notices ask `lobby(site_id)` for the parties in no room, with how many of each; from `ready`."""
    _lobbies.append(lobby)


def in_the_lobby(site_id: UUID) -> dict[UUID, int]:
    """Return the parties at a site of whom somebody is in no room, with how many are."""
    return {party: people for lobby in _lobbies for party, people in lobby(site_id).items()}
