"""A temperature, and the fever path that a high one opens. No order, role or test gates it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.prepared import Prepared
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter, settle_silently
from yizhan.duty.models import Matter
from yizhan.health.enums import FeverState, TemperatureMethod
from yizhan.health.models import FeverCase, ReadingWithdrawn, TemperatureReading
from yizhan.health.rules import temperature_rules
from yizhan.people.models import Person

Celsius = Annotated[Decimal, Field(ge=Decimal("25.0"), le=Decimal("45.0"), decimal_places=1)]

# When each of a person's fever cases was closed; None for one that is open.
_closings = Prepared(
    lambda person_id: FeverCase.objects.filter(person_id=person_id).values_list("closed_at", flat=True)
)


@dataclass(frozen=True, slots=True)
class FeverPath:
    """Whether somebody was on the fever path before a reading, and is now."""

    before: bool
    now: bool


def record_temperature(
    *, by: Actor, site_id: UUID, person_id: UUID, tag: str, value_c: Decimal, method: TemperatureMethod,
    device: str, at_rest: bool, taken_at: datetime, code: str = "fever",
) -> FeverPath:  # fmt: skip
    """Keep one reading and open, confirm or clear the fever case that follows from it.

    Refused when no living person can have the value: the device is doubted, and asked again. `code`
    is what the matter of a new case is called. Whoever is no account says it of themselves.
    """
    rules = temperature_rules()
    if not rules.lowest_c <= value_c <= rules.highest_c:
        raise Refusal(
            "implausible_temperature", gettext_noop("%(tag)s: %(value)s °C cannot be right. Measure again."),
            tag=tag, value=value_c,
        )  # fmt: skip
    earlier = _closings(person_id=person_id)
    TemperatureReading.objects.create(
        id=by.command_id, site_id=site_id, person_id=person_id, value_c=value_c, method=method,
        device=device, at_rest=at_rest, taken_at=taken_at, received_at=now(),
        taken_by_id=by.id if by.kind == ActorKind.ACCOUNT else None,
    )  # fmt: skip
    if value_c < rules.fever_c and not earlier:
        # Whoever has had a high reading has a case: nothing follows from a normal one without.
        return FeverPath(before=False, now=False)
    review_fever(by=by, site_id=site_id, person_id=person_id, tag=tag, code=code)
    return FeverPath(before=None in earlier, now=None in _closings(person_id=person_id))


def review_fever(
    *, by: Actor, site_id: UUID, person_id: UUID, tag: str, code: str = "fever"
) -> FeverState | None:
    """Judge a person's readings together, whatever order they came in, and keep the fever case to match.

    Readings that were entered under a wristband misread for this person's count too. What a
    doctor has closed stays closed; only readings taken since then are judged again.
    """
    case = FeverCase.objects.filter(person_id=person_id).order_by("-opened_at").first()
    readings = _readings_since(case, person_id)
    state = judge_fever([(r.value_c, r.device, r.at_rest) for r in readings])
    if state is None:
        return None
    if case is None or (case.closed_at and state != FeverState.CLEARED):
        case = _open_case(by, site_id, person_id, tag, readings, code)
    if case.state != state:
        closed = now() if state == FeverState.CLEARED else None
        FeverCase.objects.filter(id=case.id).update(state=state, closed_at=closed)
        if closed:
            settle_silently(by=by, kind=Matter.Kind.FEVER, subject_id=person_id)
    return state


def withdraw_reading(*, by: Actor, site_id: UUID, reading_id: UUID, tag: str) -> None:
    """Let a reading that was entered wrongly count no more, and judge the person by the others.

    A fever case that stands on no reading any longer is closed; `tag` is what the person wears.
    """
    reading = TemperatureReading.objects.get(id=reading_id, site_id=site_id)
    ReadingWithdrawn.objects.create(reading=reading, withdrawn_at=now(), withdrawn_by_id=by.account_id)
    person_id = reading.person_id
    if review_fever(by=by, site_id=site_id, person_id=person_id, tag=tag) is None:
        open_cases = FeverCase.objects.filter(person_id=person_id, closed_at=None)
        if open_cases.update(state=FeverState.CLEARED, closed_at=now()):
            settle_silently(by=by, kind=Matter.Kind.FEVER, subject_id=person_id)


def follow_readings(*, by: Actor, site_id: UUID, mistaken_id: UUID, person_id: UUID, tag: str) -> None:
    """Let what was measured under a misread wristband count for `person_id`, who wears `tag`.

    Call it when the mistaken person is merged into the right one.
    """
    open_cases = FeverCase.objects.filter(person_id=mistaken_id, closed_at=None)
    if open_cases.update(state=FeverState.CLEARED, closed_at=now()):
        settle_silently(by=by, kind=Matter.Kind.FEVER, subject_id=mistaken_id)
    review_fever(by=by, site_id=site_id, person_id=person_id, tag=tag)


def judge_fever(readings: list[tuple[Decimal, str, bool]]) -> FeverState | None:
    """Return the state that readings (value, device, at rest), oldest first, amount to.

    The first high reading suspects; a later one at rest with another device confirms or clears.
    Once cleared, the next high reading suspects anew.
    """
    fever = temperature_rules().fever_c
    state, first_device = None, ""
    for value, device, at_rest in readings:
        if state in (None, FeverState.CLEARED):
            if value >= fever:
                state, first_device = FeverState.SUSPECTED, device
        elif at_rest and device != first_device:
            if value >= fever:
                state = FeverState.CONFIRMED
            elif state == FeverState.SUSPECTED:
                state = FeverState.CLEARED
    return state


def _readings_since(case: FeverCase | None, person_id: UUID) -> list[TemperatureReading]:
    # Two look-ups by index: one condition over both tables would read every temperature ever taken.
    mistaken = Person.objects.filter(merged_into_id=person_id).values_list("id", flat=True)
    own = TemperatureReading.objects.filter(person_id__in=[person_id, *mistaken], withdrawal=None)
    if case and case.closed_at and (case.decision or case.state == FeverState.CONFIRMED):
        own = own.filter(taken_at__gt=case.closed_at)
    return list(own.order_by("taken_at", "id"))


def _open_case(
    by: Actor, site_id: UUID, person_id: UUID, tag: str, readings: list[TemperatureReading], code: str
) -> FeverCase:
    highest = max(reading.value_c for reading in readings)
    raise_matter(
        by=by,
        site_id=site_id,
        kind=Matter.Kind.FEVER,
        subject_id=person_id,
        code=code,
        template=gettext_noop(
            "%(tag)s: %(value)s °C. Tell the doctor, measure again at rest with a second device."
        ),
        tag=tag,
        value=highest,
    )
    return FeverCase.objects.create(site_id=site_id, person_id=person_id, opened_at=now())
