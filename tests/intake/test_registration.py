"""Names later: bound to whoever was counted, by a clerk or by the party itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.people.enums import AgeGroup, DocumentKind, Language, Relation, Sex
from yizhan.people.identity import Identity

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.intake.actions.registration import MemberFacts, PersonRegistered
    from yizhan.people.models import PartyToken

FIVE = Identity(
    name="曾丽", sex=Sex.FEMALE, birth_date=date(1990, 3, 7), document_kind=DocumentKind.PASSPORT,
    document_number="E12345678", phone="13800138000",
)  # fmt: skip


@pytest.fixture
def house(night: Night) -> Night:
    """001 (adult, child) in 302, 002 (adult, child) in 303."""
    night.announce(expected=4)
    for number, room in ((1, "302"), (2, "303")):
        night.count(number)
        night.house(number, room)
    return night


def facts(night: Night, tag: str, identity: Identity = FIVE, **more: Any) -> MemberFacts:
    from yizhan.intake.actions.registration import MemberFacts

    return MemberFacts(stay_id=night.stay(tag).id, identity=identity, **more)


def register(night: Night, tag: str, identity: Identity = FIVE, **more: Any) -> PersonRegistered:
    from yizhan.intake.actions.registration import register_person
    from yizhan.intake.enums import RegistrationRoute

    return register_person(
        by=night.by("clerk"), site_id=night.site.id, facts=facts(night, tag, identity, **more),
        route=RegistrationRoute.CALL,
    )  # fmt: skip


def open_page(night: Night, number: int, room: str) -> PartyToken:
    from yizhan.intake.actions.registration import claim_card
    from yizhan.stays.models import RoomCard

    code = RoomCard.objects.get(room=night.room(room), ended_at=None).code
    token, _ = claim_card(code=code, number=number)
    return token


@contextmanager
def refusing(code: str) -> Iterator[None]:
    with pytest.raises(Refusal) as refused:
        yield
    assert refused.value.code == code


def party(token: PartyToken) -> Actor:
    return Actor(ActorKind.PARTY, token.id).tapping()


def kinds_of(night: Night, tag: str) -> set[str]:
    return set(night.stay(tag).person.care_flags.values_list("kind", flat=True))


def test_registration_is_bound_to_who_was_counted(house: Night) -> None:
    from yizhan.intake.models import Registration
    from yizhan.people.queries.identity import identity_of

    done = register(house, "001-A", relation=Relation.GRANDPARENT)
    person = house.stay("001-A").person
    assert (done.person_id, done.missing) == (person.id, ())
    assert identity_of(person) == FIVE
    assert (person.relation, person.registered_at) == (Relation.GRANDPARENT, house.clock.now())
    assert Registration.objects.get(person=person).route == "call"


def test_registration_says_what_is_still_missing(house: Night) -> None:
    assert register(house, "001-A", Identity(name="曾丽")).missing == (
        "sex",
        "birth_date",
        "document_kind",
        "phone",
    )
    assert register(house, "001-B", Identity(name="曾晨")).missing == ("sex", "birth_date", "document_kind")


def test_registration_said_again_replaces_and_keeps_the_first_moment(house: Night) -> None:
    from yizhan.intake.models import Registration

    register(house, "001-A", Identity(name="曾丽"))
    first = house.clock.now()
    house.minutes(10)
    register(house, "001-A")
    person = house.stay("001-A").person
    registration = Registration.objects.get(person=person)
    assert (registration.first_at, registration.last_at) == (first, first + timedelta(minutes=10))
    assert registration.missing == []
    assert person.registered_at == first


def test_registration_marks_the_room_for_every_open_map(house: Night) -> None:
    before = house.room("302").map_version
    register(house, "001-A")
    assert house.room("302").map_version > before
    assert house.room("303").map_version < house.room("302").map_version


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Identity(pregnancy_weeks=20), "pregnant"),
        (Identity(medicines="warfarin"), "chronic_medicine"),
        (Identity(language=Language.OTHER), "no_common_language"),
    ],
)
def test_registration_flags_what_whoever_knocks_must_know(house: Night, said: Identity, kind: str) -> None:
    register(house, "001-A", said)
    assert kinds_of(house, "001-A") == {kind}
    assert kinds_of(house, "001-B") == set()


def test_registration_of_nobody_is_refused(house: Night) -> None:
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute

    with refusing("no_such_stay"):
        register_person(
            by=house.by("clerk"), site_id=house.site.id, route=RegistrationRoute.CALL,
            facts=MemberFacts(stay_id=new_id(), identity=FIVE),
        )  # fmt: skip


def test_receipts_and_audit_hold_no_particulars(house: Night) -> None:
    from yizhan.core.models import AuditEvent, CommandReceipt

    register(house, "001-A")
    kept = [str(receipt.result) for receipt in CommandReceipt.objects.all()]
    kept += [str(event.subject) for event in AuditEvent.objects.all()]
    assert kept
    assert not any(word in text for text in kept for word in ("曾丽", "E12345678", "13800138000"))


def test_a_party_registers_its_own(house: Night) -> None:
    from yizhan.intake.actions.registration import register_own
    from yizhan.intake.models import Registration

    token = open_page(house, 1, "302")
    register_own(by=party(token), site_id=house.site.id, facts=facts(house, "001-B"))
    registration = Registration.objects.get(person=house.stay("001-B").person)
    assert (registration.route, registration.last_by) == ("resident", f"party:{token.id}")


def test_a_party_does_not_register_its_neighbours(house: Night) -> None:
    from yizhan.intake.actions.registration import register_own

    token = open_page(house, 1, "302")
    with refusing("not_your_party"):
        register_own(by=party(token), site_id=house.site.id, facts=facts(house, "002-A"))
    assert house.stay("002-A").person.registered_at is None


def test_a_party_does_not_change_what_the_counter_saw(house: Night) -> None:
    from yizhan.intake.actions.registration import register_own

    token = open_page(house, 1, "302")
    claimed = facts(house, "001-B", age_group=AgeGroup.ADULT)
    register_own(by=party(token), site_id=house.site.id, facts=claimed)
    assert house.stay("001-B").person.age_group == AgeGroup.CHILD


@pytest.mark.parametrize("site", ["other", "own"])
def test_an_account_or_another_site_opens_no_party(house: Night, site: str) -> None:
    from yizhan.intake.actions.registration import register_own

    token = open_page(house, 1, "302")
    by = party(token) if site == "other" else house.by("clerk")
    site_id = UUID(int=7) if site == "other" else house.site.id
    with refusing("page_closed"):
        register_own(by=by, site_id=site_id, facts=facts(house, "001-A"))


def test_a_closed_page_registers_nothing(house: Night) -> None:
    from yizhan.intake.actions.registration import close_own_page, register_own

    token, other = open_page(house, 1, "302"), open_page(house, 1, "302")
    close_own_page(by=party(token), site_id=house.site.id)
    with refusing("page_closed"):
        register_own(by=party(token), site_id=house.site.id, facts=facts(house, "001-A"))
    register_own(by=party(other), site_id=house.site.id, facts=facts(house, "001-A"))


def test_an_expired_page_registers_nothing(house: Night) -> None:
    from yizhan.intake.actions.registration import register_own

    token = open_page(house, 1, "302")
    house.minutes(30 * 24 * 60)
    with refusing("page_closed"):
        register_own(by=party(token), site_id=house.site.id, facts=facts(house, "001-A"))


def test_a_page_ends_with_the_stay(house: Night) -> None:
    from yizhan.intake.queries.own_party import live_tokens
    from yizhan.stays.actions.stays import void_stay

    token = open_page(house, 1, "302")
    assert live_tokens().filter(id=token.id).exists()
    void_stay(house.stay("001-A"), by=house.by("clerk"), reason="test")
    assert live_tokens().filter(id=token.id).exists()
    void_stay(house.stay("001-B"), by=house.by("clerk"), reason="test")
    assert not live_tokens().filter(id=token.id).exists()


def test_no_command_from_afar_registers_as_a_party(house: Night) -> None:
    from yizhan.core.actions import registered
    from yizhan.web.api.permission import may

    own = registered()["intake.register_own"]
    read = own.facts(site_id=house.site.id, facts=facts(house, "001-A"))
    assert not may(house.by("head"), own, read, house.clock.now())


def test_log_call_keeps_who_was_called(house: Night) -> None:
    from yizhan.intake.actions.registration import log_call
    from yizhan.intake.models import ReminderCall

    log_call(
        by=house.by("clerk"), site_id=house.site.id, party_id=house.stay("001-A").party_id,
        room_id=house.room("302").id, answered=False,
    )  # fmt: skip
    call = ReminderCall.objects.get()
    assert (call.room.name, call.answered, call.called_by_id) == ("302", False, house.crew["clerk"])
