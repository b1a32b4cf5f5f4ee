"""A hotel whose samples go to a laboratory, driven through the product's own actions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.intake.night import Night
from yizhan.duty.actions.obligations import write_obligations
from yizhan.health.actions.labels import make_labels
from yizhan.health.actions.results import ResultEntered, enter_result
from yizhan.health.actions.sampling import SampleTaken, take_sample
from yizhan.health.actions.sending import BoxPacked, hand_over_boxes, pack_box
from yizhan.health.enums import ResultValue, TubeSize
from yizhan.health.models import Tube
from yizhan.protocols.facts import Due, DueKind, PhaseKind, Reason

TWO_HOURS = timedelta(hours=2)


def hotel(night: Night) -> Night:
    """001 in 402, 002 in 302, 003 in the lobby: two people each."""
    night.announce(expected=6)
    for number in (1, 2, 3):
        night.count(number)
    night.house(1, "402")
    night.house(2, "302")
    return night


def labels(night: Night, count: int = 1, size: TubeSize = TubeSize.SINGLE) -> list[str]:
    """Make labels; returns their codes in order."""
    made = make_labels(by=night.by("nurse"), site_id=night.site.id, count=count, size=size)
    codes = dict(Tube.objects.filter(id__in=made.tubes).values_list("id", "code"))
    return [codes[tube_id] for tube_id in made.tubes]


def sample(night: Night, tags: str | Sequence[str], tube: str, *, by: Any = None, **more: Any) -> SampleTaken:
    """Take samples of whoever wears these wristbands."""
    people = [night.stay(tag).person_id for tag in ([tags] if isinstance(tags, str) else tags)]
    return take_sample(
        by=by or night.by("nurse"), site_id=night.site.id, person_ids=people, tube=tube, **more
    )


def pack(night: Night, *tubes: str) -> BoxPacked:
    """Pack tubes into a box."""
    return pack_box(by=night.by("nurse"), site_id=night.site.id, tubes=list(tubes))


def send(night: Night, *boxes: UUID, hours: int = 6, temperature: str = "4.5") -> None:
    """Hand boxes to the courier."""
    hand_over_boxes(
        by=night.by("nurse"), site_id=night.site.id, box_ids=list(boxes), received_by="Courier Zhao",
        laboratory="County laboratory", temperature_c=Decimal(temperature),
        promised_at=night.clock.now() + timedelta(hours=hours),
    )  # fmt: skip


def sent(night: Night, tag: str = "001-A") -> str:
    """A single tube of somebody that is on its way to the laboratory; returns its code."""
    (tube,) = labels(night)
    sample(night, tag, tube)
    send(night, pack(night, tube).box_id)
    return tube


def report(night: Night, tube: str, value: ResultValue, **more: Any) -> ResultEntered:
    """Enter a result by hand."""
    return enter_result(by=night.by("clerk"), site_id=night.site.id, tube=tube, value=value, **more)


def due(
    night: Night, tag: str, *, pool: int | None = None, opens: datetime | None = None,
    lasts: timedelta = TWO_HOURS, kind: DueKind = DueKind.SAMPLE, code: str = "sample",
) -> None:  # fmt: skip
    """Let a protocol ask for something of whoever wears a wristband, from now on unless said otherwise."""
    begins = opens or night.clock.now()
    facts = {"day": "4", "days": "1, 4, 7", **({"pool": str(pool)} if pool else {})}
    asked = Due(kind, PhaseKind.CENTRAL_QUARANTINE, 4, begins, begins + lasts, Reason(code, facts))
    write_obligations(site_id=night.site.id, dues={night.stay(tag).person_id: [asked]})
