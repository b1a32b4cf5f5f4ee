"""Run as a program inside an installation: three doors of two whose samples may share a tube.

Prints the round, its rooms, what their cards say, and the labels of a pool of five and of a single tube.
"""

import json
import sys


def seed() -> dict[str, object]:
    """Plan the round, and make the labels."""
    from tests.browser.rounded import plan
    from yizhan.core.actors import Actor, ActorKind
    from yizhan.duty.models import Posting
    from yizhan.health.actions.labels import make_labels
    from yizhan.health.enums import TubeSize
    from yizhan.health.models import Tube
    from yizhan.places.models import Site
    from yizhan.stays.models import RoomCard

    planned = plan(3, "sampling", "sample", {"pool": "20", "day": "1", "days": "1"})
    site = Site.objects.get()
    nurse = Actor(ActorKind.ACCOUNT, Posting.objects.get(site=site, account__username="nurse").account_id)
    made = [
        make_labels(by=nurse.tapping(), site_id=site.id, count=1, size=size).tubes[0]
        for size in (TubeSize.FIVE, TubeSize.SINGLE)
    ]
    cards = RoomCard.objects.filter(ended_at=None).values_list("room__name", "code")
    codes = [Tube.objects.get(id=tube).code for tube in made]
    said = {room: f"https://example.org/r/{code}/" for room, code in cards}
    return {**planned, "cards": said, "tubes": codes}


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
