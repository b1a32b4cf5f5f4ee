"""The three head counts. A tap is kept as it was made; nobody's tap changes another's."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.clock import now
from yizhan.core.prepared import Prepared
from yizhan.core.refusals import Refusal
from yizhan.health.actions.care import flag_care
from yizhan.health.actions.temperature import Celsius, record_temperature
from yizhan.health.enums import CareKind, TemperatureMethod
from yizhan.intake.actions.guardians import review_guardian
from yizhan.intake.enums import CountRound
from yizhan.intake.models import BandRoll, Batch, BatchRevision, CountClosed, HeadcountMark, RelayedLine
from yizhan.intake.queries.bands import counted_off
from yizhan.people.enums import AgeGroup
from yizhan.places.models import Occupancy, Room
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.map import touch_persons, touch_rooms
from yizhan.stays.actions.stays import ensure_stay, see_party, set_age_group, void_stay, worn_under
from yizhan.stays.models import Stay
from yizhan.stays.rules import BandLetter, BandNumber, format_tag

_batch_here = Prepared(
    lambda site_id, batch_id: Batch.objects.filter(site_id=site_id, id=batch_id, cancelled_at=None)
)
_roll_with = Prepared(
    lambda site_id, number: BandRoll.objects.filter(
        site_id=site_id, first__lte=number, last__gte=number
    ).values_list("id", flat=True)
)
_room_here = Prepared(
    lambda site_id, room_id: Room.objects.filter(site_id=site_id, id=room_id).values_list("id", flat=True)
)
# What each revision of a batch says about why its people come, the latest first.
_cohorts = Prepared(
    lambda batch_id: (
        BatchRevision.objects.filter(batch_id=batch_id).order_by("-number").values_list("cohort", flat=True)
    )
)

MakeUp = Annotated[tuple[AgeGroup, ...], Field(min_length=1, max_length=12)]
Wave = Annotated[int, Field(ge=1, le=999)]


class PartyCounted(Outcome):
    """The party under a wristband number, and the stays of its members in order of letters."""

    site_id: UUID
    party_id: UUID
    number: int
    stays: tuple[UUID, ...]


@action("intake.count_party", needs="count.off_bus")
def count_party(
    *, by: Actor, site_id: UUID, batch_id: UUID, wave: Wave, number: BandNumber, make_up: MakeUp
) -> PartyCounted:
    """Count 1: a party stepped off the bus; its members wear `number` with letters from A on.

    Refused (as a conflict to settle) when another tap already counted a party under this number.
    """
    lock_journal(site_id)
    batch = _open_batch(site_id, batch_id)
    _check_roll(site_id, number)
    worn = worn_under(site_id, number)
    if worn and _is_counted(worn.values()):
        raise Refusal(
            "band_used_twice",
            gettext_noop(
                "Wristband %(tag)s was given out twice. Not counted yet, wave %(wave)s, people: %(people)s. "
                "Give them another number and count them again."
            ),
            tag=format_tag(number), people=len(make_up), wave=wave,
        )  # fmt: skip
    ages = {chr(ord("A") + place): age_group for place, age_group in enumerate(make_up)}
    stays = see_party(site_id, number, ages, _cohort_of(batch), worn, by=by)
    party_id = stays[0].party_id
    _mark(by, batch, CountRound.OFF_BUS, people=len(stays), wave=wave, party_id=party_id)
    if worn or AgeGroup.ADULT not in make_up:
        review_guardian(by=by, site_id=site_id, party_id=party_id)
    return PartyCounted(site_id=site_id, party_id=party_id, number=number, stays=tuple(s.id for s in stays))


class MarkWithdrawn(Outcome):
    """The tap that was taken back."""

    site_id: UUID
    mark_id: UUID


@action("intake.undo_count", needs="count.off_bus")
def undo_count(*, by: Actor, site_id: UUID, mark_id: UUID) -> MarkWithdrawn:
    """Take back a wrong tap of count 1. Refused once the party has a room, or by another counter."""
    lock_journal(site_id)
    mark = HeadcountMark.objects.filter(
        id=mark_id, batch__site_id=site_id, round=CountRound.OFF_BUS, party__isnull=False
    ).first()
    if mark is None or mark.party_id is None or not _is_made_by(mark, by):
        raise Refusal("not_your_tap", gettext_noop("Only the counter who made this tap can take it back."))
    if Occupancy.objects.filter(party_id=mark.party_id, ended_at=None).exists():
        raise Refusal("already_roomed", gettext_noop("This party has its room already."))
    if HeadcountMark.objects.filter(id=mark_id, withdrawn_at=None).update(withdrawn_at=now()):
        _strike_unseen(site_id, mark.party_id, by)
    return MarkWithdrawn(site_id=site_id, mark_id=mark_id)


class TemperatureTaken(Outcome):
    """Whose temperature it was, and whether the fever path begins (decided from all readings)."""

    site_id: UUID
    stay_id: UUID
    fever: bool


@action("intake.take_temperature", needs="count.temperature")
def take_temperature(
    *, by: Actor, site_id: UUID, batch_id: UUID, number: BandNumber, letter: BandLetter, value_c: Celsius,
    method: TemperatureMethod = TemperatureMethod.FOREHEAD, device: Annotated[str, Field(max_length=40)] = "",
    at_rest: bool = False,
) -> TemperatureTaken:  # fmt: skip
    """Count 2: measure whoever wears a wristband. Works before count 1 has reached the server."""
    lock_journal(site_id)
    batch = _open_batch(site_id, batch_id)
    _check_roll(site_id, number)
    stay = ensure_stay(site_id, number, letter, by=by)
    fever = record_temperature(
        by=by, site_id=site_id, person_id=stay.person_id, tag=stay.tag, value_c=value_c, method=method,
        device=device, at_rest=at_rest, taken_at=moment_of(by),
    )  # fmt: skip
    _mark(by, batch, CountRound.TEMPERATURE, people=1, stay_id=stay.id)
    if fever.now is not fever.before:
        touch_persons(site_id, [stay.person_id])
    return TemperatureTaken(site_id=site_id, stay_id=stay.id, fever=fever.now)


class DoorFinding(BaseModel):
    """One tap of the door triage; without a letter it concerns the party, until it is told apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: CareKind
    letter: BandLetter | None = None
    weeks: Annotated[int, Field(ge=1, le=45)] | None = None


