"""The day before: everybody comes, gets a room and a name, and many scan the card in their room."""

from yizhan.command.needs.day import Day
from yizhan.command.weeks.receiving import arrive, know_persons

BUS_LOADS = 40


def move_in(day: Day) -> None:
    """Let everybody who lives there at the beginning come, some buses one after the other."""
    day.until(day.facts.at(0, "13:00"))
    day.sign_in()
    first, last = day.facts.assumed["roll"]
    day.decide("door", "intake.issue_roll", first=first, last=last, device="door")
    coming = day.guests.coming(0)
    for place in range(0, len(coming), BUS_LOADS):
        arrive(day, coming[place : place + BUS_LOADS], cohort=day.facts.assumed["cohort"])
    know_persons(day)
    for group in coming:
        if group.number in day.with_page:
            day.open_page(group)
