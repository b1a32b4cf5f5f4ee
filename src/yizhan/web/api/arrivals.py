"""Arrivals: what an announcement means, how the counts compare, who has not registered, what is open."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router

from yizhan.duty.queries.matters import open_matters
from yizhan.intake.models import Batch
from yizhan.intake.queries.attention import PartyAttention, attention
from yizhan.intake.queries.batches import Announced, open_batches
from yizhan.intake.queries.counts import Difference, WaveCounts, batch_counts
from yizhan.intake.queries.outlook import Capacity, batch_outlook
from yizhan.intake.queries.passage import EntranceConflict
from yizhan.intake.queries.registered import PartyToAsk, registered
from yizhan.places.models import Site
from yizhan.web.access import posted_api
from yizhan.web.api.schemas import PROBLEMS

router = Router()


@dataclass(frozen=True, slots=True)
class BatchOut:
    """A batch as the latest word has it; `revision` counts the words."""

    batch_id: UUID
    number: int
    revision: int
    words: str
    origin: str
    people: int | None
    certainty: str
    eta: datetime | None
    cohort: str


@dataclass(frozen=True, slots=True)
class ConflictOut:
    """A vehicle that an entrance does not let in; metres."""

    vehicle: str
    entrance_id: UUID
    entrance: str
    measure: str
    vehicle_m: Decimal
    entrance_m: Decimal
    missing_m: Decimal


@dataclass(frozen=True, slots=True)
class CapacityOut:
    """The free rooms against the number, or so many percent more or fewer; what is short by item."""

    percent: int
    people: int
    rooms_needed: int
    rooms_free: int
    beds_left: int
    people_without_room: int
    short: dict[str, int]


@dataclass(frozen=True, slots=True)
class OutlookOut:
    """What a batch means for the site; `questions` are heights that nobody knows."""

    conflicts: list[ConflictOut]
    questions: int
    capacities: list[CapacityOut]


@dataclass(frozen=True, slots=True)
class DifferenceOut:
    """Somebody whom a round should have seen and did not; in round 1, somebody never counted off."""

    round: int
    wave: int | None
    stay_id: UUID
    tag: str
    room: str


@dataclass(frozen=True, slots=True)
class WaveOut:
    """How many each round has seen of one wave, settled."""

    wave: int | None
    people: dict[int, int]


@dataclass(frozen=True, slots=True)
class SurplusOut:
    """A room with more people than are entered there, not accounted for yet."""

    room: str
    entered: int
    found: int


@dataclass(frozen=True, slots=True)
class CountsOut:
    """The three rounds side by side, raw and settled, and every difference that stands open."""

    raw: dict[int, int]
    settled: dict[int, int]
    ages: dict[str, int]
    closed: list[int]
    waves: list[WaveOut]
    differences: list[DifferenceOut]
    surpluses: list[SurplusOut]
    settled_differences: int
    agree: bool


@dataclass(frozen=True, slots=True)
class MissingOut:
    """Somebody by wristband, and which of tonight's fields are still open."""

    stay_id: UUID
    tag: str
    missing: list[str]


@dataclass(frozen=True, slots=True)
class ToAskOut:
    """Those of a party in one room who have to be asked, and how to reach them."""

    party_id: UUID
    number: int
    room_id: UUID | None
    room: str
    extension: str
    calls: int
    members: list[MissingOut]


@dataclass(frozen=True, slots=True)
class UnregisteredOut:
    """How far registration has come, and who is missing, in walking order."""

    present: int
    complete: int
    parties: list[ToAskOut]


@dataclass(frozen=True, slots=True)
class ConcernOut:
    """One reason for attention, and the wristbands it concerns."""

    kind: str
    tags: list[str]
    weeks: int | None


@dataclass(frozen=True, slots=True)
class AttentionOut:
    """A party that needs attention, the most urgent reason first; look-ins in hours, None for none."""

    party_id: UUID
    number: int
    rooms: list[str]
    concerns: list[ConcernOut]
    look_in_hours: int | None
    look_in_due: datetime | None


@dataclass(frozen=True, slots=True)
class MatterOut:
    """Something that waits for a person."""

    id: UUID
    kind: str
    code: str
    says: str
    subject_id: UUID | None
    raised_at: datetime


@router.get("/sites/{site_code}/batches", response={200: list[BatchOut], **PROBLEMS})
@posted_api("batch.read")
def batches(request: HttpRequest, site: Site) -> list[BatchOut]:
    """Return the batches that are neither finished nor cancelled, the next to arrive first."""
    return [_batch(row) for row in open_batches(site.id)]


