"""The fire muster: one sheet a floor with its hour printed large, and a text for the chat group."""

from typing import Any

from django.utils.translation import gettext as _

from yizhan.places.models import Site
from yizhan.stays.queries.muster import Muster, MusterDoor, Mustered, MusterFloor
from yizhan.web.paper.words import carried_words, clock, day, floor_title, headed, language


def title(site: Site) -> str:
    """Return the heading of the muster."""
    return headed(_("Fire muster"), site)


def muster_facts(site: Site, muster: Muster) -> dict[str, Any]:
    """Return what the template `muster` needs; people without a room get a sheet of their own."""
    taken, until = clock(muster.taken_at, site), clock(muster.valid_until, site)
    floors = [_floor_facts(floor) for floor in muster.floors]
    if muster.elsewhere or not floors:
        floors.append(_elsewhere_facts(muster))
    return {
        "title": title(site),
        "lang": language(),
        "taken": taken,
        "until": until,
        "day": day(muster.taken_at, site),
        "foot": " · ".join((title(site), _("valid until %(time)s") % {"time": until})),
        "words": {
            "taken": _("As of"),
            "until": _("Valid until"),
            "people": _("people"),
            "carried": _("to be carried"),
            "found": _("Found here"),
            "carry": _("Carry"),
        },
        "columns": ["", _("Room"), _("People"), _("Wristbands; who must be carried, and why")],
        "floors": floors,
    }


def muster_text(site: Site, muster: Muster) -> str:
    """Return the muster as a text to paste into the chat group."""
    times = {"taken": clock(muster.taken_at, site), "until": clock(muster.valid_until, site)}
    counts = {"people": muster.people, "carried": muster.carried}
    lines = [
        title(site),
        _("As of %(taken)s, valid until %(until)s") % times,
        _("%(people)s people, %(carried)s to be carried") % counts,
    ]
    carry = _("Carry")
    for floor in muster.floors:
        head = {"floor": floor_title(floor.floor), "people": floor.people, "carried": floor.carried}
        lines += ["", _("%(floor)s: %(people)s people, %(carried)s to be carried") % head]
        lines.append("  ".join(f"{door.room.name}×{len(door.people)}" for door in floor.doors))
        lines += [f"{carry} {line}" for door in floor.doors for line in _carried_lines(door)]
    if muster.elsewhere:
        tags = " ".join(person.tag for person in muster.elsewhere)
        lines += ["", _("Without a room, look in the lobby: %(tags)s") % {"tags": tags}]
    return "\n".join(lines)


def carried_at(door: MusterDoor) -> list[dict[str, str]]:
    """Return who is carried out of this door and why; "?" where one of its people is not told apart."""
    known = carried_among(door.people)
    return known + ([{"tag": "?", "why": carried_words(door.somebody)}] if door.somebody else [])


def carried_among(people: tuple[Mustered, ...]) -> list[dict[str, str]]:
    """Return who of these must be carried, and why."""
    return [{"tag": person.tag, "why": carried_words(person.carried)} for person in people if person.carried]


def _carried_lines(door: MusterDoor) -> list[str]:
    return [f"{door.room.name} {row['tag']}: {row['why']}" for row in carried_at(door)]


def _floor_facts(floor: MusterFloor) -> dict[str, Any]:
    return {
        "name": floor_title(floor.floor),
        "people": floor.people,
        "carried": floor.carried,
        "empty": "",
        "rooms": [
            {
                "name": door.room.name,
                "people": len(door.people),
                "tags": [person.tag for person in door.people],
                "carried": carried_at(door),
            }
            for door in floor.doors
        ],
    }


def _elsewhere_facts(muster: Muster) -> dict[str, Any]:
    people = muster.elsewhere
    tags = [person.tag for person in people]
    room = {"name": "–", "people": len(people), "tags": tags, "carried": carried_among(people)}
    return {
        "name": _("Without a room"),
        "people": len(people),
        "carried": len(carried_among(people)),
        "rooms": [room] if people else [],
        "empty": _("Nobody is here."),
    }
