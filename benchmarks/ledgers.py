"""Holds ledger, journal, a census of every room and a list of ten thousand lines against each other.

`python -m benchmarks.ledgers --rooms 500 --lines 10000` makes the site in a scratch installation and prints
seconds and figures as JSON. To reach: 2 s.
"""

import argparse
import json
import os
import secrets
import statistics
import tempfile
import time
from typing import Any

TIMES = 5
TOKEN_BYTES = 16


def main() -> None:
    """Make the site, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=500)
    parser.add_argument("--lines", type=int, default=10_000)
    options = parser.parse_args()
    os.environ["YIZHAN_HOME"] = tempfile.mkdtemp(prefix="yizhan-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings named above

    prepare()
    print(json.dumps(measure(options.rooms, options.lines)))


def measure(rooms: int, lines: int) -> dict[str, Any]:
    """Return what comparing takes, and what it finds: nothing but the lines of people nobody knows."""
    from benchmarks.ground import nearly_full  # noqa: PLC0415 - models are there only now
    from yizhan.ledgers.queries.comparison import compare  # noqa: PLC0415
    from yizhan.places.models import Site  # noqa: PLC0415

    nearly_full(rooms, 0)
    site = Site.objects.get()
    people = _register(site)
    _look_into_every_room(site)
    _bring_list(site, people, lines)
    times, found = [], compare(site)
    for _ in range(TIMES):
        began = time.perf_counter()
        found = compare(site)
        times.append(time.perf_counter() - began)
    return {
        "rooms_checked": found.rooms_checked, "people": found.people, "lines": lines,
        "differences": len(found.differences), "median_s": round(statistics.median(times), 3),
        "slowest_s": round(max(times), 3),
    }  # fmt: skip


def _register(site: Any) -> dict[bytes, str]:
    """Give everybody a document of their own; returns the room of each by its token."""
    from yizhan.people.models import PersonToken  # noqa: PLC0415
    from yizhan.places.models import Occupancy  # noqa: PLC0415

    inside = Occupancy.objects.filter(room__site=site, ended_at=None).values_list("person_id", "room__name")
    tokens = {person: (secrets.token_bytes(TOKEN_BYTES), room) for person, room in inside}
    PersonToken.objects.bulk_create(
        PersonToken(person_id=person, scope=site.id, kind=PersonToken.Kind.DOCUMENT, token=token)
        for person, (token, _) in tokens.items()
    )
    return dict(tokens.values())


def _look_into_every_room(site: Any) -> None:
    from django.db.models import Count, Q  # noqa: PLC0415

    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.core.ids import new_id  # noqa: PLC0415
    from yizhan.people.models import Account  # noqa: PLC0415
    from yizhan.places.models import Room  # noqa: PLC0415
    from yizhan.stays.models import RoomLook  # noqa: PLC0415

    moment, by = now(), Account.objects.first()
    rooms = Room.objects.filter(site=site).annotate(
        people=Count("occupancies", filter=Q(occupancies__ended_at=None))
    )
    RoomLook.objects.bulk_create(
        RoomLook(id=new_id(), site=site, room=room, people=room.people, looked_at=moment, received_at=moment,
                 looked_by=by)
        for room in rooms
    )  # fmt: skip


def _bring_list(site: Any, people: dict[bytes, str], lines: int) -> None:
    from datetime import date  # noqa: PLC0415

    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.ledgers.models import OutsideLine, OutsideList  # noqa: PLC0415
    from yizhan.people.models import Account  # noqa: PLC0415

    brought = OutsideList.objects.create(
        site=site, source="hotel", as_of=now(), whole=True, fingerprint=b"", keep_until=date.max, read=lines,
        accepted=lines, held=0, rejected=0, received_at=now(), received_by=Account.objects.earliest("id"),
    )  # fmt: skip
    known = list(people.items())
    strangers = [(secrets.token_bytes(TOKEN_BYTES), "9999") for _ in range(lines - len(known))]
    OutsideLine.objects.bulk_create(
        OutsideLine(list=brought, row=str(number), document=token, room=room)
        for number, (token, room) in enumerate(known + strangers, start=2)
    )


if __name__ == "__main__":
    main()