class RoomChecked(Outcome):
    """The room that was looked into."""

    site_id: UUID
    room_id: UUID


@action("intake.check_room", needs="count.room")
def check_room(
    *, by: Actor, site_id: UUID, batch_id: UUID, room_id: UUID, people: Annotated[int, Field(ge=0, le=50)]
) -> RoomChecked:
    """Count 3: so many people stand in this room."""
    lock_journal(site_id)
    batch = _open_batch(site_id, batch_id)
    _check_room_exists(site_id, room_id)
    _mark(by, batch, CountRound.ROOM, people=people, room_id=room_id)
    return RoomChecked(site_id=site_id, room_id=room_id)


@action("intake.note_findings", needs="count.room")
def note_findings(
    *, by: Actor, site_id: UUID, room_id: UUID,
    findings: Annotated[tuple[DoorFinding, ...], Field(min_length=1, max_length=60)],
) -> RoomChecked:  # fmt: skip
    """Keep what the sixty seconds at a door found about the people in this room.

    Refused (as a conflict that shows the findings) while nobody is entered in the room.
    """
    lock_journal(site_id)
    _check_room_exists(site_id, room_id)
    occupants = Occupancy.objects.filter(room_id=room_id, ended_at=None).values_list("person_id", flat=True)
    stays = list(Stay.objects.filter(site_id=site_id, person_id__in=occupants, ended_at=None))
    if not stays:
        raise Refusal(
            "room_empty",
            gettext_noop("Room %(room)s: %(findings)s. Nobody is entered there yet: say whose this is."),
            room=Room.objects.get(id=room_id).name,
            findings=", ".join(str(finding.kind.label) for finding in findings),
        )
    by_letter = {stay.band_letter: stay for stay in stays}
    for finding in findings:
        named = by_letter.get(finding.letter or "") or (stays[0] if len(stays) == 1 else None)
        flag_care(
            by=by, site_id=site_id, party_id=(named or stays[0]).party_id,
            person_id=named.person_id if named else None, kind=finding.kind, weeks=finding.weeks,
        )  # fmt: skip
    touch_rooms(site_id, [room_id])
    return RoomChecked(site_id=site_id, room_id=room_id)


class RoundClosed(Outcome):
    """The round that its counter has finished."""

    site_id: UUID
    batch_id: UUID
    round: CountRound


