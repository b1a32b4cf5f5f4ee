"""Samples on their way: packed, handed over, received, reported; what is positive is known to the script."""

from datetime import datetime

from yizhan.command.weeks.house import House
from yizhan.health.actions.sending import MOST_TUBES
from yizhan.health.models import Result, Tube, TubeMember

POSITIVE, NEGATIVE = "positive", "negative"


def send(house: House, promised_at: datetime) -> None:
    """Pack every tube that holds a sample and is in no box, and hand the boxes over."""
    taken = Tube.objects.filter(site_id=house.site_id, box=None, members__isnull=False).distinct()
    codes = list(taken.values_list("code", flat=True))
    named = house.facts.table["named"]
    for place in range(0, len(codes), MOST_TUBES):
        tubes = codes[place : place + MOST_TUBES]
        box = house.decide("nurse", "health.pack_box", tubes=tubes)
        house.decide(
            "nurse", "health.hand_over_boxes", box_ids=[box["box_id"]], received_by=named["carrier"],
            laboratory=named["laboratory"], temperature_c="4.0", promised_at=promised_at.isoformat(),
        )  # fmt: skip
        house.decide("clerk", "health.receive_box", box_id=box["box_id"], received_by=named["collector"])


def report(house: House, day: int) -> None:
    """Enter the result of every tube that the laboratory has."""
    phone = house.phones["clerk"]
    for code, value in _results(house, day):
        phone.keep("health.enter_result", tube=code, value=value)
    phone.finish()


def _results(house: House, day: int) -> list[tuple[str, str]]:
    """Return what the laboratory finds in each tube that has no result yet."""
    waiting = TubeMember.objects.filter(tube__site_id=house.site_id, tube__results=None)
    positive = {group.guests[0].person_id for group in house.guests.groups if group.positive_on == day}
    return [
        (code, POSITIVE if str(person) in positive else NEGATIVE)
        for code, person in waiting.values_list("tube__code", "person_id")
    ]


def report_by_file(house: House, day: int) -> None:
    """Bring the laboratory's file, and by mistake the same one again: it is known, and read once."""
    words = house.facts.table["written"]["laboratory_file"]
    rows = [f"{code},{words[value]}" for code, value in _results(house, day)]
    file = (words["name"], "\n".join([words["headings"], *rows]).encode())
    first, again = _bring(house, file), _bring(house, file)
    house.kept.files_again += first == again
    browser = house.phones["clerk"].browser
    browser.submit(*browser.form_to(first, "/results/"))


def _bring(house: House, file: tuple[str, bytes]) -> str:
    """Bring a file to the desk; returns the address at which it is looked through."""
    browser = house.phones["clerk"].browser
    page, form = browser.form(f"/s/{house.stage.code}/samples/files/", "command_id")
    return str(browser.bring(page, form, file).url)


def unreported(house: House) -> int:
    """Return how many samples have no result."""
    return (
        TubeMember.objects.filter(tube__site_id=house.site_id)
        .exclude(tube__in=Result.objects.values("tube"))
        .count()
    )
