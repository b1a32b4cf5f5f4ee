"""Run as a program inside an installation: a few doors of the demonstration that are due to be measured.

Three parties of two are in their rooms, or as many as its argument says. Prints the round's id and the
rooms in walking order.
"""

import json
import sys
from datetime import timedelta


def seed(parties: int) -> dict[str, object]:
    """Load the demonstration, let the parties in, and plan a round for whoever is measured now."""
    return plan(parties, "observation", "temperature", {})


def plan(parties: int, kind: str, due_kind: str, facts: dict[str, str]) -> dict[str, object]:
    """Plan a round of a kind for everybody of the parties, due by these facts."""
    from tests.scenarios import ADULT, CHILD, play_first_night
    from yizhan.command.demonstration import load_demonstration
    from yizhan.core.actors import Actor, ActorKind
    from yizhan.core.clock import now
    from yizhan.duty.actions.obligations import write_obligations
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.duty.models import Posting
    from yizhan.places.models import Room, Site
    from yizhan.protocols.facts import Due, DueKind, PhaseKind, Reason
    from yizhan.stays.models import Stay

    load_demonstration()
    site = Site.objects.get()
    night = play_first_night(site.id, seed=3, make_ups=[(ADULT, CHILD)] * parties, registered=0, fever=0)
    opens = now() - timedelta(minutes=30)
    due = Due(
        DueKind(due_kind), PhaseKind.CENTRAL_QUARANTINE, 1, opens, opens + timedelta(hours=6),
        Reason("seeded", facts),
    )  # fmt: skip
    people = Stay.objects.filter(site=site, ended_at=None).values_list("person_id", flat=True)
    write_obligations(site_id=site.id, dues={person_id: [due] for person_id in people})
    nurse = Posting.objects.get(site=site, account__username="nurse").account_id
    by = Actor(ActorKind.ACCOUNT, nurse).tapping()
    rooms = Room.objects.filter(id__in=[room for party in night.parties for room in party.rooms])
    plan_round(
        by=by, site_id=site.id, kinds=[kind], floors=list({room.floor_id for room in rooms}),
        planned_at=now(), walker_id=nurse,
    )  # fmt: skip
    return {"round": str(by.command_id), "rooms": [room.name for room in rooms]}


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed(int(sys.argv[1]) if sys.argv[1:] else 3)))
