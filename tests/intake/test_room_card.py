"""A room's card: opened by a wristband's number, and telling nothing to whoever guesses."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from yizhan.intake.room_card import card_rules

if TYPE_CHECKING:
    from tests.intake.night import Night

HOTEL, STREET = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def house(night: Night) -> Night:
    """001 in 302, 002 in 303, 003 in the lobby; 304 is empty."""
    return _let_in(night)


def _let_in(night: Night) -> Night:
    night.announce(expected=6)
    for number in (1, 2, 3):
        night.count(number)
    night.house(1, "302")
    night.house(2, "303")
    return night


def code(night: Night, room: str) -> str:
    from yizhan.stays.models import RoomCard

    return RoomCard.objects.get(room=night.room(room), ended_at=None).code


def opens(code: str, number: int, address: str = HOTEL) -> bool:
    from yizhan.intake.actions.registration import WrongCard, claim_card

    try:
        claim_card(code=code, number=number, address=address)
    except WrongCard:
        return False
    return True


def test_claim_opens_the_card_for_the_party_in_the_room(house: Night) -> None:
    from yizhan.intake.actions.registration import claim_card
    from yizhan.intake.queries.own_party import token_of

    token, secret = claim_card(code=code(house, "302"), number=1, address=HOTEL)
    assert token.party_id == house.stay("001-A").party_id
    assert token_of(secret) == token
    assert token_of(secret + "x") is None
    assert token_of("") is None


def test_claim_keeps_no_secret_and_no_address(house: Night) -> None:
    from yizhan.core.models import AuditEvent, CommandReceipt
    from yizhan.intake.actions.registration import claim_card
    from yizhan.intake.models import CardClaim

    token, secret = claim_card(code=code(house, "302"), number=1, address=HOTEL)
    kept = [str(row) for model in (AuditEvent, CommandReceipt, CardClaim) for row in model.objects.values()]
    assert kept
    assert not any(word in text for text in kept for word in (secret, HOTEL, code(house, "302")))
    assert secret.encode() not in bytes(token.secret_digest)


def test_claim_is_audited_as_the_party(house: Night) -> None:
    from yizhan.core.models import AuditEvent
    from yizhan.intake.actions.registration import claim_card

    token, _ = claim_card(code=code(house, "302"), number=1)
    event = AuditEvent.objects.get(action="intake.claim_card")
    assert event.actor == f"party:{token.id}"
    assert event.subject == {"party": str(token.party_id), "room": str(house.room("302").id)}


@pytest.mark.parametrize(
    ("room", "number"),
    [("302", 2), ("302", 3), ("302", 0), ("302", 999), ("304", 1), ("304", 3), ("none", 1)],
    ids=["neighbour", "lobby", "unreadable", "nobody", "empty room", "empty room, lobby", "no such card"],
)
def test_claim_refuses_alike_and_keeps_the_try(
    house: Night, room: str, number: int, django_assert_num_queries: Any
) -> None:
    from yizhan.intake.actions.registration import WrongCard, claim_card
    from yizhan.intake.models import CardClaim

    known = "ABCDEFGHJK" if room == "none" else code(house, room)
    # The same number of queries whatever is wrong; two of them are the savepoint's.
    with django_assert_num_queries(6), pytest.raises(WrongCard) as refused:
        claim_card(code=known, number=number, address=HOTEL)
    assert refused.value.record() == WrongCard().record()
    assert [claim.succeeded for claim in CardClaim.objects.all()] == [False]


def test_claim_refuses_the_right_number_too_after_five_wrong_ones(house: Night) -> None:
    tries = card_rules().tries_of_a_card
    assert [opens(code(house, "302"), 99) for _ in range(tries)] == [False] * tries
    assert not opens(code(house, "302"), 1, STREET)
    assert opens(code(house, "303"), 2)
    house.minutes(card_rules().tries_within_minutes - 1)
    assert not opens(code(house, "302"), 1)


def test_claim_opens_again_after_a_quarter_of_an_hour(house: Night) -> None:
    for _ in range(card_rules().tries_of_a_card):
        opens(code(house, "302"), 99)
    house.minutes(card_rules().tries_within_minutes)
    assert opens(code(house, "302"), 1)


def test_claim_after_four_wrong_ones_opens(house: Night) -> None:
    for _ in range(card_rules().tries_of_a_card - 1):
        opens(code(house, "302"), 99)
    assert opens(code(house, "302"), 1)


def test_claim_stops_an_address_that_goes_from_card_to_card(house: Night) -> None:
    for number in range(card_rules().tries_of_an_address):
        opens(f"CARD{number:06d}", 1, STREET)
    assert not opens(code(house, "302"), 1, STREET)
    assert opens(code(house, "302"), 1, HOTEL)


def test_a_card_dies_with_its_occupancy(house: Night) -> None:
    from yizhan.stays.actions.rooming import move_party

    old = code(house, "302")
    move_party(
        by=house.by("clerk"), site_id=house.site.id, party_id=house.stay("001-A").party_id, reason="leak",
        from_room_id=house.room("302").id, to_room_id=house.room("304").id,
    )  # fmt: skip
    assert code(house, "302") != old
    assert not opens(old, 1)
    assert opens(code(house, "304"), 1)


def test_tries_at_the_same_moment_are_all_counted(committed_db: None) -> None:
    from django.db import connection

    from tests.intake.night import open_night
    from yizhan.core.clock import running

    night = open_night()
    with running(night.clock):
        card = code(_let_in(night), "302")
    tries = card_rules().tries_of_a_card
    together = threading.Barrier(tries)
    outcomes: list[bool] = []

    def guess(number: int) -> None:
        together.wait()
        try:
            with running(night.clock):
                outcomes.append(opens(card, number, f"198.51.100.{number}"))
        finally:
            connection.close()

    guessing = [threading.Thread(target=guess, args=(number,)) for number in range(90, 90 + tries)]
    for thread in guessing:
        thread.start()
    for thread in guessing:
        thread.join()
    with running(night.clock):
        assert outcomes == [False] * tries
        assert not opens(card, 1)
