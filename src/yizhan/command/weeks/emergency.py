"""The night of day thirteen: a thread that says who was told, when, what was tried, and who answered."""

from datetime import timedelta

from yizhan.command.weeks.guests import Guest, Guests
from yizhan.command.weeks.house import House

STEP = timedelta(minutes=15)


def night_of_pain(house: House, day: int) -> Guest:
    """Raise it from the room at night, let people answer and try; returns who is ill."""
    told = house.facts.reported["emergency"]
    guest = who_falls_ill(house.guests)
    house.until(house.facts.at(day, told["at"]))
    raised = house.decide(
        "nurse",
        "duty.raise_emergency",
        room_id=house.group_of(guest).room,
        place=house.facts.table["written"]["pain"],
    )
    thread = raised["emergency_id"]
    for who, kind, words in house.facts.assumed["night"]:
        house.until(house.clock.now() + STEP)
        house.decide(who, "duty.answer_emergency", emergency_id=thread, kind=kind, words=words)
    house.until(house.facts.at(day + 1, told["eased_at"]))
    outcome = house.facts.table["written"]["eased"]
    house.decide("nurse", "duty.close_emergency", emergency_id=thread, outcome=outcome)
    return guest


def who_falls_ill(guests: Guests) -> Guest:
    """Return somebody who came in the first week, leaves no child behind, and is no contact of a positive."""
    return next(
        group.present[0]
        for group in guests.here()
        if 1 <= group.comes <= 7
        and group.positive_on is None
        and not any(guest.traveller.child for guest in group.guests)
    )
