"""Names later: a party claims its room's card, and says who its members are."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict

from yizhan.core import keys
from yizhan.core.actions import Outcome, action, record_audit
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.health.actions.care import end_care, flag_care
from yizhan.health.enums import CareKind
from yizhan.intake.actions.guardians import review_guardian
from yizhan.intake.enums import RegistrationRoute
from yizhan.intake.models import CardClaim, Registration, ReminderCall
from yizhan.intake.queries.own_party import live_tokens, secret_digest
from yizhan.intake.room_card import card_rules
from yizhan.people.actions.identity import seal_identity
from yizhan.people.enums import AgeGroup, Language, Relation
from yizhan.people.identity import Identity
from yizhan.people.models import PartyToken, Person
from yizhan.people.queries.identity import identity_of
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.map import touch_persons
from yizhan.stays.models import RoomCard, Stay

NOBODY = UUID(int=0)


class WrongCard(Refusal):
    """The card or the wristband number is wrong, or was tried too often; always said the same way."""

    def __init__(self) -> None:
        super().__init__(
            "card_refused",
            gettext_noop(
                "This does not open. Check the number on your wristband; after five tries, wait 15 minutes."
            ),
        )


def claim_card(*, code: str, number: int, letter: str = "", address: str = "") -> tuple[PartyToken, str]:
    """Open a room's card for the party that wears `number`; returns the token and its secret.

    Who wears `letter` holds the phone; a letter that nobody of the party wears says nothing.
    Outside the actions' receipts, because the secret must not be kept; the attempt itself is, with
    blind tokens of the code and of the sender's network `address`. Raises WrongCard, the same and
    after the same queries, for a wrong code, a wrong number and too many tries.
    """
    with transaction.atomic():
        # Two tries at one card follow each other, or both could be the last that is allowed.
        card = RoomCard.objects.select_for_update().filter(code=code, ended_at=None).first()
        opened = _party_behind(card, number)
        blind = (keys.blind_token("card", code), keys.blind_token("card address", address))
        exhausted = _is_exhausted(*blind)
        party_id, site_id = (None, None) if exhausted else opened
        CardClaim.objects.create(
            id=new_id(), code_token=blind[0], address_token=blind[1], at=now(), succeeded=party_id is not None
        )
        if card and party_id and site_id:
            return _issue_token(card, party_id, site_id, letter)
    # The try is kept though it is refused, so the refusal comes after the transaction.
    raise WrongCard


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
def register_person(
    *, by: Actor, site_id: UUID, facts: MemberFacts, route: RegistrationRoute
) -> PersonRegistered:
    """Bind particulars to somebody who was counted; saying it again replaces what was said."""
    lock_journal(site_id)
    stay = (
        Stay.objects.select_related("person").filter(site_id=site_id, id=facts.stay_id, ended_at=None).first()
    )
    if stay is None:
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    person = stay.person
    before = identity_of(person)
    _update_person(person, facts)
    missing = tuple(facts.identity.missing(child=person.age_group == AgeGroup.CHILD))
    seal_identity(person, facts.identity, scope=site_id)
    Registration.objects.update_or_create(
        person=person,
        defaults={
            "site_id": site_id,
            "route": route,
            "missing": list(missing),
            "last_at": now(),
            "last_by": by.key,
        },
        create_defaults={
            "site_id": site_id,
            "route": route,
            "missing": list(missing),
            "first_at": now(),
            "last_at": now(),
            "last_by": by.key,
        },
    )
    _flag_needs(by, stay, before, facts.identity)
    review_guardian(by=by, site_id=site_id, party_id=stay.party_id)
    touch_persons(site_id, [person.id])
    return PersonRegistered(site_id=site_id, person_id=person.id, missing=missing)


@action("intake.register_own", needs="", online_only=True)
def register_own(*, by: Actor, site_id: UUID, facts: MemberFacts) -> PersonRegistered:
    """Let a party say who its own members are; what a counter saw of them is not theirs to change."""
    token = _own_token(by, site_id)
    if not Stay.objects.filter(
        id=facts.stay_id, party_id=token.party_id, site_id=site_id, ended_at=None
    ).exists():
        raise Refusal("not_your_party", gettext_noop("Your page shows your own party only."))
    own = facts.model_copy(update={"age_group": None})
    return register_person(by=by, site_id=site_id, facts=own, route=RegistrationRoute.RESIDENT)


class ParticularsWithdrawn(Outcome):
    """Whose particulars are unknown again."""

    site_id: UUID
    person_id: UUID


@action("intake.withdraw_particulars", needs="person.register", online_only=True)
def withdraw_particulars(*, by: Actor, site_id: UUID, stay_id: UUID) -> ParticularsWithdrawn:
    """Forget particulars that turned out to be another's: the person was counted and has no name again."""
    lock_journal(site_id)
    stay = Stay.objects.select_related("person").filter(site_id=site_id, id=stay_id, ended_at=None).first()
    if stay is None:
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    person, before = stay.person, identity_of(stay.person)
    seal_identity(person, Identity(), scope=site_id)
    Registration.objects.filter(person=person).delete()
    person.registered_at = None
    person.save(update_fields=["registered_at"])
    _flag_needs(by, stay, before, Identity())
    review_guardian(by=by, site_id=site_id, party_id=stay.party_id)
    touch_persons(site_id, [person.id])
    return ParticularsWithdrawn(site_id=site_id, person_id=person.id)


class PageClosed(Outcome):
    """The party whose page is closed on one phone."""

    site_id: UUID
    party_id: UUID


