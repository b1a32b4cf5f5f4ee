"""Names later: a party claims its room's card, and says who its members are."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict

from yizhan.core import keys
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.health.actions.care import flag_care
from yizhan.health.enums import CareKind
from yizhan.intake.enums import RegistrationRoute
from yizhan.intake.models import CardClaim, Registration, ReminderCall
from yizhan.people.actions.identity import seal_identity
from yizhan.people.enums import AgeGroup, Language, Relation
from yizhan.people.identity import Identity
from yizhan.people.models import PartyToken, Person
from yizhan.places.models import Occupancy
from yizhan.stays.actions.map import touch_rooms
from yizhan.stays.models import RoomCard, Stay

TRIES = 5
TRIES_WITHIN = timedelta(minutes=15)
TOKEN_LASTS = timedelta(days=30)


class WrongCard(Refusal):
    """The card or the wristband number is wrong, or was tried too often; always said the same way."""

    def __init__(self) -> None:
        super().__init__(
            "card_refused",
            gettext_noop("This does not open. Check the number on your wristband; after five tries, wait 15 minutes."),
        )


def claim_card(*, code: str, number: int) -> tuple[PartyToken, str]:
    """Open a room's card for the party that wears `number`; returns the token and its secret.

    Outside the actions' receipts, because the secret must not be kept; the attempt itself is.
    Raises WrongCard, the same for a wrong code, a wrong number and too many tries.
    """
    code_token = keys.blind_token("card", code)
    recent = CardClaim.objects.filter(code_token=code_token, at__gt=now() - TRIES_WITHIN, succeeded=False)
    party_id, site_id = (None, None) if recent.count() >= TRIES else _party_of_card(code, number)
    CardClaim.objects.create(id=new_id(), code_token=code_token, at=now(), succeeded=party_id is not None)
    if party_id is None or site_id is None:
        raise WrongCard
    secret = secrets.token_urlsafe(32)
    token = PartyToken.objects.create(
        id=new_id(), party_id=party_id, site_id=site_id, secret_digest=hashlib.sha256(secret.encode()).digest(),
        created_at=now(), expires_at=now() + TOKEN_LASTS,
    )  # fmt: skip
    RoomCard.objects.filter(code=code, claimed_at=None).update(claimed_at=now())
    return token, secret


class MemberFacts(BaseModel):
    """What is said about one member of a party."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stay_id: UUID
    identity: Identity
    relation: Relation = Relation.UNKNOWN
    age_group: AgeGroup | None = None


class PersonRegistered(Outcome):
    """Whose particulars were recorded, and which of tonight's five fields are still open."""

    site_id: UUID
    person_id: UUID
    missing: tuple[str, ...]


@action("intake.register_person", needs="person.register", online_only=True)
def register_person(*, by: Actor, site_id: UUID, facts: MemberFacts, route: RegistrationRoute) -> PersonRegistered:
    """Bind particulars to somebody who was counted; saying it again replaces what was said."""
    stay = Stay.objects.select_related("person").filter(site_id=site_id, id=facts.stay_id, ended_at=None).first()
    if stay is None:
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    person = stay.person
    missing = tuple(facts.identity.missing(child=person.age_group == AgeGroup.CHILD))
    seal_identity(person, facts.identity, scope=site_id)
    _update_person(person, facts)
    Registration.objects.update_or_create(
        person=person,
        defaults={"site_id": site_id, "route": route, "missing": list(missing), "last_at": now(), "last_by": by.key},
        create_defaults={
            "site_id": site_id, "route": route, "missing": list(missing), "first_at": now(), "last_at": now(),
            "last_by": by.key,
        },
    )  # fmt: skip
    _flag_needs(by, stay, facts.identity)
    touch_rooms(site_id, Occupancy.objects.filter(person=person, ended_at=None).values_list("room_id", flat=True))
    return PersonRegistered(site_id=site_id, person_id=person.id, missing=missing)


class CallLogged(Outcome):
    """The call that was made."""

    site_id: UUID
    party_id: UUID


@action("intake.log_call", needs="person.register", online_only=True)
def log_call(*, by: Actor, site_id: UUID, party_id: UUID, room_id: UUID, answered: bool) -> CallLogged:
    """Record a reminder call to a room's telephone extension."""
    ReminderCall.objects.create(
        id=by.command_id, site_id=site_id, room_id=room_id, party_id=party_id, answered=answered,
        called_at=now(), called_by_id=by.account_id,
    )  # fmt: skip
    return CallLogged(site_id=site_id, party_id=party_id)


def _party_of_card(code: str, number: int) -> tuple[UUID | None, UUID | None]:
    card = RoomCard.objects.select_related("room").filter(code=code, ended_at=None).first()
    if card is None:
        return None, None
    inside = Occupancy.objects.filter(room_id=card.room_id, ended_at=None).values("party_id")
    stay = Stay.objects.filter(
        site_id=card.room.site_id, band_number=number, ended_at=None, party_id__in=inside
    ).first()
    return (stay.party_id, stay.site_id) if stay else (None, None)


def _update_person(person: Person, facts: MemberFacts) -> None:
    person.relation = facts.relation
    person.language = facts.identity.language or ""
    person.age_group = facts.age_group or person.age_group
    person.registered_at = person.registered_at or now()
    person.save(update_fields=["relation", "language", "age_group", "registered_at"])


def _flag_needs(by: Actor, stay: Stay, identity: Identity) -> None:
    found = {
        CareKind.PREGNANT: identity.pregnancy_weeks is not None,
        CareKind.CHRONIC_MEDICINE: bool(identity.medicines),
        CareKind.NO_COMMON_LANGUAGE: identity.language == Language.OTHER,
    }
    for kind, present in found.items():
        if present:
            flag_care(
                by=by, site_id=stay.site_id, party_id=stay.party_id, person_id=stay.person_id, kind=kind,
                weeks=identity.pregnancy_weeks if kind == CareKind.PREGNANT else None,
            )  # fmt: skip
