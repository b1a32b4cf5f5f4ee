"""Run as a program inside an installation: a party that is past due, one that is not, and ways in.

Prints as JSON the card and number of the party that leaves, and ways in for the head and the command post.
"""

import json
import shutil
import sys
from datetime import timedelta
from pathlib import Path


def seed() -> dict[str, str]:
    """Load the demonstration, let two parties in, and put them under a protocol."""
    from django.conf import settings

    from tests.scenarios import ADULT, CHILD, play_first_night
    from yizhan.command.demonstration import load_demonstration
    from yizhan.core.actors import SYSTEM, Actor, ActorKind
    from yizhan.core.clock import now
    from yizhan.course.actions.begin import begin_course
    from yizhan.course.rules import GivenFacts
    from yizhan.people.actions.accounts import issue_link
    from yizhan.people.models import Account
    from yizhan.places.models import Site
    from yizhan.protocols.facts import Anchor
    from yizhan.stays.models import RoomCard, Stay

    folder = Path(settings.YIZHAN_HOME) / "protocols"
    folder.mkdir(exist_ok=True)
    shutil.copy(Path(__file__).parents[1] / "course" / "protocols.yaml", folder)
    head = load_demonstration()
    site = Site.objects.get()
    night = play_first_night(site.id, seed=3, make_ups=[(ADULT, CHILD), (ADULT,)], registered=0, fever=0)
    pair = next(party for party in night.parties if len(party.make_up) == 2)
    alone = next(party for party in night.parties if len(party.make_up) == 1)
    clerk = Account.objects.get(username="clerk")
    for party, days in ((pair, 12), (alone, 9)):
        stays = Stay.objects.filter(site=site, band_number=party.number, ended_at=None)
        begin_course(
            by=Actor(ActorKind.ACCOUNT, clerk.id).tapping(), site_id=site.id, protocol="test-10",
            stay_ids=tuple(stay.id for stay in stays),
            given=GivenFacts(anchors={Anchor.LAST_EXPOSURE: now() - timedelta(days=days)}),
        )  # fmt: skip
    ways = {"head": head, "post": Account.objects.get(username="post").id}
    return {
        "code": RoomCard.objects.get(room_id=pair.rooms[0], ended_at=None).code,
        "number": str(pair.number), "alone": f"{alone.number:03d}-A",
        **{name: f"/enter/{issue_link(by=SYSTEM, account_id=account)}/" for name, account in ways.items()},
    }  # fmt: skip


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
