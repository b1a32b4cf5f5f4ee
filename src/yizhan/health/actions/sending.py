"""From the site to the laboratory: packed, handed over, received. Each step says who, when and how cold."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.health.actions.sampling import Scanned, tube_here
from yizhan.health.codes import spoken
from yizhan.health.models import Box, HandOver, Reception, Tube, TubeMember
from yizhan.health.sampling_rules import sampling_rules
from yizhan.places.models import Site

MOST_TUBES = 400
BoxC = Annotated[Decimal, Field(ge=Decimal("-99.9"), le=Decimal("99.9"), decimal_places=1)]
Named = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Laboratory = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]


class BoxPacked(Outcome):
    """The box with its number at this site, and how many tubes are in it."""

    site_id: UUID
    box_id: UUID
    number: int
    tubes: int


@action("health.pack_box", needs="sample.take")
def pack_box(
    *, by: Actor, site_id: UUID, tubes: Annotated[list[Scanned], Field(min_length=1, max_length=MOST_TUBES)]
) -> BoxPacked:
    """Pack tubes into a new box. Every tube holds a sample and is in no other box, or none is packed."""
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    found = {tube.id: tube for tube in (tube_here(site_id, scanned) for scanned in tubes)}
    filled = set(TubeMember.objects.filter(tube__in=found).values_list("tube_id", flat=True))
    for tube in found.values():
        _check_packable(tube, filled=tube.id in filled)
    last = Box.objects.filter(site_id=site_id).aggregate(last=Max("number"))["last"] or 0
    box = Box.objects.create(
        id=by.command_id, site_id=site_id, number=last + 1, packed_at=moment_of(by),
        packed_by_id=by.account_id,
    )  # fmt: skip
    Tube.objects.filter(id__in=found).update(box=box)
    return BoxPacked(site_id=site_id, box_id=box.id, number=box.number, tubes=len(found))


class TubeUnpacked(Outcome):
    """The tube that is in no box any more."""

    site_id: UUID
    tube_id: UUID


@action("health.unpack_tube", needs="sample.take")
def unpack_tube(*, by: Actor, site_id: UUID, tube: Scanned) -> TubeUnpacked:
    """Take a tube out of a box that has not left the site."""
    found = tube_here(site_id, tube)
    if found.box_id is None:
        raise Refusal("not_packed", gettext_noop("Tube %(number)s is in no box."), number=spoken(found.code))
    if HandOver.objects.filter(box_id=found.box_id).exists():
        raise Refusal(
            "box_gone",
            gettext_noop("Tube %(number)s has left with its box. If it is broken, enter it as spoilt."),
            number=spoken(found.code),
        )
    Tube.objects.filter(id=found.id).update(box=None)
    return TubeUnpacked(site_id=site_id, tube_id=found.id)


class BoxesHandedOver(Outcome):
    """The boxes that left, and how many tubes in them."""

    site_id: UUID
    boxes: list[UUID]
    tubes: int


@action("health.hand_over_boxes", needs="sample.take")
def hand_over_boxes(
    *, by: Actor, site_id: UUID, box_ids: Annotated[list[UUID], Field(min_length=1, max_length=40)],
    received_by: Named, laboratory: Laboratory, temperature_c: BoxC, promised_at: AwareDatetime,
) -> BoxesHandedOver:  # fmt: skip
    """Hand boxes to whoever carries them: their name, the laboratory, how cold, results until when.

    A box that is too warm leaves all the same, and stays marked: whether it is tested is for the laboratory.
    """
    moment = moment_of(by)
    _check_carrier(received_by, laboratory, temperature_c)
    if promised_at <= moment:
        raise Refusal("promised_before", gettext_noop("Results are promised for a time that is over."))
    boxes = [_box(site_id, box_id) for box_id in dict.fromkeys(box_ids)]
    for box in boxes:
        if HandOver.objects.filter(box=box).exists():
            raise Refusal(
                "handed_over", gettext_noop("Box %(box)s has been handed over already."), box=box.number
            )
        HandOver.objects.create(
            box=box, given_by_id=by.account_id, received_by=received_by, handed_at=moment,
            temperature_c=temperature_c, laboratory=laboratory, promised_at=promised_at,
        )  # fmt: skip
    tubes = Tube.objects.filter(box__in=boxes).count()
    return BoxesHandedOver(site_id=site_id, boxes=[box.id for box in boxes], tubes=tubes)


class BoxReceived(Outcome):
    """The box that the laboratory has."""

    site_id: UUID
    box_id: UUID


@action("health.receive_box", needs="sample.result")
def receive_box(
    *, by: Actor, site_id: UUID, box_id: UUID, received_by: Named, received_at: AwareDatetime | None = None,
    temperature_c: BoxC | None = None,
) -> BoxReceived:  # fmt: skip
    """Record that the laboratory has a box: who said so there, since when, and how cold it came."""
    box = _box(site_id, box_id)
    gone = HandOver.objects.filter(box=box).first()
    if gone is None:
        raise Refusal(
            "not_handed_over",
            gettext_noop("Box %(box)s has not left the site by the record. Enter its hand-over first."),
            box=box.number,
        )
    if Reception.objects.filter(box=box).exists():
        raise Refusal(
            "box_received", gettext_noop("Box %(box)s is recorded as received already."), box=box.number
        )
    _check_carrier(received_by, gone.laboratory, temperature_c)
    moment = _within(gone.handed_at, received_at or moment_of(by))
    Reception.objects.create(
        box=box, received_by=received_by, received_at=moment, temperature_c=temperature_c, entered_at=now(),
        entered_by_id=by.account_id,
    )  # fmt: skip
    return BoxReceived(site_id=site_id, box_id=box.id)


def _check_packable(tube: Tube, *, filled: bool) -> None:
    number = spoken(tube.code)
    if not filled:
        raise Refusal(
            "empty_tube",
            gettext_noop("Tube %(number)s holds nobody's sample by the record. Record the sample first."),
            number=number,
        )
    if tube.box_id:
        raise Refusal(
            "tube_in_a_box",
            gettext_noop("Tube %(number)s is in box %(box)s already."),
            number=number, box=tube.box.number if tube.box else "",
        )  # fmt: skip
    if tube.results.exists():
        raise Refusal(
            "tube_done",
            gettext_noop("Tube %(number)s has a result already and need not be sent."),
            number=number,
        )


def _check_carrier(received_by: str, laboratory: str, temperature_c: Decimal | None) -> None:
    if not received_by or not laboratory:
        raise Refusal("names_needed", gettext_noop("Write who took the box, and which laboratory tests it."))
    rules = sampling_rules()
    if temperature_c is not None and not rules.lowest_c <= temperature_c <= rules.highest_c:
        raise Refusal(
            "implausible_box_temperature",
            gettext_noop("%(value)s °C cannot be the temperature of a box. Read its thermometer again."),
            value=temperature_c,
        )


def _box(site_id: UUID, box_id: UUID) -> Box:
    found = Box.objects.select_for_update().filter(id=box_id, site_id=site_id).first()
    if found is None:
        raise Refusal("no_such_box", gettext_noop("There is no such box at this site."))
    if not Tube.objects.filter(box=found).exists():
        raise Refusal("empty_box", gettext_noop("Box %(box)s is empty."), box=found.number)
    return found


def _within(earliest: datetime, said: datetime) -> datetime:
    if not earliest <= said <= now():
        raise Refusal(
            "received_when",
            gettext_noop("A box is received after it was handed over, and not in the future."),
        )
    return said
