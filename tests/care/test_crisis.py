"""A mind in crisis: who reads, who is rung when nobody looks in, who may be called: hand-worked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from uuid import UUID

    from tests.intake.night import Night
    from yizhan.care.queries.crisis import Missed

SECRET = "spoke of the window"


@pytest.fixture
def crisis(hotel: Night) -> UUID:
    """A thread about 001-A in 305, opened by the social worker while the psychologist is on call."""
    from tests.care.people import person
    from yizhan.care.actions.crisis import open_crisis
    from yizhan.care.actions.on_call import go_on_call

    go_on_call(by=hotel.by("psychologist"), site_id=hotel.site.id, hours=12)
    opened = open_crisis(
        by=hotel.by("social"), site_id=hotel.site.id, person_id=person(hotel, "001-A"), words=SECRET
    )
    return opened.crisis_id


def _rung(hotel: Night, name: str) -> list[Missed]:
    from yizhan.care.queries.crisis import missed_looks

    return missed_looks(hotel.site.id, hotel.crew[name])


def _look(hotel: Night, crisis: UUID, name: str = "social", **facts: Any) -> None:
    from yizhan.care.actions.crisis import watch_look

    watch_look(by=hotel.by(name, **facts), site_id=hotel.site.id, crisis_id=crisis)


def test_only_who_is_named_reads_and_every_reading_is_on_record(hotel: Night, crisis: UUID) -> None:
    from yizhan.care.models import Crisis, CrisisEntry, CrisisReader
    from yizhan.care.queries.crisis import crises_of, crisis_seen
    from yizhan.core.models import AuditEvent

    readers = CrisisReader.objects.values_list("account_id", flat=True)
    assert set(readers) == {hotel.crew["social"], hotel.crew["psychologist"]}
    for entry in CrisisEntry.objects.all():
        assert SECRET.encode() not in bytes(entry.words or b"")
    for _ in range(2):
        seen = crisis_seen(hotel.site.id, crisis, by=hotel.by("psychologist"))
        assert seen is not None
        assert SECRET in [line.words for line in seen.lines]
    assert crisis_seen(hotel.site.id, crisis, by=hotel.by("head")) is None
    assert crises_of(hotel.site.id, hotel.crew["head"]) == []
    reads = AuditEvent.objects.filter(action="care.read_crisis")
    assert [event.actor for event in reads] == [f"account:{hotel.crew['psychologist']}"] * 2
    # Neither receipts nor audit say whom it is about.
    person_id = str(Crisis.objects.get().person_id)
    told = AuditEvent.objects.filter(action__in=("care.open_crisis", "care.read_crisis"))
    assert not any(person_id in str(event.subject) for event in told)


def test_whoever_is_not_named_cannot_tell_a_thread_from_none(hotel: Night, crisis: UUID) -> None:
    from yizhan.care.actions.crisis import note_crisis, watch_look
    from yizhan.core.ids import new_id

    for thread in (crisis, new_id()):
        with pytest.raises(Refusal, match="no such open thread") as refused:
            watch_look(by=hotel.by("head"), site_id=hotel.site.id, crisis_id=thread)
        assert refused.value.facts == {}
    with pytest.raises(Refusal, match="does not allow"):
        note_crisis(by=hotel.by("clerk"), site_id=hotel.site.id, crisis_id=crisis, kind="said", words="x")


def test_missed_look_in_rings_the_named_at_once_and_then_everybody(hotel: Night, crisis: UUID) -> None:
    hotel.minutes(14.9)
    assert _rung(hotel, "social") == []
    hotel.minutes(0.1)
    (rung,) = _rung(hotel, "social")
    assert (rung.named, rung.calls, rung.room) == (True, 1, hotel.room("305"))
    assert _rung(hotel, "head") == []
    hotel.minutes(9.9)
    assert (_rung(hotel, "head"), _rung(hotel, "psychologist")[0].calls) == ([], 2)
    hotel.minutes(0.1)
    (rung,) = _rung(hotel, "head")
    assert (rung.named, rung.calls) == (False, 3)
    _look(hotel, crisis)
    assert _rung(hotel, "social") == _rung(hotel, "head") == []
    hotel.minutes(15)
    assert len(_rung(hotel, "social")) == 1


def test_look_in_that_comes_late_counts_from_when_it_was_made(hotel: Night, crisis: UUID) -> None:
    from yizhan.care.models import Crisis

    start = hotel.clock.now()
    hotel.minutes(30)
    _look(hotel, crisis, at=start + timedelta(minutes=25))
    assert Crisis.objects.get().next_look_at == start + timedelta(minutes=40)
    # An older one, sent later still, takes nothing back.
    _look(hotel, crisis, at=start + timedelta(minutes=12))
    assert Crisis.objects.get().next_look_at == start + timedelta(minutes=40)


def test_look_in_from_before_an_answer_that_rings_does_not_silence_it(hotel: Night, crisis: UUID) -> None:
    from tests.care.people import person
    from yizhan.care.actions.screening import screen
    from yizhan.care.enums import Instrument
    from yizhan.care.instruments import questionnaires

    hotel.minutes(10)
    before = hotel.clock.now()
    hotel.minutes(2)
    answers = {key: 0 for key, _ in questionnaires()[Instrument.PHQ9].items} | {"harm": 1}
    screen(
        by=hotel.by("psychologist"), site_id=hotel.site.id, person_id=person(hotel, "001-A"),
        instrument=Instrument.PHQ9, answers=answers, wants=True,
    )  # fmt: skip
    assert len(_rung(hotel, "social")) == 1
    _look(hotel, crisis, at=before)
    assert len(_rung(hotel, "social")) == 1
    _look(hotel, crisis)
    assert _rung(hotel, "social") == []


def test_nobody_breaks_in_while_its_people_answer(hotel: Night, crisis: UUID) -> None:
    from yizhan.care.actions.crisis_readers import break_in
    from yizhan.care.queries.crisis import crisis_seen

    facts: dict[str, Any] = {"site_id": hotel.site.id, "crisis_id": crisis}
    hotel.minutes(24)
    with pytest.raises(Refusal, match="no such open thread"):
        break_in(by=hotel.by("head"), words="nobody came", **facts)
    hotel.minutes(1)
    with pytest.raises(Refusal, match="does not allow"):
        break_in(by=hotel.by("clerk"), words="nobody came", **facts)
    break_in(by=hotel.by("head"), words="nobody came", **facts)
    seen = crisis_seen(hotel.site.id, crisis, by=hotel.by("social"))
    assert seen is not None
    assert ("broke_in", "nobody came") in [(line.kind.value, line.words) for line in seen.lines]
    _look(hotel, crisis, "head")


def test_watch_is_handed_over_with_the_others_yes(hotel: Night, crisis: UUID) -> None:
    from yizhan.care.actions.crisis import offer_watch, set_watch, take_watch
    from yizhan.care.models import Crisis

    facts: dict[str, Any] = {"site_id": hotel.site.id, "crisis_id": crisis}
    take_watch(by=hotel.by("social"), **facts)
    with pytest.raises(Refusal, match="offer it to you"):
        take_watch(by=hotel.by("psychologist"), **facts)
    with pytest.raises(Refusal, match="not named"):
        offer_watch(by=hotel.by("social"), account_id=hotel.crew["nurse"], **facts)
    offer_watch(by=hotel.by("social"), account_id=hotel.crew["psychologist"], **facts)
    assert Crisis.objects.get().watcher_id == hotel.crew["social"]
    take_watch(by=hotel.by("psychologist"), **facts)
    found = Crisis.objects.get()
    assert (found.watcher_id, found.offered_to_id) == (hotel.crew["psychologist"], None)
    with pytest.raises(Refusal, match="the offered ones"):
        set_watch(by=hotel.by("social"), minutes=17, **facts)
    set_watch(by=hotel.by("social"), minutes=60, **facts)
    # The look-in that is due stays where it was; the longer interval begins with the next one.
    assert Crisis.objects.get().next_look_at == hotel.clock.now() + timedelta(minutes=15)


def test_relatives_are_called_with_consent_or_when_life_is_in_danger(hotel: Night, crisis: UUID) -> None:
    from yizhan.care.actions.crisis import call_for_crisis, keep_wishes
    from yizhan.care.enums import Consent
    from yizhan.care.models import CrisisEntry

    facts: dict[str, Any] = {"site_id": hotel.site.id, "crisis_id": crisis, "by": hotel.by("social")}
    with pytest.raises(Refusal, match="has not agreed"):
        call_for_crisis(words="told the mother", **facts)
    facts["by"] = hotel.by("social")
    call_for_crisis(words="on the sill; told the mother", imminent=True, **facts)
    assert CrisisEntry.objects.get(kind="called").imminent
    facts["by"] = hotel.by("social")
    keep_wishes(words="her brother, 139", consent=Consent.YES, **facts)
    facts["by"] = hotel.by("social")
    call_for_crisis(words="told the brother", imminent=True, **facts)
    assert CrisisEntry.objects.filter(kind="called", imminent=False).count() == 1


def test_it_ends_by_two_and_not_by_one_under_two_names(hotel: Night, crisis: UUID) -> None:
    from yizhan.care.actions.crisis_readers import (
        decline_crisis_end,
        propose_crisis_end,
        sign_crisis_end,
        unname_reader,
    )
    from yizhan.care.models import Crisis

    facts: dict[str, Any] = {"site_id": hotel.site.id, "crisis_id": crisis}
    with pytest.raises(Refusal, match="Propose it first"):
        sign_crisis_end(by=hotel.by("psychologist"), **facts)
    propose_crisis_end(by=hotel.by("social"), because="sleeps, laughs", **facts)
    with pytest.raises(Refusal, match="A second person"):
        sign_crisis_end(by=hotel.by("social"), **facts)
    decline_crisis_end(by=hotel.by("psychologist"), because="not tonight", **facts)
    propose_crisis_end(by=hotel.by("social"), because="sleeps, laughs", **facts)
    hotel.minutes(20)
    assert len(_rung(hotel, "social")) == 1
    sign_crisis_end(by=hotel.by("psychologist"), **facts)
    ended = Crisis.objects.get()
    assert (ended.proposed_by_id, ended.signed_by_id) == (hotel.crew["social"], hotel.crew["psychologist"])
    assert _rung(hotel, "social") == []
    with pytest.raises(Refusal, match="no such open thread"):
        unname_reader(by=hotel.by("social"), account_id=hotel.crew["social"], **facts)


def test_last_reader_and_the_watch_stay(hotel: Night, crisis: UUID) -> None:
    from yizhan.care.actions.crisis import take_watch
    from yizhan.care.actions.crisis_readers import unname_reader

    facts: dict[str, Any] = {"site_id": hotel.site.id, "crisis_id": crisis}
    take_watch(by=hotel.by("social"), **facts)
    with pytest.raises(Refusal, match="Hand over first"):
        unname_reader(by=hotel.by("psychologist"), account_id=hotel.crew["social"], **facts)
    unname_reader(by=hotel.by("social"), account_id=hotel.crew["psychologist"], **facts)
    with pytest.raises(Refusal, match="no such open thread"):
        _look(hotel, crisis, "psychologist")


def test_who_leaves_the_site_is_not_looked_in_on_and_the_thread_stays(hotel: Night, crisis: UUID) -> None:
    from tests.care.people import person
    from yizhan.care.actions.departing import let_care_end
    from yizhan.care.models import Crisis

    let_care_end(by=hotel.by("clerk"), site_id=hotel.site.id, person_ids=[person(hotel, "001-A")])
    hotel.minutes(60)
    assert _rung(hotel, "social") == []
    assert Crisis.objects.get().ended_at is None


def test_wrong_facts_break_the_database_constraints(hotel: Night, crisis: UUID) -> None:
    from django.db import IntegrityError, transaction

    from yizhan.care.models import Crisis, CrisisReader
    from yizhan.core.ids import new_id

    row, moment, one = Crisis.objects.filter(id=crisis), hotel.clock.now(), hotel.crew["social"]
    proposed: dict[str, Any] = {"proposed_at": moment, "proposed_by": one, "because": b"x"}
    over: dict[str, Any] = {**proposed, "ended_at": moment, "next_look_at": None}
    wrong: list[Any] = [
        lambda: row.update(ended_at=moment),
        lambda: row.update(**over, signed_by=one),
        lambda: row.update(**{**over, "next_look_at": moment}, signed_by=hotel.crew["psychologist"]),
        lambda: row.update(proposed_at=moment),
        lambda: CrisisReader.objects.create(
            id=new_id(), crisis_id=crisis, account_id=one, named_at=moment, named_by="x"
        ),
    ]
    for write in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    row.update(**over, signed_by=hotel.crew["psychologist"])
