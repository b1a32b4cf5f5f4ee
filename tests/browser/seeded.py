"""Run as a program inside an installation: a small full house, and what a test must know of it.

Prints as JSON the room, card and number of the party of an adult and a child, and a way in for the head.
"""

import json
import sys


def seed() -> dict[str, str]:
    """Load the demonstration, let two parties in, and tell of the first."""
    from tests.scenarios import ADULT, CHILD, play_first_night
    from yizhan.command.demonstration import load_demonstration
    from yizhan.core.actors import SYSTEM
    from yizhan.people.actions.accounts import issue_link
    from yizhan.places.models import Room, Site
    from yizhan.stays.models import RoomCard

    head = load_demonstration()
    site = Site.objects.get()
    make_ups = [(ADULT, CHILD), (ADULT, CHILD, CHILD)]
    night = play_first_night(site.id, seed=3, make_ups=make_ups, registered=0, fever=0)
    party = next(party for party in night.parties if len(party.make_up) == 2)
    return {
        "room": Room.objects.get(id=party.rooms[0]).name,
        "code": RoomCard.objects.get(room_id=party.rooms[0], ended_at=None).code,
        "number": str(party.number),
        "enter": f"/enter/{issue_link(by=SYSTEM, account_id=head)}/",
    }


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