@action("intake.close_own_page", needs="", online_only=True)
def close_own_page(*, by: Actor, site_id: UUID) -> PageClosed:
    """End the acting party's token: the phone that held it must claim the card again."""
    token = _own_token(by, site_id)
    PartyToken.objects.filter(id=token.id).update(revoked_at=now())
    return PageClosed(site_id=site_id, party_id=token.party_id)


class HolderSaid(Outcome):
    """Who of the party holds the phone."""

    site_id: UUID
    person_id: UUID


@action("intake.say_holder", needs="", online_only=True)
def say_holder(*, by: Actor, site_id: UUID, letter: str) -> HolderSaid:
    """Say who of the party holds this phone; once said, only the card opens it for somebody else."""
    token = _own_token(by, site_id)
    if token.holder_id is not None:
        raise Refusal(
            "holder_said", gettext_noop("This phone is somebody's already. Scan the card in your room again.")
        )
    stay = Stay.objects.filter(
        party_id=token.party_id, site_id=site_id, band_letter=letter, ended_at=None
    ).first()
    if stay is None:
        raise Refusal("not_your_party", gettext_noop("Your page shows your own party only."))
    PartyToken.objects.filter(id=token.id).update(holder_id=stay.person_id)
    return HolderSaid(site_id=site_id, person_id=stay.person_id)


class CallLogged(Outcome):
    """The call that was made."""

    site_id: UUID
    party_id: UUID


@action("intake.log_call", needs="person.register", online_only=True)
def log_call(*, by: Actor, site_id: UUID, party_id: UUID, room_id: UUID, answered: bool) -> CallLogged:
    """Record a reminder call to a room's telephone extension."""
    ReminderCall.objects.create(
        id=by.command_id,
        site_id=site_id,
        room_id=room_id,
        party_id=party_id,
        answered=answered,
        called_at=now(),
        called_by_id=by.account_id,
    )
    return CallLogged(site_id=site_id, party_id=party_id)


def _party_behind(card: RoomCard | None, number: int) -> tuple[UUID | None, UUID | None]:
    """Return the party and site that a number opens at a card; one query, also when there is no card."""
    stay = Stay.objects.filter(
        band_number=number,
        ended_at=None,
        party__occupancies__ended_at=None,
        site__rooms=card.room_id if card else NOBODY,
        party__occupancies__room_id=card.room_id if card else NOBODY,
    ).first()
    return (stay.party_id, stay.site_id) if stay else (None, None)


def _is_exhausted(code_token: bytes, address_token: bytes) -> bool:
    rules = card_rules()
    recent = CardClaim.objects.filter(
        Q(code_token=code_token) | Q(address_token=address_token),
        at__gt=now() - timedelta(minutes=rules.tries_within_minutes),
        succeeded=False,
    )
    tries = [
        (bytes(code), bytes(address)) for code, address in recent.values_list("code_token", "address_token")
    ]
    of_card = sum(code == code_token for code, _ in tries)
    of_address = sum(address == address_token for _, address in tries)
    return of_card >= rules.tries_of_a_card or of_address >= rules.tries_of_an_address


def _issue_token(card: RoomCard, party_id: UUID, site_id: UUID, letter: str) -> tuple[PartyToken, str]:
    secret = secrets.token_urlsafe(32)
    wearing = Stay.objects.filter(party_id=party_id, site_id=site_id, band_letter=letter, ended_at=None)
    token = PartyToken.objects.create(
        id=new_id(),
        party_id=party_id,
        holder_id=wearing.values_list("person_id", flat=True).first(),
        site_id=site_id,
        secret_digest=secret_digest(secret),
        created_at=now(),
        expires_at=now() + timedelta(days=card_rules().page_lasts_days),
    )
    RoomCard.objects.filter(id=card.id, claimed_at=None).update(claimed_at=now())
    by = Actor(ActorKind.PARTY, token.id).tapping()
    record_audit(by, "intake.claim_card", site_id=site_id, party=str(party_id), room=str(card.room_id))
    return token, secret


def _own_token(by: Actor, site_id: UUID) -> PartyToken:
    held = by.id if by.kind == ActorKind.PARTY else None
    token = live_tokens().filter(id=held or NOBODY, site_id=site_id).first()
    if token is None:
        raise Refusal("page_closed", gettext_noop("This page is closed. Scan the card in your room again."))
    return token


def _update_person(person: Person, facts: MemberFacts) -> None:
    if facts.relation != Relation.UNKNOWN:
        person.relation = facts.relation
    person.language = facts.identity.language or ""
    person.age_group = facts.age_group or person.age_group
    person.registered_at = person.registered_at or now()
    person.save(update_fields=["relation", "language", "age_group", "registered_at"])


def _flag_needs(by: Actor, stay: Stay, before: Identity, identity: Identity) -> None:
    """Flag what these particulars say, and take back what only the earlier ones said."""
    said = _needs_in(identity)
    for kind in said:
        flag_care(
            by=by, site_id=stay.site_id, party_id=stay.party_id, person_id=stay.person_id, kind=kind,
            weeks=identity.pregnancy_weeks if kind == CareKind.PREGNANT else None,
        )  # fmt: skip
    for kind in _needs_in(before) - said:
        end_care(by=by, person_id=stay.person_id, kind=kind)


def _needs_in(identity: Identity) -> set[CareKind]:
    present = {
        CareKind.PREGNANT: identity.pregnancy_weeks is not None,
        CareKind.CHRONIC_MEDICINE: bool(identity.medicines),
        CareKind.NO_COMMON_LANGUAGE: identity.language == Language.OTHER,
    }
    return {kind for kind, is_said in present.items() if is_said}
