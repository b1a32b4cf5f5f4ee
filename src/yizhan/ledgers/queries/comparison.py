"""Ledger, journal, what was seen behind the doors, and outside lists, held against each other.

The ledger is what the occupancies say, the journal what its entries amount to, a look what somebody
saw behind a door, an outside list what another authority has.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q

from yizhan.ledgers.comparing import against_list, behind_doors
from yizhan.ledgers.enums import Cause, Movement
from yizhan.ledgers.evidence import Difference, Entered, Known, Listing
from yizhan.ledgers.queries.doors import Stretch, doors, latest_looks, rooms_in_walking_order, stretches
from yizhan.ledgers.queries.lists import latest_lists, listings
from yizhan.places.models import Site
from yizhan.stays.enums import EndReason
from yizhan.stays.models import JournalEntry, Stay
from yizhan.stays.queries.fold import Fold

# Somebody who left this long before the oldest look or list is looked for among those who left.
_BEFORE = timedelta(days=2)
_GRAVEST = {cause: place for place, cause in enumerate(Cause)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, the gravest cause first and then as walked, and how much was compared."""

    differences: list[Difference]
    people: int
    rooms_checked: int
    rooms_unchecked: list[str]
    lists: list[Listing]

    @property
    def by_cause(self) -> list[tuple[Cause, list[Difference]]]:
        """The differences grouped by what they most likely come from."""
        return [(cause, list(found)) for cause, found in groupby(self.differences, lambda one: one.cause)]


def compare(site: Site) -> Comparison:
    """Compare everything that is known of a site as it stands now; a constant number of queries.

    A room agrees when as many were seen as are entered there now, or as were there at that moment as
    far as it is known today: once a forgotten move is entered, its difference is gone.
    """
    rooms, lists = rooms_in_walking_order(site), latest_lists(site)
    looks = latest_looks(site, rooms)
    since = min((*(look.at for look in looks.values()), *(one.as_of for one in lists)), default=None)
    stays = _stays(site, since)
    fold, exits = _read_journal(site, stays)
    entered = {stay.person_id: _entered(stay, fold, exits) for stay in stays}
    here = [stay for stay in stays if stay.ended_at is None]
    gone = {stay.person_id: stay.ended_at for stay in stays if stay.ended_at is not None}
    lines = stretches(site, since and since - _BEFORE)
    people = _people(stays, entered, lines, rooms)
    seen = doors(site, looks, lines, entered, gone)
    outside = listings(site, lists, people)
    differences = [
        *_against_journal(here, people, fold, {str(key): name for key, name in rooms.items()}),
        *behind_doors(seen, people.values()),
        *(found for listing in outside for found in against_list(people.values(), listing)),
    ]
    walked = {name: place for place, name in enumerate(rooms.values())}
    differences.sort(key=lambda one: (_GRAVEST[one.cause], walked.get(one.room, -1)))
    occupied = {one.room for one in people.values() if one.here}
    unchecked = [name for room_id, name in rooms.items() if name in occupied and room_id not in looks]
    return Comparison(differences, len(here), len(looks), unchecked, outside)


def _stays(site: Site, since: datetime | None) -> list[Stay]:
    """Who is here, and who was since `since`; the last stay of whoever was here twice."""
    lasting = Q(ended_at=None)
    if since is not None:
        lasting |= Q(ended_at__gt=since - _BEFORE)
    stays = Stay.objects.filter(lasting, site=site).exclude(end_reason=EndReason.VOID).order_by("started_at")
    return list({stay.person_id: stay for stay in stays}.values())


def _read_journal(site: Site, stays: Iterable[Stay]) -> tuple[Fold, dict[str, int]]:
    """Fold the journal from the first arrival of those people; and which entry let each of them go."""
    fold, exits = Fold(), dict[str, int]()
    begun = min((stay.started_at for stay in stays), default=None)
    if begun is not None:
        entries = JournalEntry.objects.filter(site=site, at__gte=begun).order_by("sequence")
        for sequence, kind, body in entries.values_list("sequence", "kind", "body"):
            facts = json.loads(bytes(body))
            fold.apply(sequence, facts)
            if kind in (Movement.RELEASED, Movement.TRANSFERRED):
                exits[facts["stay"]] = sequence
    return fold, exits


def _entered(stay: Stay, fold: Fold, exits: dict[str, int]) -> Entered:
    line = fold.lines.get(str(stay.person_id))
    placed = line[-1].sequence if line else None
    return Entered(stay.tag, stay.id, exits.get(str(stay.id), placed) if stay.ended_at else placed)


def _people(
    stays: Iterable[Stay], entered: dict[UUID, Entered], lines: Iterable[Stretch], rooms: dict[UUID, str]
) -> dict[UUID, Known]:
    last = {line.person_id: line for line in lines}
    found = {}
    for stay in stays:
        line = last.get(stay.person_id)
        inside = line if line and (line.until is None or stay.ended_at is not None) else None
        found[stay.person_id] = Known(
            stay.person_id, entered[stay.person_id], rooms[inside.room_id] if inside else "",
            inside.since if inside else stay.started_at, stay.ended_at,
        )  # fmt: skip
    return found


def _against_journal(
    here: Iterable[Stay], people: dict[UUID, Known], fold: Fold, names: dict[str, str]
) -> Iterator[Difference]:
    for stay in here:
        known = people[stay.person_id]
        said = names.get(fold.room_of(str(stay.person_id)), "")
        if known.room != said or str(stay.person_id) not in fold.present:
            yield Difference(Cause.TAMPERED, known.room, entered=(known.entered,), in_journal=said)