@router.get("/sites/{site_code}/batches/{batch_id}/outlook", response={200: OutlookOut, **PROBLEMS})
@posted_api("batch.read")
def outlook(request: HttpRequest, site: Site, batch_id: UUID) -> OutlookOut:
    """Return what an open batch means for entrances, rooms and supplies."""
    found = batch_outlook(_open_batch(site, batch_id))
    conflicts = [_conflict(conflict) for conflict in found.conflicts]
    return OutlookOut(conflicts, found.questions, [_capacity(one) for one in found.capacities])


@router.get("/sites/{site_code}/batches/{batch_id}/counts", response={200: CountsOut, **PROBLEMS})
@posted_api("count.read")
def counts(request: HttpRequest, site: Site, batch_id: UUID) -> CountsOut:
    """Return the three counts of a batch; closed to those who count."""
    batch = Batch.objects.filter(site=site, id=batch_id).first()
    if batch is None:
        raise Http404
    found = batch_counts(batch)
    return CountsOut(
        raw={int(round_): people for round_, people in found.raw.items()},
        settled={int(round_): people for round_, people in found.settled.items()},
        ages={age.value: people for age, people in found.ages.items()},
        closed=sorted(int(round_) for round_ in found.closed),
        waves=[_wave(wave) for wave in found.waves],
        differences=[_difference(difference) for difference in found.differences],
        surpluses=[SurplusOut(one.room.name, one.entered, one.found) for one in found.open_surpluses],
        settled_differences=found.settled_differences,
        agree=found.agree,
    )


@router.get("/sites/{site_code}/unregistered", response={200: UnregisteredOut, **PROBLEMS})
@posted_api("person.read")
def unregistered(request: HttpRequest, site: Site) -> UnregisteredOut:
    """Return who has not said everything that is asked tonight, room by room, without names."""
    found = registered(site)
    return UnregisteredOut(found.present, found.complete, [_to_ask(party) for party in found.to_ask])


@router.get("/sites/{site_code}/attention", response={200: list[AttentionOut], **PROBLEMS})
@posted_api("person.read")
def parties_to_attend(request: HttpRequest, site: Site) -> list[AttentionOut]:
    """Return every party that needs particular attention, by wristband and without names."""
    return [_attention(party) for party in attention(site)]


@router.get("/sites/{site_code}/matters", response={200: list[MatterOut], **PROBLEMS})
@posted_api("batch.read")
def matters(request: HttpRequest, site: Site) -> list[MatterOut]:
    """Return what is open, the oldest first."""
    return [
        MatterOut(
            row.matter.id, row.matter.kind, row.code, row.says, row.matter.subject_id, row.matter.raised_at
        )
        for row in open_matters(site.id)
    ]


def _open_batch(site: Site, batch_id: UUID) -> Batch:
    batch = Batch.objects.filter(site=site, id=batch_id, finished_at=None, cancelled_at=None).first()
    if batch is None:
        raise Http404
    return batch


def _batch(row: Announced) -> BatchOut:
    word = row.latest
    return BatchOut(
        row.batch.id, row.batch.number, word.number, word.words, word.origin, row.people, word.certainty,
        word.eta, word.cohort,
    )  # fmt: skip


def _conflict(conflict: EntranceConflict) -> ConflictOut:
    return ConflictOut(
        str(conflict.vehicle), conflict.entrance.id, conflict.entrance.name, conflict.measure.value,
        conflict.vehicle_m, conflict.entrance_m, conflict.missing_m,
    )  # fmt: skip


def _capacity(one: Capacity) -> CapacityOut:
    short = {need.item.key: need.missing for need in one.supplies if need.missing}
    return CapacityOut(
        one.percent,
        one.people,
        one.rooms_needed,
        one.rooms_free,
        one.beds_left,
        one.people_without_room,
        short,
    )


def _difference(one: Difference) -> DifferenceOut:
    return DifferenceOut(int(one.round), one.wave, one.stay.id, one.stay.tag, one.room)


def _wave(wave: WaveCounts) -> WaveOut:
    return WaveOut(wave.wave, {int(round_): people for round_, people in wave.people.items()})


def _attention(party: PartyAttention) -> AttentionOut:
    look_in = party.look_in
    return AttentionOut(
        party_id=party.party_id,
        number=int(party.number),
        rooms=[room.name for room in party.rooms],
        concerns=[ConcernOut(one.rule.key, list(one.tags), one.weeks) for one in party.concerns],
        look_in_hours=look_in.hours if look_in else None,
        look_in_due=look_in.due_at if look_in else None,
    )


def _to_ask(party: PartyToAsk) -> ToAskOut:
    room = party.room
    members = [MissingOut(one.stay.id, one.stay.tag, list(one.missing)) for one in party.people]
    return ToAskOut(
        party.party_id, int(party.number), room.id if room else None, room.name if room else "",
        room.extension if room else "", len(party.calls), members,
    )  # fmt: skip
