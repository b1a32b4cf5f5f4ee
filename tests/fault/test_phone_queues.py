"""R6: queues of two phones, in every order, delivered again and again: what the oracle says, exactly.

Every order of a queue is a path in a tree; each step of each path is one case: that much of the
queue has arrived in that order. A step is taken once, in a savepoint, for all paths that share it.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from tests.core.sending import account, may_do_anything, send
from tests.fault.night_model import NightModel
from tests.fault.queues import Event, Oracle, make_events
from tests.fault.reading import rooms_by_tag, taps_of
from yizhan.command.queries.verify import verify
from yizhan.core.commands import submit
from yizhan.core.models import CommandReceipt, WaitingCommand
from yizhan.core.prepared import Prepared
from yizhan.duty.models import Matter

if TYPE_CHECKING:
    from tests.intake.night import Night

LENGTH = 6
CASES_A_QUEUE = 2500  # 1 956 arrangements of one to six of six things, and what is delivered again
QUICK = range(1, 5 if connection.vendor == "sqlite" else 2)
SOAK = range(1001, 1201)
REPEATED = 0.15

# Asked after every case of many thousands.
_conflicts = Prepared(
    lambda status: CommandReceipt.objects.filter(status=status).values_list("id", "result__code")
)
_matters = Prepared(lambda kind: Matter.objects.filter(kind=kind).values_list("subject_id", flat=True))
_waiting = Prepared(lambda: WaitingCommand.objects.values_list("id", flat=True))


@pytest.fixture
def night(db: None) -> Night:
    """A small hotel where one party was counted before the phones lost the network."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night(rooms_per_floor=3)
    with running(opened.clock):
        opened.announce(expected=10)
    return opened


class Walk:
    """One queue, walked in every order."""

    def __init__(self, night: Night, seed: int) -> None:
        self.night, self.seed, self.cases = night, seed, 0
        self.chance = random.Random(seed)
        standing = night.count(1, ("adult", "adult"))
        model = NightModel()
        model.count(standing, "counter1", 1, 2)
        self.events = make_events(night, self.chance, standing, night.stay("001-A").party_id, LENGTH)
        self.everything(Oracle(model, {standing: "accepted"}), self.events, [])

    def everything(self, oracle: Oracle, left: list[Event], arrived: list[Event]) -> None:
        """Deliver each of the events that are left, and then everything after it."""
        for event in left:
            after = oracle.copy()
            with transaction.atomic():
                self.deliver(after, event, arrived)
                rest = [other for other in left if other is not event]
                if rest:
                    self.everything(after, rest, [*arrived, event])
                elif self.chance.random() < REPEATED:
                    self.deliver_all_again(after)
                transaction.set_rollback(True)

    def deliver(self, oracle: Oracle, event: Event, arrived: list[Event]) -> None:
        self.cases += 1
        times = 2 if self.chance.random() < REPEATED else 1
        for _ in range(times):
            said = oracle.deliver(event)
            reply = submit(event.envelope, account(self.night, event.phone), may_do_anything)
            assert (reply.status, reply.code) == said, self.story([*arrived, event])
        self.compare(oracle, [*arrived, event])

    def deliver_all_again(self, oracle: Oracle) -> None:
        """Everything comes once more, in some order; nothing changes, and the tables prove it."""
        for event in self.chance.sample(self.events, len(self.events)):
            self.deliver(oracle, event, self.events)
        assert verify().clean, self.story(self.events)

    def compare(self, oracle: Oracle, arrived: list[Event]) -> None:
        model = oracle.model
        assert rooms_by_tag(self.night) == {worn.tag: worn.room for worn in model.here.values()}, self.story(
            arrived
        )
        taps = {tap: (1, "", c.people, c.withdrawn) for tap, c in model.counts.items()}
        taps |= {tap: (2, tag, 1, False) for tap, tag in model.measured.items()}
        taps |= {tap: (3, room, people, False) for tap, (room, people) in model.looked_in.items()}
        assert taps_of(self.night) == taps, self.story(arrived)
        conflicts = {own: code for own, code in oracle.decided.items() if code != "accepted"}
        assert dict(_conflicts(status="conflict")) == conflicts, self.story(arrived)
        assert Counter(_matters(kind=Matter.Kind.SYNC_CONFLICT.value)) == Counter(list(conflicts)), (
            self.story(arrived)
        )
        assert set(_waiting()) == set(oracle.waiting), self.story(arrived)

    def story(self, arrived: list[Event]) -> str:
        taps = [f"{event.phone} {event.envelope.action} {event.envelope.facts}" for event in arrived]
        return "\n".join([f"seed {self.seed}, delivered in this order:", *taps])


@pytest.mark.parametrize("seed", QUICK)
def test_phone_queues_come_to_the_same_in_every_order(night: Night, seed: int) -> None:
    walk = Walk(night, seed)
    assert walk.cases >= CASES_A_QUEUE


@pytest.mark.soak
@pytest.mark.parametrize("seed", SOAK)
def test_many_phone_queues_come_to_the_same_in_every_order(night: Night, seed: int) -> None:
    walk = Walk(night, seed)
    assert walk.cases >= CASES_A_QUEUE


def test_queue_with_nothing_in_the_way_comes_to_one_state_in_every_order(night: Night) -> None:
    """Where no tap contradicts another, the order of arrival leaves no trace."""
    from itertools import permutations

    from tests.core.sending import count_command, temperature_command

    taps = [count_command(night, 2), count_command(night, 3, ("adult",))]
    taps += [temperature_command(night, 2, "A"), temperature_command(night, 3, "A", "38.0")]
    ends = set()
    for order in permutations(taps):
        with transaction.atomic():
            for tap in order:
                assert send(night, tap).status == "accepted"
            flags = night.stay("003-A").person.fever_cases.count()
            ends.add((tuple(sorted(rooms_by_tag(night))), tuple(sorted(taps_of(night).items())), flags))
            transaction.set_rollback(True)
    assert len(ends) == 1
    assert next(iter(ends))[0] == ("002-A", "002-B", "003-A")
