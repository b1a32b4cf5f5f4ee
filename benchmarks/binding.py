"""Makes a site with most rooms taken and a million people on record, and binds a roster to it.

`python -m benchmarks.binding --rooms N --roster N --record N` prints seconds and figures as JSON.
"""

import argparse
import json
import os
import random
import statistics
import time
from typing import Any

TIMES = 5
WAITING = 40
REGISTERED = 0.6
TOKENS = 3
CHUNK = 20_000
SEED = 7


def main() -> None:
    """Make the site, bind, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("rooms", "roster", "record"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings named above

    prepare()
    print(json.dumps(measure(options.rooms, options.roster, options.record)))


def measure(rooms: int, listed: int, record: int) -> dict[str, Any]:
    """Return what binding a roster of `listed` people takes."""
    from benchmarks.ground import nearly_full  # noqa: PLC0415 - models are there only now
    from tests.roster.households import invent  # noqa: PLC0415
    from yizhan.places.models import Site  # noqa: PLC0415

    nearly_full(rooms, WAITING)
    site = Site.objects.get()
    chance = random.Random(SEED)
    households = invent(rooms * 2, SEED)
    people = list(households.left)[: _people_at(site)]
    _register(site, people, chance)
    roster = _roster(site, people, listed, chance)
    _fill_record(site, record, chance)
    return _time(site, roster)


def _people_at(site: Any) -> int:
    from yizhan.stays.models import Stay  # noqa: PLC0415

    return Stay.objects.filter(site=site, ended_at=None).count()


def _register(site: Any, people: list[Any], chance: random.Random) -> None:
    """Let a share of those present say who they are."""
    from yizhan.people.actions.identity import seal_identity  # noqa: PLC0415
    from yizhan.stays.models import Stay  # noqa: PLC0415

    stays = Stay.objects.filter(site=site, ended_at=None).select_related("person")
    for one, stay in zip(people, stays, strict=False):
        if chance.random() < REGISTERED:
            seal_identity(stay.person, _identity(one), scope=site.id)


def _roster(site: Any, people: list[Any], listed: int, chance: random.Random) -> Any:
    from tests.roster.lists import Row, import_rows  # noqa: PLC0415

    start = chance.randrange(max(1, len(people) - listed))
    parties: dict[str, int] = {}
    rows = []
    for one in people[start : start + listed]:
        said = _identity(one)
        rows.append(Row(said.name, said.birth_date, said.sex, said.document_number, said.phone,
                        party=parties.setdefault(one.party, len(parties))))  # fmt: skip
    roster, _people = import_rows(site.id, rows)
    return roster


def _identity(one: Any) -> Any:
    from datetime import date  # noqa: PLC0415

    from yizhan.people.enums import DocumentKind, Sex  # noqa: PLC0415
    from yizhan.people.identity import Identity  # noqa: PLC0415

    return Identity(
        name=one.name, sex=Sex(one.sex), phone=one.phones[0],
        birth_date=date(int(one.born[:4]), int(one.born[4:6]), int(one.born[6:])),
        document_kind=DocumentKind.RESIDENT_ID if one.identifiers else None,
        document_number=one.identifiers[0] if one.identifiers else "",
    )  # fmt: skip


def _fill_record(site: Any, record: int, chance: random.Random) -> None:
    """Put people of earlier years on record: sealed, with keys and tokens, in bulk."""
    from django.db import transaction  # noqa: PLC0415

    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.core.ids import new_id  # noqa: PLC0415
    from yizhan.people.models import Person, PersonKey, PersonToken  # noqa: PLC0415

    for done in range(0, record, CHUNK):
        count = min(CHUNK, record - done)
        persons = [Person(id=new_id(), created_at=now(), sealed=chance.randbytes(300)) for _ in range(count)]
        tokens = [
            PersonToken(person=person, kind="name", scope=site.id, token=chance.randbytes(16))
            for person in persons for _ in range(TOKENS)
        ]  # fmt: skip
        with transaction.atomic():
            Person.objects.bulk_create(persons, batch_size=1000)
            PersonKey.objects.bulk_create(
                [PersonKey(person=person, wrapped=chance.randbytes(40)) for person in persons],
                batch_size=1000,
            )
            PersonToken.objects.bulk_create(tokens, batch_size=1000)


def _time(site: Any, roster: Any) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from yizhan.core.actors import SYSTEM  # noqa: PLC0415
    from yizhan.roster.queries.binding import bindings  # noqa: PLC0415

    taken, worked = [], []
    for _ in range(TIMES + 1):
        began, busy = time.perf_counter(), time.process_time()
        bindings(roster, site=site, by=SYSTEM)
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    with CaptureQueriesContext(connection) as asked:
        found = bindings(roster, site=site, by=SYSTEM)
    return {
        "first": taken[0], "median": statistics.median(taken[1:]), "first_cpu": worked[0],
        "median_cpu": statistics.median(worked[1:]), "times": TIMES, "queries": len(asked),
        "present": _people_at(site), "sure": len(found.sure), "likely": len(found.likely),
        "ask": len(found.to_ask),
    }  # fmt: skip


if __name__ == "__main__":
    main()