@action("intake.close_round", needs="count.close")
def close_round(
    *, by: Actor, site_id: UUID, batch_id: UUID, round: CountRound,  # noqa: A002 - the field's word
    people: Annotated[int, Field(ge=0, le=5000)],
) -> RoundClosed:  # fmt: skip
    """Say "that was everybody" in one round, with the figure that stands on the counter's phone.

    Said again, the later tap stands, in whatever order the two arrive.
    """
    lock_journal(site_id)
    _open_batch(site_id, batch_id)
    closing, made = CountClosed.objects.get_or_create(
        batch_id=batch_id, round=round,
        defaults={"id": by.command_id, "people": people, "closed_at": moment_of(by),
                  "closed_by_id": by.account_id},
    )  # fmt: skip
    if not made and closing.closed_at < moment_of(by):
        CountClosed.objects.filter(id=closing.id).update(
            people=people, closed_at=moment_of(by), closed_by_id=by.account_id
        )
    return RoundClosed(site_id=site_id, batch_id=batch_id, round=round)


def _open_batch(site_id: UUID, batch_id: UUID) -> Batch:
    batch = _batch_here.first(site_id=site_id, batch_id=batch_id)
    if batch is None:
        raise Refusal("no_such_batch", gettext_noop("This batch is not open at this site."))
    return batch


def _check_roll(site_id: UUID, number: int) -> None:
    if not _roll_with(site_id=site_id, number=number):
        raise Refusal(
            "unknown_band",
            gettext_noop("No roll of wristbands here has number %(tag)s. Read it again."),
            tag=format_tag(number),
        )


def _is_counted(stays: Iterable[Stay]) -> bool:
    parties = {stay.party_id for stay in stays}
    marks = HeadcountMark.objects.filter(round=CountRound.OFF_BUS, party_id__in=parties, withdrawn_at=None)
    return marks.exists()


def _is_made_by(mark: HeadcountMark, by: Actor) -> bool:
    """Tell whether the actor counted it, or entered it for the counter who called it in."""
    relayed = RelayedLine.objects.filter(id=mark.id, entered_by_id=by.account_id)
    return mark.counted_by_id == by.account_id or relayed.exists()


def _cohort_of(batch: Batch) -> str:
    return _cohorts.first(batch_id=batch.id) or ""


def _mark(by: Actor, batch: Batch, round_: CountRound, *, people: int, **subject: object) -> HeadcountMark:
    if batch.finished_at is not None and not _is_known(batch.id, round_, people=people, **subject):
        # A tap that comes late may open a difference, so somebody has to look again.
        Batch.objects.filter(id=batch.id).update(finished_at=None)
    return HeadcountMark.objects.create(
        id=by.command_id, batch=batch, round=round_, people=people,
        tapped_at=moment_of(by), counted_by_id=by.account_id, **subject,
    )  # fmt: skip


def _is_known(batch_id: UUID, round_: CountRound, **sighting: Any) -> bool:
    return HeadcountMark.objects.filter(
        batch_id=batch_id, round=round_, withdrawn_at=None, **sighting
    ).exists()


def _strike_unseen(site_id: UUID, party_id: UUID, by: Actor) -> None:
    """Strike out those of an undone party whom nobody else has met; ages seen by that tap go with it."""
    for stay in Stay.objects.filter(party_id=party_id, ended_at=None).select_related("person"):
        if stay.person.registered_at is None and not stay.marks.filter(withdrawn_at=None).exists():
            void_stay(stay, by=by, reason="")
        elif stay.person.registered_at is None:
            set_age_group(stay, AgeGroup.UNKNOWN, "")
    review_guardian(by=by, site_id=site_id, party_id=party_id)


def strike_if_unseen(stay: Stay, *, by: Actor) -> None:
    """Strike out somebody whom only a tap that was taken back had met."""
    met = stay.marks.filter(withdrawn_at=None).exists() or stay.person.registered_at is not None
    roomed = Occupancy.objects.filter(person_id=stay.person_id, ended_at=None).exists()
    if stay.ended_at is None and not (met or roomed or counted_off([stay])):
        void_stay(stay, by=by, reason="")
        review_guardian(by=by, site_id=stay.site_id, party_id=stay.party_id)


def _check_room_exists(site_id: UUID, room_id: UUID) -> None:
    if not _room_here(site_id=site_id, room_id=room_id):
        raise Refusal("no_such_room", gettext_noop("This site has no such room."))
