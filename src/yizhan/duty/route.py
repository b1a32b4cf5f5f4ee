"""The way a round walks: which door comes before which."""

from yizhan.places.models import Room


def place_on_walk(room: Room, *, dirty: bool, lift: bool) -> tuple[bool, int, str, int]:
    """Return what a door is sorted by: every clean door first, feverish and positive ones last.

    With a lift the floors go from the ground up, as on every other list. By stairs they go from the top
    down: whoever wears a suit climbs once, while fresh, and leaves at the bottom without passing again
    through a floor that was done. On a floor the doors follow their positions.
    """
    level = room.floor.level
    return dirty, level if lift else -level, room.floor.name, room.position
