"""The red button: never refused, one thread a room, open until somebody ends it by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.core.actors import Actor
    from yizhan.duty.queries.emergencies import Emergency


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """The county hotel, its clock standing still."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        yield opened


def tap(night: Night, by: Actor, **facts: Any) -> UUID:
    """Tap the red button; returns the thread."""
    from yizhan.duty.actions.emergencies import raise_emergency

    if room := facts.pop("room", None):
        facts["room_id"] = night.room(room).id
    return raise_emergency(by=by, site_id=night.site.id, **facts).emergency_id


def answer(night: Night, by: Actor, thread: UUID, kind: str, words: str = "") -> None:
    from yizhan.duty.actions.emergencies import answer_emergency
    from yizhan.duty.models import EmergencyEntry

    answer_emergency(
        by=by, site_id=night.site.id, emergency_id=thread, kind=EmergencyEntry.Kind(kind), words=words
    )


def end(night: Night, by: Actor, thread: UUID, outcome: str) -> None:
    from yizhan.duty.actions.emergencies import close_emergency

    close_emergency(by=by, site_id=night.site.id, emergency_id=thread, outcome=outcome)


def seen(night: Night, thread: UUID) -> Emergency:
    from yizhan.duty.queries.emergencies import emergency_of

    found = emergency_of(night.site.id, thread)
    assert found
    return found


def test_every_role_may_raise_and_the_doctor_and_the_heads_are_rung() -> None:
    from yizhan.duty.rules import roles

    assert [key for key, role in roles().items() if "emergency.raise" not in role.can] == []
    rung = {key for key, role in roles().items() if "emergency.answer" in role.can}
    assert rung == {"site_head", "deputy_head", "health"}


def test_raising_needs_nothing_but_the_site(night: Night) -> None:
    thread = seen(night, tap(night, night.by("kitchen"), flag="no-such-flag", room_id=uuid4()))
    assert (thread.flag, thread.place, thread.is_open) == (None, "", True)
    assert thread.matter.responsible_id == night.crew["kitchen"]


def test_the_same_tap_twice_is_one_line(night: Night) -> None:
    by = night.by("kitchen")
    assert tap(night, by, flag="fire") == tap(night, by, flag="fire")
    (only,) = [seen(night, by.command_id)]
    assert [entry.kind for entry in only.thread] == ["raised"]


def test_a_second_call_from_the_same_room_joins(night: Night) -> None:
    first = tap(night, night.by("kitchen"), room="302", flag="pain")
    assert tap(night, night.by("nurse"), room="302", flag="collapse") == first
    thread = seen(night, first)
    assert (thread.calls, thread.place) == (2, "302")
    assert thread.flag
    assert thread.flag.key == "collapse"


def test_another_room_is_another_emergency(night: Night) -> None:
    assert tap(night, night.by("kitchen"), room="302") != tap(night, night.by("kitchen"), room="303")


def test_the_sender_adds_the_room_with_a_second_tap(night: Night) -> None:
    first = tap(night, night.by("kitchen"), flag="bleeding")
    assert tap(night, night.by("kitchen"), room="302") == first
    assert seen(night, first).place == "302"


def test_two_strangers_are_not_taken_for_one(night: Night) -> None:
    from yizhan.core.actors import SYSTEM

    assert tap(night, SYSTEM.tapping()) != tap(night, SYSTEM.tapping())


def test_a_closed_thread_is_not_joined(night: Night) -> None:
    first = tap(night, night.by("kitchen"), room="302")
    end(night, night.by("head"), first, "slept well")
    assert tap(night, night.by("kitchen"), room="302") != first


