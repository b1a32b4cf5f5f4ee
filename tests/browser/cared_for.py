"""Run as a program inside an installation: a door of the demonstration where somebody is to be looked in on.

The person cannot hear, has no common language, and is on a round of the nurse. Prints the person's wristband.
"""

import json
import sys


def seed() -> dict[str, str]:
    """Load the demonstration, let two parties in, put one adult on the register, and plan the round."""
    from tests.scenarios import ADULT, CHILD, open_stays, play_first_night
    from yizhan.care.actions.register import open_record
    from yizhan.care.enums import CareNeed, FoundFrom
    from yizhan.command.demonstration import load_demonstration
    from yizhan.core.actors import Actor, ActorKind
    from yizhan.core.clock import now
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.models import Posting
    from yizhan.places.models import Room, Site

    load_demonstration()
    site = Site.objects.get()
    night = play_first_night(site.id, seed=3, make_ups=[(ADULT, CHILD)] * 2, registered=0, fever=0)
    nurse = Posting.objects.get(site=site, account__username="nurse").account_id

    def by() -> Actor:
        return Actor(ActorKind.ACCOUNT, nurse).tapping()

    stay = open_stays(site.id)["001-A"]
    open_record(
        by=by(), site_id=site.id, person_id=stay.person_id, needs=(CareNeed.DISABILITY,),
        found_from=FoundFrom.VISIT, carer_id=nurse, door="deaf: knock loudly", next_look_at=now(),
    )  # fmt: skip
    floors = Room.objects.filter(id__in=night.parties[0].rooms).values_list("floor_id", flat=True)
    plan_round(
        by=by(), site_id=site.id, kinds=["look_in"], floors=list(floors), planned_at=now(), walker_id=nurse
    )
    return {"tag": stay.tag}


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
