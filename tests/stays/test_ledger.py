"""The ledger at any hour, and the journal as people read it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.stays.test_corrections import correct, roomed
from tests.stays.test_rooming import move, room

if TYPE_CHECKING:
    from datetime import datetime

    from tests.intake.night import Night


def rooms_at(night: Night, at: datetime) -> dict[str, str]:
    """The room of each wristband at a moment."""
    from yizhan.stays.queries.ledger import ledger_at

    return {line.tag: line.place.room if line.place else "" for line in ledger_at(night.site, at).lines}


def test_ledger_follows_a_party_through_the_hours(night: Night) -> None:
    start = night.clock.now()
    night.minutes(10)
    night.count(23)
    night.minutes(10)
    room(night, 23, "305")
    night.minutes(10)
    move(night, 23, "305", "402")
    assert rooms_at(night, start) == {}
    assert rooms_at(night, start + timedelta(minutes=15)) == {"023-A": "", "023-B": ""}
    assert rooms_at(night, start + timedelta(minutes=25)) == {"023-A": "305", "023-B": "305"}
    assert rooms_at(night, start + timedelta(minutes=30)) == {"023-A": "402", "023-B": "402"}


def test_ledger_tells_the_past_as_it_is_known_today(night: Night) -> None:
    night.count(23)
    entry = roomed(night, 23, "305")
    night.minutes(30)
    then = night.clock.now()
    night.minutes(30)
    assert rooms_at(night, then) == {"023-A": "305", "023-B": "305"}
    correct(night, entry, "306")
    assert rooms_at(night, then) == {"023-A": "306", "023-B": "306"}


def test_ledger_leaves_out_who_was_struck_out(night: Night) -> None:
    from yizhan.stays.actions.journal import lock_journal
    from yizhan.stays.actions.stays import void_stay

    night.count(23)
    then = night.clock.now()
    night.minutes(5)
    lock_journal(night.site.id)
    void_stay(night.stay("023-B"), by=night.by("clerk"), reason="never came")
    assert rooms_at(night, then) == {"023-A": ""}


def test_ledger_counts_by_floor_in_walking_order(night: Night) -> None:
    from yizhan.stays.queries.ledger import ledger_at

    for number, name in ((23, "402"), (24, "305"), (25, "303")):
        night.count(number)
        room(night, number, name)
    night.count(26)
    found = ledger_at(night.site, night.clock.now())
    assert [line.tag for line in found.lines[::2]] == ["026-A", "025-A", "024-A", "023-A"]
    totals = [(floor.label, floor.people, floor.rooms, floor.children) for floor in found.floors]
    assert totals == [("", 2, 0, 1), ("Floor 3", 4, 2, 2), ("Floor 4", 2, 1, 1)]
    assert (found.people, found.rooms, found.unregistered) == (8, 3, 8)


def test_ledger_days_turn_at_the_sites_midnight(night: Night) -> None:
    from yizhan.stays.queries.ledger import ledger_at

    night.count(23)  # 19:00 in Shanghai
    days = [
        ledger_at(night.site, night.clock.now() + timedelta(hours=hours)).lines[0].day
        for hours in (0, 4, 6, 30)
    ]
    assert days == [1, 1, 2, 3]


def test_journal_lines_name_wristbands_rooms_and_who_decided(night: Night) -> None:
    from yizhan.stays.queries.entries import journal_lines, note_in

    night.count(23)
    entry = roomed(night, 23, "305")
    night.minutes(10)
    correct(night, entry, "306", reason="seen at the door")
    line = journal_lines(night.site, after=entry, limit=1)[0]
    assert (line.kind, line.decided_by, line.tag) == ("corrected", "head", "023")
    assert [(put.room, put.tags) for put in line.placed] == [("306", ("023-A", "023-B"))]
    assert line.body["corrects"] == entry
    assert note_in(line) == "seen at the door"


def test_journal_is_filtered_by_kind_party_room_and_time(night: Night) -> None:
    from yizhan.stays.queries.entries import journal_lines

    night.count(23)
    night.count(24)
    room(night, 23, "305")
    night.minutes(60)
    room(night, 24, "402")
    move(night, 23, "305", "306")

    def kinds(**asked: object) -> list[tuple[str, str]]:
        return [(line.kind.value, line.tag) for line in journal_lines(night.site, **asked)]

    assert kinds(tag="023") == [
        ("arrived", "023-A"),
        ("arrived", "023-B"),
        ("roomed", "023"),
        ("moved", "023"),
    ]
    assert kinds(room="305") == [("roomed", "023"), ("moved", "023")]
    assert kinds(kind="roomed") == [("roomed", "023"), ("roomed", "024")]
    assert kinds(since=night.clock.now()) == [("roomed", "024"), ("moved", "023")]
    assert kinds(kind="roomed", until=night.clock.now()) == [("roomed", "023")]
    assert kinds(room="999") == []
    assert kinds(newest_first=True, limit=1) == [("moved", "023")]
