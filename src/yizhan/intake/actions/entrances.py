"""Measuring an entrance, also after what hung over it was taken down."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.intake.rules import Metres
from yizhan.places.models import Entrance


class EntranceMeasured(Outcome):
    """The entrance that was measured."""

    site_id: UUID
    entrance_id: UUID


@action("intake.measure_entrance", needs="batch.announce")
def measure_entrance(*, by: Actor, site_id: UUID, entrance_id: UUID, clearance_m: Metres) -> EntranceMeasured:
    """Record how high an entrance is, in metres; every announced vehicle is judged by it at once."""
    if not Entrance.objects.filter(site_id=site_id, id=entrance_id).update(clearance_m=clearance_m):
        raise Refusal("no_such_entrance", gettext_noop("This site has no such entrance."))
    return EntranceMeasured(site_id=site_id, entrance_id=entrance_id)
