"""Fills an empty installation with a site that has watched its people for years, in a process of its own.

`python -m benchmarks.watched --rooms 500 --observations 1000000`, with YIZHAN_HOME of the installation.
Prints as JSON whose links sign in, whom each phone observes, and how many queries today's board takes.
"""

import argparse
import json
import os
from datetime import datetime, timedelta
from typing import Any

PHONES, DAYS, A_DAY = 20, 14, 2


def main() -> None:
    """Fill the installation and print what is measured on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=500)
    parser.add_argument("--observations", type=int, default=1_000_000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings named above

    prepare()
    print(json.dumps(fill(options.rooms, options.observations)))


def fill(rooms: int, observations: int) -> dict[str, Any]:
    """Make the site with courses of two weeks, the past of its observations, and nurses with phones."""
    from benchmarks.ground import engage, nearly_full  # noqa: PLC0415 - models are there only now
    from benchmarks.pages import queries_of  # noqa: PLC0415
    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.places.models import Occupancy, Site  # noqa: PLC0415

    made, _ = nearly_full(rooms, 0)
    site = Site.objects.get()
    people = list(Occupancy.objects.filter(ended_at=None).values_list("person_id", flat=True))
    nurses = [engage(site.id, f"nurse-{number}", "health") for number in range(PHONES)]
    _write_dues(site.id, people, now())
    _write_past(site.id, nurses[0][0], observations, now())
    phones = [
        {"link": link, "people": [str(person) for person in people[place::PHONES]]}
        for place, (_, link) in enumerate(nurses)
    ]
    board = f"/s/{site.code}/observation/"
    return {**made, "phones": phones, "board": board, "queries": queries_of("head", board)}


def _write_dues(site_id: Any, people: list[Any], moment: datetime) -> None:
    """Let temperatures be due twice a day, a week before and a week after."""
    from yizhan.core.ids import new_id  # noqa: PLC0415
    from yizhan.duty.models import Obligation  # noqa: PLC0415

    begins = moment.replace(minute=0, second=0, microsecond=0) - timedelta(days=DAYS // 2)
    Obligation.objects.bulk_create(
        (
            Obligation(
                id=new_id(), site_id=site_id, person_id=person, kind="temperature", day=slot // A_DAY,
                opens_at=begins + timedelta(hours=12 * slot),
                closes_at=begins + timedelta(hours=12 * slot + 8), reason={"code": "bench"},
            )
            for person in people
            for slot in range(DAYS * A_DAY)
        ),
        batch_size=2000,
    )  # fmt: skip


def _write_past(site_id: Any, account_id: Any, observations: int, moment: datetime) -> None:
    """Write so many observations of those who are here, two a day each, back from now, in two statements."""
    from django.db import connection, transaction  # noqa: PLC0415

    made = f"""
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {observations:d}),
        p AS (SELECT person_id, row_number() OVER () - 1 AS place, count(*) OVER () AS many
              FROM places_occupancy WHERE ended_at IS NULL),
        made AS (SELECT i, person_id, '0190' || printf('%028x', i) AS id, strftime(
                     '%Y-%m-%d %H:%M:%f', '{moment:%Y-%m-%d %H:%M:%S}',
                     '-' || (i / many * 43200 + place) || ' seconds') AS at
                 FROM n JOIN p ON place = i % many)
    """  # noqa: S608 - a number and a moment of this program's own
    reading = f"""
        INSERT INTO health_temperaturereading
            (id, site_id, person_id, value_c, method, device, at_rest, taken_at, received_at, taken_by_id)
        SELECT id, '{site_id.hex}', person_id, 36.0 + i % 11 / 10.0, 'forehead', '1', 0, at, at,
            '{account_id.hex}' FROM made
    """  # noqa: S608 - ids of this program's own
    observation = f"""
        INSERT INTO health_observation
            (id, site_id, person_id, reading_id, symptoms, mood, source, taken_at, received_at, by,
            account_id)
        SELECT id, '{site_id.hex}', person_id, id, CASE i % 50 WHEN 0 THEN '["cough"]' ELSE '[]' END, '',
            'round', at, at, 'account:{account_id}', '{account_id.hex}' FROM made
    """  # noqa: S608 - ids of this program's own
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(made + reading)
        cursor.execute(made + observation)


if __name__ == "__main__":
    main()