def test_the_thread_writes_itself(night: Night) -> None:
    from yizhan.core.actors import Actor, ActorKind

    party = Actor(ActorKind.PARTY, uuid4()).tapping()
    thread_id = tap(night, party, room="302", flag="labour")
    for by, kind in (
        ("head", "seen"), ("nurse", "going"), ("head", "going"), ("head", "called"), ("nurse", "arrived"),
        ("nurse", "handed_over"),
    ):  # fmt: skip
        night.minutes(1)
        answer(night, night.by(by), thread_id, kind)
    thread = seen(night, thread_id)
    assert [(entry.kind, entry.account and entry.account.display_name) for entry in thread.thread] == [
        ("raised", None), ("seen", "head"), ("going", "nurse"), ("going", "head"), ("called", "head"),
        ("arrived", "nurse"), ("handed_over", "nurse"),
    ]  # fmt: skip
    assert thread.raised_by == ActorKind.PARTY
    assert thread.names("going") == ["nurse", "head"]
    assert thread.matter.responsible_id == night.crew["nurse"]


def test_it_stays_open_until_ended_by_name_with_an_outcome(night: Night) -> None:
    from yizhan.core.refusals import Refusal
    from yizhan.duty.actions.matters import settle_matter

    thread = tap(night, night.by("kitchen"), room="302")
    with pytest.raises(Refusal, match="settled already"):
        settle_matter(by=night.by("head"), site_id=night.site.id, matter_id=thread, settlement="done")
    with pytest.raises(Refusal, match="how it ended"):
        end(night, night.by("head"), thread, "  ")
    assert seen(night, thread).is_open
    end(night, night.by("head"), thread, "to the county hospital, stable")
    ended = seen(night, thread)
    assert (ended.is_open, ended.matter.settlement) == (False, "to the county hospital, stable")
    assert ended.matter.settled_by_id == night.crew["head"]
    with pytest.raises(Refusal, match="settled already"):
        end(night, night.by("nurse"), thread, "again")


def test_a_late_line_is_kept_after_the_end(night: Night) -> None:
    thread = tap(night, night.by("kitchen"))
    end(night, night.by("head"), thread, "false alarm")
    answer(night, night.by("nurse"), thread, "going")
    assert seen(night, thread).thread[-1].kind == "going"


@pytest.mark.parametrize("kind", ["raised", "again", "closed"])
def test_a_line_cannot_raise_or_end(night: Night, kind: str) -> None:
    from yizhan.core.refusals import Refusal

    thread = tap(night, night.by("kitchen"))
    with pytest.raises(Refusal):
        answer(night, night.by("nurse"), thread, kind)


def test_another_site_has_no_such_emergency(night: Night) -> None:
    from yizhan.core.refusals import Refusal
    from yizhan.duty.actions.emergencies import close_emergency

    thread = tap(night, night.by("kitchen"))
    with pytest.raises(Refusal, match="no such emergency"):
        close_emergency(by=night.by("head"), site_id=uuid4(), emergency_id=thread, outcome="x")


def test_open_emergencies_take_two_queries_however_many(night: Night, django_assert_num_queries: Any) -> None:
    from yizhan.duty.queries.emergencies import open_emergencies

    for room in ("302", "303", "304"):
        tap(night, night.by("kitchen"), room=room)
    with django_assert_num_queries(2):
        places = [one.place for one in open_emergencies(night.site.id)]
    assert sorted(places) == ["302", "303", "304"]


def test_numbers_follow_the_site() -> None:
    from yizhan.duty.emergency import numbers_at

    here = numbers_at("Asia/Shanghai")
    assert (here.ambulance, here.fire, here.police) == ("120", "119", "110")
    assert numbers_at("Asia/Hong_Kong").ambulance == "999"
    assert numbers_at("Europe/Berlin").ambulance == "112"
    assert numbers_at() == here


def test_every_flag_says_what_to_do_in_both_languages_with_its_source() -> None:
    from yizhan.duty.emergency import red_flags, what_to_say

    flags = red_flags()
    wanted = {"pain", "stroke", "bleeding", "labour", "infant", "sugar", "breath", "fire", "collapse"}
    assert set(flags) >= wanted
    for flag in flags.values():
        assert flag.source
        assert len(flag.do.zh) == len(flag.do.en) >= 2
        assert len(flag.dont.zh) == len(flag.dont.en) >= 1
    said = what_to_say()
    for lines in (said.zh, said.en):
        text = " ".join(lines)
        assert all(f"{{{fact}}}" in text for fact in ("site", "place", "phone"))
