"""R11: eight at once for the last bed, and eight who let the same person go; one wins, every time."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.fault.crowd import crowd
from tests.leaving.conftest import committed_going, protocols  # noqa: F401 - the fixtures

if TYPE_CHECKING:
    from uuid import UUID

    from tests.fault.crowd import Act
    from tests.leaving.going import Going
    from yizhan.leaving.actions.ordering import Ordered
    from yizhan.stays.models import Stay

THREADS = 8
RACES = [pytest.param(200, id="quick"), pytest.param(10_000, id="long", marks=pytest.mark.soak)]
A_PARTY, A_BATCH = 10, 200

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("races", RACES)
def test_who_is_let_go_is_let_go_once(committed_going: Going, races: int) -> None:  # noqa: F811
    """Released, let go by name and put into a vehicle, all at the same moment: one of it happens."""
    from tests.leaving.going import codes, entries
    from yizhan.stays.models import Stay

    going, won = committed_going, Counter[str]()
    _issue_more_wristbands(going)
    with crowd(THREADS, going.night.clock) as threads:
        for batch in range(races // A_BATCH):
            tags = _arrive(going, batch)
            going.begin(*tags, exposed=going.night.clock.now())
            order = going.order(*tags)
            due_at = going.course(tags[0]).due_at
            assert due_at
            going.set(due_at)
            for stay in [going.night.stay(tag) for tag in tags]:
                told = threads.race(_ways_out(going, stay, order))
                assert Counter(told)[""] == 1, (batch, stay.tag, told)
                assert set(told) <= {"", "left_already", "moved_on"}
                stay.refresh_from_db()
                won[stay.end_reason] += 1
    assert (entries("released"), entries("transferred")) == (won["released"], won["transferred"])
    assert min(won["released"], won["transferred"]) > 0
    assert not Stay.objects.filter(band_number__gt=2, ended_at=None).exists()
    assert codes() == set()


@pytest.mark.parametrize("races", RACES)
def test_the_last_bed_is_given_once(committed_going: Going, races: int) -> None:  # noqa: F811
    from tests.intake.night import ADULT
    from tests.leaving.going import codes
    from yizhan.places.enums import RoomKind
    from yizhan.places.models import Occupancy, Room
    from yizhan.stays.models import Stay

    going, won = committed_going, Counter[str]()
    for number in range(3, 3 + THREADS):
        going.night.count(number, (ADULT,))
    parties = list(Stay.objects.filter(band_number__gt=2).values_list("party_id", flat=True))
    rooms = list(Room.objects.filter(site=going.night.site, kind=RoomKind.SINGLE))
    with crowd(THREADS, going.night.clock) as threads:
        for race in range(races):
            room = rooms[race % len(rooms)]
            told = threads.race([partial(_take, going, party_id, room.id) for party_id in parties])
            assert Counter(told) == {"": 1, "rule_broken": THREADS - 1}, (race, told)
            (inside,) = Occupancy.objects.filter(room=room, ended_at=None)
            won[str(inside.party_id)] += 1
            _free(going, room.id)
    assert len(won) > 1
    assert codes() == set()


def _issue_more_wristbands(going: Going) -> None:
    from yizhan.intake.actions.rolls import issue_roll

    issue_roll(by=going.night.by("counter1"), site_id=going.night.site.id, first=301, last=9999)


def _arrive(going: Going, batch: int) -> list[str]:
    """Let 200 people in, ten to a wristband's number; returns what they wear."""
    from tests.intake.night import ADULT

    first = 301 + batch * A_BATCH // A_PARTY
    numbers = range(first, first + A_BATCH // A_PARTY)
    for number in numbers:
        going.night.count(number, (ADULT,) * A_PARTY)
    return [f"{number:03d}-{letter}" for number in numbers for letter in "ABCDEFGHIJ"]


def _ways_out(going: Going, stay: Stay, order: Ordered) -> list[Act]:
    """Return eight who let the same person go: five by the list, one by name, two into a vehicle."""
    from yizhan.leaving.actions.releasing import decide_at_due, release
    from yizhan.leaving.actions.transferring import let_go

    by, site_id = going.night.by, going.night.site.id
    listed = [partial(release, by=by("head"), site_id=site_id, stay_ids=(stay.id,)) for _ in range(5)]
    named = partial(decide_at_due, by=by("head"), site_id=site_id, stay_id=stay.id, reason="it is time")
    seated = [
        partial(
            let_go, by=by("reception"), site_id=site_id, order_id=order.order_id,
            passenger_ids=(order.passengers[stay.person_id],),
        )
        for _ in range(2)
    ]  # fmt: skip
    return [seated[0], *listed[:3], named, *listed[3:], seated[1]]


def _take(going: Going, party_id: UUID, room_id: UUID) -> None:
    from yizhan.stays.actions.rooming import room_party
    from yizhan.stays.rules import RoomShare

    room_party(
        by=going.night.by("clerk"), site_id=going.night.site.id, party_id=party_id,
        rooms=(RoomShare(room_id=room_id),), reason="the last one", knowing=(),
    )  # fmt: skip


def _free(going: Going, room_id: UUID) -> None:
    """Strike the winner's room out, and let it be given again."""
    from yizhan.places.enums import RoomState
    from yizhan.places.models import Room
    from yizhan.stays.actions.corrections import correct_entry
    from yizhan.stays.actions.room_state import set_room_state
    from yizhan.stays.models import JournalEntry

    facts = {"by": going.night.by("clerk"), "site_id": going.night.site.id}
    last = JournalEntry.objects.filter(site=going.night.site).latest("sequence").sequence
    correct_entry(**facts, sequence=last, room_id=None, since=None, reason="to race again")
    if Room.objects.get(id=room_id).state != RoomState.READY:
        facts["by"] = going.night.by("clerk")
        set_room_state(**facts, room_id=room_id, state=RoomState.READY, reason="cleared")
