"""Run as a program inside an installation: a family on its seventh day, and what a test must know of it.

Two adults and a child are under a protocol, with temperatures, a result, a sample at the laboratory and an
entry planned for tomorrow. Prints as JSON the code of their room's card, their number, and the secret that
the first adult's phone holds.
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from yizhan.core.actors import Actor
    from yizhan.stays.models import Stay

DAYS_AGO = 6
PROTOCOLS = Path(__file__).parent.with_name("course") / "protocols.yaml"


def seed() -> dict[str, str]:
    """Let the family in six days ago and live through the days since."""
    from django.conf import settings

    from tests.scenarios import ADULT, CHILD, play_first_night
    from yizhan.command.demonstration import load_demonstration
    from yizhan.core.actors import Actor, ActorKind
    from yizhan.core.clock import FixedClock, now, running
    from yizhan.duty.actions.round_plans import plan_round
    from yizhan.intake.actions.registration import claim_card
    from yizhan.places.models import Room, Site
    from yizhan.stays.models import RoomCard, Stay

    folder = Path(settings.YIZHAN_HOME) / "protocols"
    folder.mkdir(exist_ok=True)
    shutil.copy(PROTOCOLS, folder)
    moment = now()
    arrived = moment - timedelta(days=DAYS_AGO)
    with running(FixedClock(arrived)):
        head = load_demonstration()
        site = Site.objects.get()
        night = play_first_night(site.id, seed=3, make_ups=[(ADULT, ADULT, CHILD)], registered=0, fever=0)
    party = night.parties[0]
    stays = list(Stay.objects.filter(id__in=party.stays).order_by("band_letter"))
    by = Actor(ActorKind.ACCOUNT, head)
    _watch(by, site.id, stays, arrived)
    _sample(by, site.id, stays, arrived + timedelta(days=1), "negative")
    _sample(by, site.id, stays, moment - timedelta(hours=20), "")
    room = Room.objects.get(id=party.rooms[0])
    tomorrow = (moment + timedelta(days=1)).astimezone(ZoneInfo(site.timezone))
    plan_round(
        by=by.tapping(), site_id=site.id, kinds=("observation", "sampling", "meals"), floors=(room.floor_id,),
        planned_at=tomorrow.replace(hour=8, minute=0), suits=2,
    )  # fmt: skip
    card = RoomCard.objects.get(room=room, ended_at=None)
    secret = claim_card(code=card.code, number=party.number, letter="A")[1]
    return {"code": card.code, "number": str(party.number), "secret": secret}


def _watch(by: Actor, site_id: UUID, stays: Sequence[Stay], arrived: datetime) -> None:
    """Put everybody under a protocol, and measure them every twelve hours since; one had a cold."""
    from yizhan.core.clock import FixedClock, running
    from yizhan.course.actions.begin import begin_course
    from yizhan.course.rules import GivenFacts
    from yizhan.health.actions.observations import observe
    from yizhan.protocols.facts import Anchor

    with running(FixedClock(arrived + timedelta(hours=1))):
        begin_course(
            by=by.tapping(), site_id=site_id, stay_ids=tuple(stay.id for stay in stays), protocol="test-14",
            given=GivenFacts(anchors={Anchor.LAST_EXPOSURE: arrived - timedelta(hours=5)}),
        )  # fmt: skip
    for hours in range(12, DAYS_AGO * 24 - 1, 12):
        with running(FixedClock(arrived + timedelta(hours=hours))):
            for stay in stays:
                observe(
                    by=by.tapping(), site_id=site_id, person_id=stay.person_id, value_c=Decimal("36.6"),
                    symptoms=("nose",) if hours == 24 else (),
                )  # fmt: skip


def _sample(by: Actor, site_id: UUID, stays: Sequence[Stay], moment: datetime, value: str) -> None:
    """Sample everybody at a moment, and have the result four hours later, or on its way."""
    from yizhan.core.clock import FixedClock, running
    from yizhan.health.actions.labels import make_labels
    from yizhan.health.actions.results import enter_result
    from yizhan.health.actions.sampling import take_sample
    from yizhan.health.actions.sending import hand_over_boxes, pack_box
    from yizhan.health.enums import ResultValue
    from yizhan.health.models import Tube

    with running(FixedClock(moment)):
        made = make_labels(by=by.tapping(), site_id=site_id, count=len(stays))
        tubes = [Tube.objects.get(id=tube_id).code for tube_id in made.tubes]
        for stay, tube in zip(stays, tubes, strict=True):
            take_sample(by=by.tapping(), site_id=site_id, person_ids=[stay.person_id], tube=tube)
        box = pack_box(by=by.tapping(), site_id=site_id, tubes=tubes).box_id
        hand_over_boxes(
            by=by.tapping(), site_id=site_id, box_ids=[box], received_by="courier", laboratory="laboratory",
            temperature_c=Decimal("4.0"), promised_at=moment + timedelta(hours=24),
        )  # fmt: skip
    with running(FixedClock(moment + timedelta(hours=4))):
        for tube in tubes if value else ():
            enter_result(by=by.tapping(), site_id=site_id, tube=tube, value=ResultValue(value))


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
