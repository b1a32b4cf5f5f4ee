"""A whole night with the network cut: radio clerk and sheets alone, the ledger right in the morning."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from yizhan.intake.enums import CountRound

if TYPE_CHECKING:
    from tests.intake.night import Night
    from tests.web.radio.clerk import Clerk

# 44 parties, 84 people: six of three, twenty-eight of two, ten alone; in six waves.
SIZES = [3] * 6 + [2] * 28 + [1] * 10
PEOPLE = 84
NUMBERS = range(1, 45)
WAVES = [range(start, end) for start, end in pairwise((1, 9, 17, 24, 31, 38, 45))]
BY_RADIO = range(1, 24)


def make_up(number: int) -> tuple[int, int]:
    """Adults and children of a party: somebody alone is an adult, everybody else has a child."""
    size = SIZES[number - 1]
    return (1, 0) if size == 1 else (size - 1, 1)


def tags(number: int) -> list[str]:
    return [f"{number:03d}-{letter}" for letter in "ABC"[: SIZES[number - 1]]]


@pytest.fixture
def rooms(night: Night) -> dict[int, str]:
    """Which room each party gets: the smallest that is free, in walking order."""
    from yizhan.places.models import Room

    free = [(room.name, room.beds) for room in Room.objects.filter(site=night.site)]
    given: dict[int, str] = {}
    for number in NUMBERS:
        fitting = min((room for room in free if room[1] >= SIZES[number - 1]), key=lambda room: room[1])
        given[number] = fitting[0]
        free.remove(fitting)
    return given


def test_ledger_is_right_in_the_morning(night: Night, clerk: Clerk, rooms: dict[int, str]) -> None:
    night.minutes(120)
    _call_in(clerk, rooms)
    night.minutes(600)
    _key_sheets(clerk, rooms)
    for word, by in (
        ("done bus 84", "counter1"),
        ("done temp 84", "counter2"),
        ("done rooms 84", "counter3"),
    ):
        clerk.say(word, by=by)
    _expect_right_morning(night, rooms)


def _call_in(clerk: Clerk, rooms: dict[int, str]) -> None:
    """The first three waves come over the radio while they happen."""
    for wave, numbers in enumerate(WAVES[:3], start=1):
        for number in numbers:
            adults, children = make_up(number)
            clerk.say(f"{number} {adults}+{children}", by="counter1", wave=wave)
    for number in BY_RADIO:
        for tag in tags(number):
            clerk.say(f"{tag} 36.6", by="counter2")
        clerk.say(f"{number} > {rooms[number]}", by="reception")
        clerk.say(f"{rooms[number]} in {SIZES[number - 1]}", by="counter3")
    clerk.say("001-A dialysis", by="counter3")


def _key_sheets(clerk: Clerk, rooms: dict[int, str]) -> None:
    """What was written on paper from the fourth wave on is keyed in the next morning."""
    from tests.web.radio.clerk import said_by

    for sheet, numbers in enumerate(WAVES[3:], start=1):
        off = [dict(zip(("tag", "adults", "children"), (n, *make_up(n)), strict=True)) for n in numbers]
        people = sum(SIZES[number - 1] for number in numbers)
        page = clerk.key("off_bus", sheet, off, by="counter1", begun="21:10", wave=sheet + 3, total=people)
        assert f"{len(numbers)} rows entered" in said_by(page)
    on_paper = [number for number in NUMBERS if number not in BY_RADIO]
    readings = [tag for number in on_paper for tag in tags(number)]
    for sheet, part in enumerate((readings[:30], readings[30:]), start=1):
        clerk.key(
            "temperature", sheet, [{"tag": tag, "value": "36.5"} for tag in part], by="counter2", begun="2130"
        )
    clerk.key(
        "rooming", 1, [{"tag": number, "room": rooms[number]} for number in on_paper], by="reception",
        begun="21:50",
    )  # fmt: skip
    looks = [{"room": rooms[number], "people": SIZES[number - 1]} for number in on_paper]
    looks[0] |= {"tag": on_paper[0], "found": "A insulin"}
    people = sum(SIZES[number - 1] for number in on_paper)
    clerk.key("room_check", 1, looks, by="counter3", begun="23:40", total=people)


def _expect_right_morning(night: Night, rooms: dict[int, str]) -> None:
    from yizhan.command.queries.verify import verify
    from yizhan.duty.models import Matter
    from yizhan.health.models import CareFlag
    from yizhan.intake.actions.announce import finish_batch
    from yizhan.intake.models import HeadcountMark
    from yizhan.stays.queries.ledger import ledger_at

    counts = night.counts
    assert counts.raw == counts.settled == {1: PEOPLE, 2: PEOPLE, 3: PEOPLE}
    assert counts.is_complete
    assert counts.shared == {}
    assert [wave.people[CountRound.OFF_BUS] for wave in counts.waves] == [
        sum(SIZES[n - 1] for n in wave) for wave in WAVES
    ]
    finish_batch(by=night.by("head"), site_id=night.site.id, batch_id=night.batch_id)
    ledger = ledger_at(night.site, night.clock.now())
    where = {(line.tag, line.place.room) for line in ledger.lines if line.place}
    assert where == {(tag, rooms[number]) for number in NUMBERS for tag in tags(number)}
    assert ledger.people == PEOPLE
    assert night.stay("024-A").party.members.count() == 2
    late = HeadcountMark.objects.get(stay=night.stay("030-A"))
    assert late.tapped_at == datetime(2022, 3, 16, 13, 30, tzinfo=UTC)
    assert set(CareFlag.objects.values_list("kind", flat=True)) == {"dialysis", "insulin"}
    assert not Matter.objects.filter(settled_at=None, kind=Matter.Kind.SYNC_CONFLICT).exists()
    report = verify()
    assert report.clean, report.as_json()
    assert [(site.present, site.roomed) for site in report.sites] == [(PEOPLE, PEOPLE)]
