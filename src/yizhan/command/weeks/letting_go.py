"""Who leaves: released when due, sent to hospital when positive, their contacts counted anew."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from yizhan.command.weeks.guests import Group, Guest
from yizhan.command.weeks.house import House
from yizhan.core.ids import new_id
from yizhan.leaving.queries.board import leaver_of, leaving_board
from yizhan.leaving.queries.conditions import Condition, State

HALF_AN_HOUR = timedelta(minutes=30)


def release_due(house: House, day: int) -> None:
    """Release everybody who is due."""
    release(house, day, [str(one.stay.id) for one in leaving_board(house.site).past_due])


def release(house: House, day: int, stays: list[str]) -> None:
    """Release people who are due, vouched for where no record shows it; by decision where a test lacks."""
    for stay in stays:
        _vouch(house, stay)
    ready = [stay for stay in stays if not _open(house, stay)]
    if ready:
        house.decide("head", "leaving.release", stay_ids=ready)
    for stay in set(stays) - set(ready):
        house.decide(
            "head", "leaving.decide_at_due", stay_id=stay, reason=house.facts.table["written"]["late_result"]
        )
    house.out(day, *(house.guests.by_stay(stay) for stay in stays))


def _vouch(house: House, stay: str) -> None:
    for condition in _open(house, stay):
        if condition.state == State.BY_NAME:
            house.decide("head", "leaving.vouch", stay_id=stay, code=condition.code)


def _open(house: House, stay: str) -> tuple[Condition, ...]:
    leaver = leaver_of(house.site, UUID(stay))
    return leaver.open if leaver else ()


def to_hospital(house: House, day: int, guest: Guest, reason: str) -> None:
    """Order the transfer, let the person go, and write down who took over there."""
    now, order_id = house.clock.now(), str(new_id())
    named = house.facts.table["named"]
    way: dict[str, Any] = {
        "origin_kind": "site", "origin_id": str(house.site_id), "target_kind": "hospital",
        "target_words": named["hospital"], "leaves_at": now.isoformat(),
        "expected_at": (now + HALF_AN_HOUR).isoformat(), "handling": "ambulance", "plate": named["ambulance"],
    }  # fmt: skip
    ordered = house.decide(
        "clerk",
        "leaving.order_transfer",
        order_id=order_id,
        way=way,
        person_ids=[guest.person_id],
        reason=reason,
    )
    passengers = list(ordered["passengers"].values())
    house.decide("head", "leaving.let_go", order_id=order_id, passenger_ids=passengers)
    house.out(day, guest)
    house.until(now + HALF_AN_HOUR)
    house.decide(
        "head",
        "leaving.confirm_received",
        order_id=order_id,
        passenger_ids=passengers,
        name=named["receives"],
    )


def set_apart(house: House, day: int) -> None:
    """See to everybody who was found positive today: to hospital, and those of the room counted anew."""
    for group in [group for group in house.guests.here() if group.positive_on == day]:
        written = house.facts.table["written"]
        to_hospital(house, day, group.guests[0], written["hospital"])
        house.kept.positives += 1
        _count_anew(house, day, group)


def _count_anew(house: House, day: int, group: Group) -> None:
    """Their last exposure is today: two people keep them longer, as the authority orders."""
    written = house.facts.table["written"]
    stays = [guest.stay_id for guest in group.present]
    exposed = house.facts.at(day, "12:00").isoformat()
    proposed = house.decide(
        "clerk", "course.propose_change", stay_ids=stays, patch={"anchors": {"last_exposure": exposed}},
        reason=written["contact"], authority=written["authority"],
    )  # fmt: skip
    house.decide("deputy", "course.sign_change", change_id=proposed["waiting_id"])
    group.due = house.facts.due_on(day)
    house.kept.contacts += proposed["waiting"]
