"""How somebody is: on a round, at a visit, by telephone, or as they say themselves."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind, moment_of
from yizhan.core.clock import now
from yizhan.core.prepared import Prepared
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter
from yizhan.duty.actions.obligations import meet_obligation, unmeet_obligation
from yizhan.duty.actions.rounds import close_task, reopen_task
from yizhan.duty.models import Matter
from yizhan.health.actions.temperature import Celsius, FeverPath, record_temperature, withdraw_reading
from yizhan.health.enums import Mood, ObservedBy, TemperatureMethod
from yizhan.health.models import Observation, ObservationWithdrawn
from yizhan.health.queries.place import Place, place_of
from yizhan.health.rules import FEVER_ON_ROUND, SYMPTOM_NOW, watching_rules
from yizhan.health.rules import symptoms as symptom_table
from yizhan.health.signals import fever_changed
from yizhan.people.actions.identity import seal_note
from yizhan.people.models import PartyToken, Person
from yizhan.people.queries.spoken_for import spoken_for
from yizhan.protocols.facts import DueKind

OBSERVATION = "observation"
LONGEST_NOTE = 500

Symptoms = Annotated[tuple[Annotated[str, Field(max_length=20)], ...], Field(max_length=20)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE)]
Device = Annotated[str, Field(max_length=40)]
Felt = Mood | Literal[""]

# Judging somebody's readings is done by one at a time.
_person = Prepared(lambda person_id: Person.objects.select_for_update(no_key=True).filter(id=person_id))


class Observed(Outcome):
    """Who was observed, whether the fever path is open now, and what was due and is done by it."""

    site_id: UUID
    observation_id: UUID
    person_id: UUID
    fever: bool
    obligation_id: UUID | None


@action("health.observe", needs="health.observe")
def observe(
    *, by: Actor, site_id: UUID, person_id: UUID, value_c: Celsius | None = None,
    method: TemperatureMethod = TemperatureMethod.FOREHEAD, device: Device = "", at_rest: bool = False,
    symptoms: Symptoms = (), mood: Felt = "", note: Note = "", source: ObservedBy = ObservedBy.ROUND,
    round_id: UUID | None = None, taken_at: AwareDatetime | None = None,
) -> Observed:  # fmt: skip
    """Record how somebody is. A temperature meets what was due then, and closes its stop of the round.

    A high temperature opens the fever path; it and an alarming symptom ring for doctor and site head.
    Refused when no living person can have the temperature, and when nothing was said at all.
    """
    if source == ObservedBy.SELF:
        raise Refusal("not_oneself", gettext_noop("Say how you know it: a round, a visit or a phone call."))
    return _record(
        by=by, site_id=site_id, person_id=person_id, value_c=value_c, method=method, device=device,
        at_rest=at_rest, symptoms=symptoms, mood=mood, note=note, source=source, round_id=round_id,
        taken_at=min(taken_at, now()) if taken_at else moment_of(by),
    )  # fmt: skip


@action("health.report_self", needs="", online_only=True)
def report_self(
    *, by: Actor, site_id: UUID, person_id: UUID, value_c: Celsius | None = None,
    method: TemperatureMethod = TemperatureMethod.ARMPIT, symptoms: Symptoms = (), mood: Felt = "",
    note: Note = "",
) -> Observed:  # fmt: skip
    """Record how somebody says they are, or a child through its guardian; nobody for another adult."""
    if not _speaks_for(by, site_id, person_id):
        words = gettext_noop(
            "This page speaks for its own party only: who holds the phone, and the children."
        )
        raise Refusal("not_your_party", words)
    return _record(
        by=by, site_id=site_id, person_id=person_id, value_c=value_c, method=method, device="",
        at_rest=False, symptoms=symptoms, mood=mood, note=note, source=ObservedBy.SELF, round_id=None,
        taken_at=now(),
    )  # fmt: skip


class Withdrawn(Outcome):
    """The observation that counts no more."""

    site_id: UUID
    observation_id: UUID
    person_id: UUID


@action("health.withdraw_observation", needs="health.observe")
def withdraw_observation(*, by: Actor, site_id: UUID, observation_id: UUID) -> Withdrawn:
    """Let an observation that was entered wrongly count no more; what it had met is due again.

    Another one of the same time meets it, if there is one. The entry itself stays as it was made.
    """
    wrong = Observation.objects.filter(id=observation_id, site_id=site_id).first()
    if wrong is None:
        raise Refusal("no_such_observation", gettext_noop("There is no such observation at this site."))
    _person(person_id=wrong.person_id)
    if ObservationWithdrawn.objects.filter(observation=wrong).exists():
        raise Refusal("withdrawn_already", gettext_noop("This observation was withdrawn already."))
    ObservationWithdrawn.objects.create(observation=wrong, withdrawn_at=now(), withdrawn_by_id=by.account_id)
    place = place_of(site_id, wrong.person_id)
    if wrong.reading_id:
        withdraw_reading(
            by=by, site_id=site_id, reading_id=wrong.reading_id, tag=place.words if place else "?"
        )
        _due_again(by, wrong)
        fever_changed.send(Observation, site_id=site_id, person_id=wrong.person_id)
    return Withdrawn(site_id=site_id, observation_id=wrong.id, person_id=wrong.person_id)


def _speaks_for(by: Actor, site_id: UUID, person_id: UUID) -> bool:
    if by.kind != ActorKind.PARTY or by.id is None:
        return False
    tokens = PartyToken.objects.filter(id=by.id, site_id=site_id, revoked_at=None, expires_at__gt=now())
    return any(person_id in spoken_for(token) for token in tokens)


def _due_again(by: Actor, wrong: Observation) -> None:
    due = unmeet_obligation(record_id=wrong.id)
    reopen_task(record_id=wrong.id)
    standing = Observation.objects.filter(person_id=wrong.person_id, withdrawal=None, reading__isnull=False)
    other = standing.filter(taken_at__gte=due.opens_at, taken_at__lt=due.closes_at).first() if due else None
    if other and (other.source != ObservedBy.SELF or watching_rules().self_report_counts):
        _meet(by, other)


def _record(
    *, by: Actor, site_id: UUID, person_id: UUID, value_c: Celsius | None, method: TemperatureMethod,
    device: str, at_rest: bool, symptoms: Symptoms, mood: Felt, note: str, source: ObservedBy,
    round_id: UUID | None, taken_at: datetime,
) -> Observed:  # fmt: skip
    if value_c is None and not (symptoms or mood or note.strip()):
        raise Refusal(
            "nothing_observed", gettext_noop("Nothing was entered: a temperature, a symptom, a mood.")
        )
    _check_known(symptoms)
    person = _person.first(person_id=person_id)
    # What is measured under a wristband that was misread counts for whom it belongs to.
    person_id = person.merged_into_id or person_id if person else person_id
    place = place_of(site_id, person_id)
    if place is None:
        raise Refusal(
            "not_here", gettext_noop("This person is not known at this site. Look at the wristband again.")
        )
    path = FeverPath(before=False, now=False)
    if value_c is not None:
        path = record_temperature(
            by=by, site_id=site_id, person_id=person_id, tag=place.words, value_c=value_c, method=method,
            device=device, at_rest=at_rest, taken_at=taken_at, code=FEVER_ON_ROUND,
        )  # fmt: skip
    observation = Observation.objects.create(
        id=by.command_id, site_id=site_id, person_id=person_id, symptoms=list(dict.fromkeys(symptoms)),
        reading_id=None if value_c is None else by.command_id, mood=mood, source=source, round_id=round_id,
        note=seal_note(person_id, note.strip()) if note.strip() else None, taken_at=taken_at,
        received_at=now(), by=by.key, account_id=by.id if by.kind == ActorKind.ACCOUNT else None,
    )  # fmt: skip
    met = _meet(by, observation) if observation.reading_id else None
    _call_doctor(by, site_id, person_id, place, symptoms)
    if path.now is not path.before:
        fever_changed.send(Observation, site_id=site_id, person_id=person_id)
    return Observed(
        site_id=site_id, observation_id=by.command_id, person_id=person_id, fever=path.now, obligation_id=met
    )


def _check_known(codes: Symptoms) -> None:
    for code in codes:
        if code not in symptom_table():
            words = gettext_noop("The list of symptoms has no “%(code)s”. Update this phone.")
            raise Refusal("unknown_symptom", words, code=code)


def _meet(by: Actor, observation: Observation) -> UUID | None:
    """Let a temperature be the one that was due when it was taken; returns what was due."""
    if observation.source == ObservedBy.SELF and not watching_rules().self_report_counts:
        return None
    met = meet_obligation(
        site_id=observation.site_id, person_id=observation.person_id, kind=DueKind.TEMPERATURE,
        at=observation.taken_at, record_id=observation.id,
    )  # fmt: skip
    close_task(
        by=by, round_id=observation.round_id, kind=OBSERVATION, person_id=observation.person_id,
        record_id=observation.id, at=observation.taken_at,
    )  # fmt: skip
    return met


def _call_doctor(by: Actor, site_id: UUID, person_id: UUID, place: Place, codes: Symptoms) -> None:
    """Put alarming symptoms before the doctor; the matter names the room, never what somebody has."""
    found = {symptom_table()[code].rings for code in codes} - {"no"}
    if not found:
        return
    code = SYMPTOM_NOW if "now" in found else "symptom"
    template = (
        gettext_noop("Room %(place)s: an alarming symptom. Go there now.")
        if code == SYMPTOM_NOW
        else gettext_noop("Room %(place)s: symptoms. The doctor looks at the course and decides.")
    )
    matter = raise_matter(
        by=by, site_id=site_id, kind=Matter.Kind.SYMPTOM, subject_id=person_id, room_id=place.room_id,
        code=code, template=template, place=place.words,
    )  # fmt: skip
    if code == SYMPTOM_NOW and matter.raised_at < now() and matter.record["code"] != SYMPTOM_NOW:
        # What was mild is alarming now: it rings, whoever had taken it on.
        record = {**matter.record, "code": code, "template": template}
        Matter.objects.filter(id=matter.id).update(record=record, responsible=None)
