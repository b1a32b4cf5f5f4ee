"""Protocols and people for the tests: every shipped protocol with what it leaves open ruled, and facts."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.protocols.facts import Anchor, Facts
from yizhan.protocols.points import open_points, ruled
from yizhan.protocols.reading import protocol, shelf
from yizhan.protocols.schema import Protocol

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULING = UUID(int=1)
USUAL = {"day_one": "day_after_anchor", "days": 10, "ends_at": "09:00"}


def ruled_by(protocol_id: str, **said: object) -> Protocol:
    """Return a shipped protocol with values ruled; a key of a phase is written `phase_1_ends_at`."""
    keys = {
        name: name.removeprefix("phase_").replace("_", ".", 1) if name.startswith("phase_") else name
        for name in said
    }
    return ruled(protocol(protocol_id), {keys[name]: value for name, value in said.items()}, (RULING,))


def all_ruled(**instead: object) -> list[Protocol]:
    """Return every shipped protocol that asks for anything, with all that it leaves open ruled."""
    usual = USUAL | instead
    found = []
    for one in shelf().protocols.values():
        said = {point.key: usual[point.field] for point in open_points(one)}
        found.append(ruled(one, said, (RULING,)) if said else one)
    return [one for one in found if not one.requires_nothing]


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """Return a moment as the clock on a wall shows it: at("2022-03-06 14:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def exposed(
    text: str, *, zone: ZoneInfo = SHANGHAI, anchor: Anchor = Anchor.LAST_EXPOSURE, **more: object
) -> Facts:
    """Return the facts of somebody of whom only the event itself is known, and `more`."""
    return Facts(zone, ((anchor, at(text, zone)),), **more)
