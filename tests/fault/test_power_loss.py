"""R2: the power fails at any point of a day's work; what was acknowledged is there, and nothing by halves."""

from __future__ import annotations

import random
import shutil
from bisect import bisect_right
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests.fault.power import DATABASE, FATES, INDEX, Acknowledged, Disk, Event, Trace, traced
from tests.leaving.conftest import committed_going, protocols  # noqa: F401 - the fixtures

if TYPE_CHECKING:
    from tests.leaving.going import Going

POINTS = 5_000
# Small, so that the log is written back into the database many times within the day.
LOG_PAGES = 150
VERIFY_EVERY = 1_000
# What tells how far the day has come; each is a figure that some step of it changes.
FIGURES = """
SELECT (SELECT count(*) FROM core_commandreceipt), (SELECT count(*) FROM core_auditevent),
       (SELECT sum(sequence) FROM stays_journalhead), (SELECT count(*) FROM stays_journalentry),
       (SELECT count(*) FROM stays_stay), (SELECT count(*) FROM stays_stay WHERE ended_at IS NOT NULL),
       (SELECT count(*) FROM places_occupancy WHERE ended_at IS NULL),
       (SELECT count(*) FROM health_observation), (SELECT count(*) FROM health_temperaturereading),
       (SELECT count(*) FROM health_tubemember), (SELECT count(*) FROM health_tube WHERE box_id IS NOT NULL),
       (SELECT count(*) FROM health_handover), (SELECT count(*) FROM health_result),
       (SELECT count(*) FROM duty_obligation WHERE met_at IS NOT NULL),
       (SELECT count(*) FROM duty_obligation WHERE withdrawn_at IS NOT NULL),
       (SELECT count(*) FROM leaving_transferorder), (SELECT count(*) FROM leaving_passenger),
       (SELECT count(*) FROM leaving_passenger WHERE left_at IS NOT NULL),
       (SELECT count(*) FROM leaving_passenger WHERE new_stay_id IS NOT NULL),
       (SELECT count(*) FROM leaving_earlyrelease WHERE state = 'signed'),
       (SELECT count(*) FROM leaving_certificate), (SELECT count(*) FROM course_courserecord)
"""

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a trace of SQLite's own writes"),
]


@pytest.fixture
def day(committed_going: Going) -> Going:  # noqa: F811 - the fixture
    """Twenty people in ten rooms under a protocol, and a second site."""
    going = committed_going
    for number in range(3, 11):
        going.night.count(number)
        going.night.house(number, f"{4 + (number - 3) // 4}{2 + number % 4:02d}")
    going.begin(*(f"{number:03d}-{letter}" for number in range(1, 11) for letter in "AB"))
    going.second_site()
    return going


@pytest.mark.parametrize(
    ("points", "seed"),
    [pytest.param(POINTS, 1, id="quick"), pytest.param(20 * POINTS, 2, id="long", marks=pytest.mark.soak)],
)
def test_what_was_acknowledged_outlasts_the_power(day: Going, tmp_path: Path, points: int, seed: int) -> None:
    connection.close()
    before = Path(connection.settings_dict["NAME"]).read_bytes()
    trace, figures = Trace(), [_figures_in(Path(connection.settings_dict["NAME"]))]
    with traced(trace):
        for step in _live_through(day):
            trace.acknowledge(step)
            figures.append(_figures_now())
        connection.close()
    acknowledged = [place for place, event in enumerate(trace.events) if isinstance(event, Acknowledged)]
    assert len(set(figures)) == len(figures) > 60
    chance, tried, verified = random.Random(seed), 0, 0
    for tour in count():
        folder = tmp_path / str(tour)
        folder.mkdir()
        disk = Disk(folder, {DATABASE: bytearray(before)})
        for place, event in enumerate(trace.events):
            if not isinstance(event, Event):
                continue
            disk.take(event)
            done = bisect_right(acknowledged, place)
            fate = chance.choice(FATES)
            with disk.failed(fate, chance):
                found = _figures_in(folder / DATABASE)
                assert found in figures[done : done + 2], (seed, tour, place, fate)
                if tried % VERIFY_EVERY == 0:
                    verified += _verify(folder, tmp_path / "looked-at")
            tried += 1
            if tried == points:
                assert verified == points // VERIFY_EVERY
                return


def _figures_now() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(FIGURES)
        return tuple(cursor.fetchone())


def _figures_in(path: Path) -> tuple[Any, ...]:
    """Open a database as it is found after the power came back, without writing into it."""
    import pysqlite3

    path.with_name(INDEX).unlink(missing_ok=True)
    found = pysqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return tuple(found.execute(FIGURES).fetchone())
    finally:
        found.close()


def _verify(folder: Path, aside: Path) -> int:
    """Prove a copy of what is found: whole, and every invariant holds."""
    from tests.support.databases import pointed_at
    from yizhan.command.queries.verify import verify

    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(folder, aside, ignore=shutil.ignore_patterns(INDEX))
    with pointed_at(str(aside / DATABASE)):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]
        report = verify()
        assert report.clean, report.as_json()
    return 1


def _live_through(day: Going) -> Iterator[str]:
    """Do a day's work, and yield after each thing that was acknowledged."""
    from tests.health.laboratory import labels, pack, report, sample, send
    from yizhan.health.enums import ResultValue

    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
    night = day.night
    tags = [f"{number:03d}-{letter}" for number in range(1, 11) for letter in "AB"]
    yield from _observe(day, tags)
    tubes = labels(night, len(tags))
    yield "labels"
    for tag, tube in zip(tags, tubes, strict=True):
        sample(night, tag, tube)
        yield f"sample {tag}"
    box = pack(night, *tubes).box_id
    yield "packed"
    send(night, box)
    yield "sent"
    for tube in tubes:
        report(night, tube, ResultValue.NEGATIVE)
        yield f"result {tube}"
    yield from _transfer(day)
    yield from _release(day, tags[6:])


def _observe(day: Going, tags: list[str]) -> Iterator[str]:
    from decimal import Decimal

    from yizhan.health.actions.observations import observe

    for tag in tags:
        person_id = day.night.stay(tag).person_id
        observe(
            by=day.night.by("nurse"), site_id=day.night.site.id, person_id=person_id,
            value_c=Decimal("36.6"), note="slept well",
        )  # fmt: skip
        yield f"observation {tag}"


def _transfer(day: Going) -> Iterator[str]:
    from yizhan.places.models import Site

    there = Site.objects.get(code="second")
    for number in (1, 2, 3):
        order = day.order(f"{number:03d}-A", f"{number:03d}-B", to=there)
        yield f"ordered {number}"
        day.let_go(order)
        yield f"on the way {number}"
        day.receive(there, order, 30 + number)
        yield f"received {number}"


def _release(day: Going, tags: list[str]) -> Iterator[str]:
    from tests.leaving.going import DUE

    early = day.propose_early(tags[0])
    yield "proposed"
    day.sign_early(early.early_id)
    yield "signed"
    day.release(tags[0])
    yield "released early"
    day.set(DUE)
    for tag in tags[1:]:
        day.release(tag)
        yield f"released {tag}"
