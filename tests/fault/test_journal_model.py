"""R5: anything a site can do, in any order, against a plain model; invariants after every step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.fault.night_model import ACCEPTED, NightModel
from tests.fault.reading import rooms_by_tag, taps_of
from yizhan.command.queries.verify import verify, verify_site
from yizhan.core.clock import running
from yizhan.core.refusals import Refusal
from yizhan.intake.actions.counting import check_room, count_party, take_temperature, undo_count
from yizhan.intake.actions.settle import settle_difference
from yizhan.intake.enums import CountRound, SettlementKind
from yizhan.places.enums import RoomState
from yizhan.places.models import Room
from yizhan.stays.actions.corrections import correct_entry
from yizhan.stays.actions.room_state import set_room_state
from yizhan.stays.actions.rooming import move_party, room_party
from yizhan.stays.models import JournalEntry, Stay
from yizhan.stays.rules import RoomShare

if TYPE_CHECKING:
    from tests.intake.night import Night

QUICK_EXAMPLES = 500 if connection.vendor == "sqlite" else 20
QUICK_STEPS = 50
SOAK_EXAMPLES, SOAK_STEPS = 20_000, 100
VERIFY_EVERY = 25

PHONES = ("counter1", "counter2")
ROOMS = ("301", "302", "303", "401", "402", "403")
KNOWN_BREAKS = (
    "room_occupied", "room_too_small", "extra_bed", "party_split", "split_over_floors", "rooms_not_adjacent",
    "child_without_adult", "fever_next_door", "fever_room_shared", "cohorts_on_corridor", "apart_next_door",
)  # fmt: skip

numbers = st.sampled_from([1, 2, 3, 4, 301])
letters = st.sampled_from("ABC")
rooms = st.sampled_from(ROOMS)
knowing = st.sampled_from([(), KNOWN_BREAKS])


class JournalMachine(RuleBasedStateMachine):
    """One site for one evening; every example ends by rolling everything back."""

    night: Night
    rooms_by_name: Mapping[str, Room]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = connection.savepoint()
        self.clock = running(self.night.clock)
        self.clock.__enter__()
        self.begun = self.night.clock.now()
        self.model = NightModel()
        self.steps = 0

    @rule(number=numbers, make_up=st.lists(st.sampled_from(["adult", "child"]), min_size=1, max_size=3),
          phone=st.sampled_from(PHONES))  # fmt: skip
    def count(self, number: int, make_up: list[str], phone: str) -> None:
        by = self.night.by(phone)
        expected = self.model.count(by.command_id, phone, number, len(make_up))
        facts = {"batch_id": self.night.batch_id, "wave": 1, "number": number, "make_up": tuple(make_up)}
        assert self.act(count_party, by, **facts) == expected

    @precondition(lambda self: self.model.counts)
    @rule(data=st.data(), phone=st.sampled_from(PHONES))
    def undo(self, data: st.DataObject, phone: str) -> None:
        tap = data.draw(st.sampled_from(sorted(self.model.counts)))
        expected = self.model.undo(tap, phone)
        assert self.act(undo_count, self.night.by(phone), mark_id=tap) == expected

    @rule(number=numbers, letter=letters, value=st.sampled_from(["36.5", "37.3", "39.9"]))
    def measure(self, number: int, letter: str, value: str) -> None:
        by = self.night.by("counter2")
        expected = self.model.measure(by.command_id, number, letter)
        facts = {"batch_id": self.night.batch_id, "number": number, "letter": letter, "value_c": value}
        assert self.act(take_temperature, by, **facts) == expected

    @rule(room=rooms, people=st.integers(0, 4))
    def look_in(self, room: str, people: int) -> None:
        by = self.night.by("counter3")
        expected = self.model.look_in(by.command_id, room, people)
        facts = {"batch_id": self.night.batch_id, "room_id": self.room(room).id, "people": people}
        assert self.act(check_room, by, **facts) == expected

    @precondition(lambda self: self.model.here)
    @rule(data=st.data(), room=rooms, other=rooms, broken=knowing)
    def give_rooms(self, data: st.DataObject, room: str, other: str, broken: tuple[str, ...]) -> None:
        """The first of the party goes to one room, the others to another (or all to the same)."""
        number = data.draw(st.sampled_from(sorted({worn.number for worn in self.model.here.values()})))
        party = self.model.party_of(number)
        waiting = [worn for worn in party if not worn.room]
        shares = [RoomShare(room_id=self.room(room).id)]
        if len(waiting) > 1 and other != room:
            first = waiting[0].tag[-1]
            shares = [RoomShare(room_id=self.room(other).id, letters=(first,)), *shares]
        facts = {
            "party_id": self.party_id(number),
            "rooms": tuple(shares),
            "reason": "test",
            "knowing": broken,
        }
        said = self.act(room_party, self.night.by("clerk"), **facts)
        if not waiting:
            assert said == "already_roomed"
        elif said == ACCEPTED:
            self.check_open(
                [worn.tag for worn in party], {room, other} if len(shares) > 1 else {room}, broken
            )
            self.model.place([worn.tag for worn in waiting], room)
            if len(shares) > 1:
                self.model.place([waiting[0].tag], other)
        else:
            assert said == "rule_broken"

    @precondition(lambda self: self.model.rooms)
    @rule(data=st.data(), room=rooms, broken=knowing)
    def move(self, data: st.DataObject, room: str, broken: tuple[str, ...]) -> None:
        tag = data.draw(st.sampled_from(sorted(self.model.rooms)))
        left, number = self.model.here[tag].room, self.model.here[tag].number
        party = self.model.party_of(number)
        moving = [worn.tag for worn in party if worn.room == left]
        said = self.act(
            move_party, self.night.by("clerk"), party_id=self.party_id(number), reason="test", knowing=broken,
            from_room_id=self.room(left).id, to_room_id=self.room(room).id,
        )  # fmt: skip
        if said == ACCEPTED:
            self.check_open([worn.tag for worn in party], {room}, broken)
            self.model.place(moving, room)
        else:
            assert said == ("not_there" if room == left else "rule_broken")

    @precondition(lambda self: self.model.here)
    @rule(data=st.data(), round_=st.sampled_from(CountRound), kind=st.sampled_from(SettlementKind))
    def settle(self, data: st.DataObject, round_: CountRound, kind: SettlementKind) -> None:
        tag, meant = (data.draw(st.sampled_from(sorted(self.model.here))) for _ in range(2))
        mistyped = kind == SettlementKind.MISTYPED
        said = self.act(
            settle_difference, self.night.by("clerk"), batch_id=self.night.batch_id, round=round_, kind=kind,
            stay_id=self.night.stay(tag).id, reason="test",
            meant_stay_id=self.night.stay(meant).id if mistyped else None,
        )  # fmt: skip
        worn = self.model.here[tag]
        if said == ACCEPTED and mistyped:
            assert not worn.room
            self.model.strike_out(tag)
        elif said == ACCEPTED and kind == SettlementKind.ABSENT and round_ == CountRound.OFF_BUS:
            if not worn.room and not worn.taps:
                self.model.strike_out(tag)
        else:
            assert said in {ACCEPTED, "already_settled", "who_was_meant", "band_is_worn"}

    @rule(room=rooms, state=st.sampled_from(RoomState))
    def set_state(self, room: str, state: RoomState) -> None:
        taken = room in self.model.rooms.values()
        facts = {"room_id": self.room(room).id, "state": state, "reason": "test"}
        said = self.act(set_room_state, self.night.by("clerk"), **facts)
        assert said == ("room_taken" if taken and state != RoomState.READY else ACCEPTED)

    @rule(data=st.data(), room=st.none() | rooms, minutes=st.integers(0, 30))
    def correct(self, data: st.DataObject, room: str | None, minutes: int) -> None:
        entries = JournalEntry.objects.filter(site=self.night.site, kind__in=["roomed", "moved", "corrected"])
        placings = list(entries.order_by("sequence").values_list("sequence", flat=True))
        if not placings:
            return
        which = data.draw(st.sampled_from(placings))
        since = None if minutes == 0 else self.night.clock.now() - timedelta(minutes=minutes)
        facts = {"sequence": which, "room_id": self.room(room).id if room else None, "since": since}
        said = self.act(correct_entry, self.night.by("clerk"), reason="test", **facts)
        if said == ACCEPTED:
            self.take_over_correction()
        else:
            assert said in {"no_such_stay", "ways_parted", "before_arrival", "after_next_move"}

    @rule(minutes=st.integers(1, 20))
    def let_time_pass(self, minutes: int) -> None:
        self.night.minutes(minutes)

    @invariant()
    def tables_are_the_model(self) -> None:
        """Invariants 2 and 4 as the model has them; whole verification now and then."""
        assert rooms_by_tag(self.night) == {worn.tag: worn.room for worn in self.model.here.values()}
        self.steps += 1
        if self.steps % VERIFY_EVERY == 0:
            report = verify_site(self.night.site)
            assert report.faults == ()
            assert (report.present, report.roomed) == (len(self.model.here), len(self.model.rooms))

    def teardown(self) -> None:
        try:
            taps = {tap: (1, "", c.people, c.withdrawn) for tap, c in self.model.counts.items()}
            taps |= {tap: (3, room, people, False) for tap, (room, people) in self.model.looked_in.items()}
            found = taps_of(self.night)
            assert {tap: said for tap, said in found.items() if said[0] != 2} == taps
            assert {tap for tap, said in found.items() if said[0] == 2} == set(self.model.measured)
            report = verify()
            assert report.clean, [fault.why for site in report.sites for fault in site.faults]
        finally:
            self.clock.__exit__(None, None, None)
            self.night.clock.set(self.begun)
            connection.savepoint_rollback(self.savepoint)
            # Rolled back to, it stands open still, and every page written is looked up in each that is open.
            connection.savepoint_commit(self.savepoint)

    def act(self, action: Any, by: Any, **facts: Any) -> str:
        """Return what the model says: "accepted", or the code of the refusal."""
        checked = action.facts.model_validate({"site_id": self.night.site.id, **facts})
        try:
            action(by=by, **{name: getattr(checked, name) for name in type(checked).model_fields})
        except Refusal as refusal:
            return refusal.code
        return ACCEPTED

    def check_open(self, party: list[str], into: set[str], broken: tuple[str, ...]) -> None:
        """Invariant 3: only who knows it goes where another party is; joining one's own is no new breach."""
        strangers = {room for tag, room in self.model.rooms.items() if tag not in party}
        own = {room for tag, room in self.model.rooms.items() if tag in party}
        assert "room_occupied" in broken or not strangers & (into - own)

    def take_over_correction(self) -> None:
        """What a correction changed of the present is read off the last entry, not off the tables."""
        import json

        entry = JournalEntry.objects.filter(site=self.night.site).latest("sequence")
        facts = json.loads(bytes(entry.body))
        if "until" in facts:
            return
        names = {str(room.id): room.name for room in self.rooms_by_name.values()}
        for room, persons in facts["placed"].items():
            stays = Stay.objects.filter(person_id__in=persons, ended_at=None)
            self.model.place([stay.tag for stay in stays], names.get(room, ""))

    def room(self, name: str) -> Room:
        return self.rooms_by_name[name]

    def party_id(self, number: int) -> Any:
        return Stay.objects.filter(site=self.night.site, band_number=number, ended_at=None)[0].party_id


@pytest.fixture
def machine(db: None) -> type[JournalMachine]:
    """The machine at a small hotel with a batch announced."""
    from tests.intake.night import open_night

    night = open_night(rooms_per_floor=3)
    with running(night.clock):
        night.announce(expected=20)
    JournalMachine.night = night
    JournalMachine.rooms_by_name = {room.name: room for room in Room.objects.filter(site=night.site)}
    return JournalMachine


def play(machine: type[JournalMachine], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, print_blob=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        ),
    )  # fmt: skip


def test_journal_keeps_its_invariants_whatever_happens(machine: type[JournalMachine]) -> None:
    play(machine, QUICK_EXAMPLES, QUICK_STEPS)


@pytest.mark.soak
def test_journal_keeps_its_invariants_for_long(machine: type[JournalMachine]) -> None:
    play(machine, SOAK_EXAMPLES, SOAK_STEPS)
