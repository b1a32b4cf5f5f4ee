"""A temperature, and the fever path that a high one opens. No order, role or test gates it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter, settle_silently
from yizhan.duty.models import Matter
from yizhan.health.enums import FeverState, TemperatureMethod
from yizhan.health.models import FeverCase, TemperatureReading
from yizhan.health.rules import temperature_rules

Celsius = Annotated[Decimal, Field(ge=Decimal("25.0"), le=Decimal("45.0"), decimal_places=1)]


def record_temperature(
    *, by: Actor, site_id: UUID, person_id: UUID, tag: str, value_c: Decimal, method: TemperatureMethod,
    device: str, at_rest: bool, taken_at: datetime,
) -> TemperatureReading:  # fmt: skip
    """Keep one reading and open, confirm or clear the fever case that follows from it.

    Refused when no living person can have the value: the device is doubted, and asked again.
    """
    rules = temperature_rules()
    if not rules.lowest_c <= value_c <= rules.highest_c:
        raise Refusal(
            "implausible_temperature", gettext_noop("%(tag)s: %(value)s °C cannot be right. Measure again."),
            tag=tag, value=value_c,
        )  # fmt: skip
    reading = TemperatureReading.objects.create(
        id=by.command_id, site_id=site_id, person_id=person_id, value_c=value_c, method=method,
        device=device, at_rest=at_rest, taken_at=taken_at, received_at=now(), taken_by_id=by.account_id,
    )  # fmt: skip
    review_fever(by=by, site_id=site_id, person_id=person_id, tag=tag)
    return reading


def review_fever(*, by: Actor, site_id: UUID, person_id: UUID, tag: str) -> FeverState | None:
    """Judge all of a person's readings of the open episode together, whatever order they came in.

    The first high reading suspects; a later one at rest with another device confirms or clears.
    """
    readings = list(TemperatureReading.objects.filter(person_id=person_id).order_by("taken_at", "id"))
    state = judge_fever([(r.value_c, r.device, r.at_rest) for r in readings])
    case = FeverCase.objects.filter(person_id=person_id).order_by("-opened_at").first()
    if state is None:
        return None
    if case is None:
        case = _open_case(by, site_id, person_id, tag, readings)
    if case.state != state:
        closed = now() if state == FeverState.CLEARED else None
        FeverCase.objects.filter(id=case.id).update(state=state, closed_at=closed)
        if closed:
            settle_silently(by=by, kind=Matter.Kind.FEVER, subject_id=person_id)
    return state


def judge_fever(readings: list[tuple[Decimal, str, bool]]) -> FeverState | None:
    """Return the state that readings (value, device, at rest), oldest first, amount to."""
    fever = temperature_rules().fever_c
    first = next((i for i, (value, _, _) in enumerate(readings) if value >= fever), None)
    if first is None:
        return None
    device = readings[first][1]
    second = [value for value, other, at_rest in readings[first + 1 :] if at_rest and other != device]
    if not second:
        return FeverState.SUSPECTED
    return FeverState.CONFIRMED if max(second) >= fever else FeverState.CLEARED


def _open_case(
    by: Actor, site_id: UUID, person_id: UUID, tag: str, readings: list[TemperatureReading]
) -> FeverCase:
    highest = max(reading.value_c for reading in readings)
    raise_matter(
        by=by, site_id=site_id, kind=Matter.Kind.FEVER, subject_id=person_id, code="fever",
        template=gettext_noop("%(tag)s: %(value)s °C. Tell the doctor, measure again at rest with a second device."),
        tag=tag, value=highest,
    )  # fmt: skip
    return FeverCase.objects.create(site_id=site_id, person_id=person_id, opened_at=now())
