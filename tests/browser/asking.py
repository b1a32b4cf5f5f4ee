"""Run as a program inside an installation: a family in its room on simulated time, and the crew's ways in.

The clock is the file that YIZHAN_CLOCK names.
"""

import json
import sys


def seed() -> dict[str, str]:
    """Let one family in, and tell its card, its number, its room, and what the crew is called."""
    from tests.scenarios import ADULT, CHILD, play_first_night
    from yizhan.command.actions.installation import mark_rehearsal
    from yizhan.command.demonstration import load_demonstration
    from yizhan.config.simulated_time import follow_simulated_time
    from yizhan.core.actors import SYSTEM
    from yizhan.people.models import Account
    from yizhan.places.models import Room, Site
    from yizhan.stays.models import RoomCard

    mark_rehearsal(by=SYSTEM)
    follow_simulated_time()
    load_demonstration()
    site = Site.objects.get()
    night = play_first_night(site.id, seed=3, make_ups=[(ADULT, CHILD)], registered=0, fever=0)
    (party,) = night.parties
    return {
        "room": Room.objects.get(id=party.rooms[0]).name,
        "code": RoomCard.objects.get(room_id=party.rooms[0], ended_at=None).code,
        "number": str(party.number),
        **dict(Account.objects.values_list("username", "display_name")),
    }


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
