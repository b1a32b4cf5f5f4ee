"""The process that hands notices over: it follows up what was not read, and empties the outbox.

It may be killed at any moment: what it had claimed is claimed again, and handed over with the same key.
"""

import logging
import os
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import close_old_connections
from django.utils.translation import gettext

from yizhan.core.actors import SYSTEM
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.programs import is_running
from yizhan.notices.actions.outbox import (
    Handed,
    claim_deliveries,
    feel_pulse,
    give_back,
    note_handed,
    show_life,
)
from yizhan.notices.actions.sending import follow_up
from yizhan.notices.channels.hooks import GroupBot, TextMessages
from yizhan.notices.channels.letters import Channel, Letter, Unreachable, letters_of, refused
from yizhan.notices.channels.mail import Mail
from yizhan.notices.enums import BOTS, Fault, Way
from yizhan.notices.queries.pace import claimants, due_ways, over_pace, some_unread_due
from yizhan.notices.queries.ways import Target, open_ways
from yizhan.notices.rules import way_rules

log = logging.getLogger("yizhan.notices")
NOTED_AT_ONCE = 10
RESTS = timedelta(seconds=30)
PACE = timedelta(minutes=1)
LIFE_EVERY_S = 15.0


def work(goes_on: Callable[[], bool]) -> None:
    """Hand over what is due, again and again, as long as `goes_on`."""
    host, process = socket.gethostname()[:60], os.getpid()
    worker = f"{host}:{process}:{time.time_ns()}"
    feel_pulse(
        by=SYSTEM, host=host, process=process, dead=[one for one in claimants() if _is_dead(one, host)]
    )
    shown = time.monotonic()
    while goes_on():
        try:
            done = one_pass(worker)
            if time.monotonic() - shown > LIFE_EVERY_S:
                show_life(by=SYSTEM, host=host)
                shown = time.monotonic()
        except Exception:
            # Whatever happened, somebody waits for what is still in the outbox.
            log.exception("notices: a pass failed")
            close_old_connections()
            done = 0
        if not done:
            time.sleep(way_rules().look_every_s)


def try_way(way: str, to: str) -> tuple[str, str]:
    """Send one line to an address now, past the outbox; return fault ("" if taken) and answer."""
    line = Letter(
        new_id(), Way(way), Target(to), "zh-hans", "Yizhan", gettext("A try"),
        gettext("If you read this, notices reach you by this way."), now(),
    )  # fmt: skip
    if way not in open_ways():
        return str(Fault.NO_ADDRESS), f"YIZHAN_{way.upper()}"
    try:
        with _channel(Way(way)) as channel:
            outcome = channel.hand(line)
    except Unreachable as reason:
        return str(Fault.UNREACHABLE), str(reason)
    return str(outcome.fault or ""), outcome.answer


def one_pass(worker: str) -> int:
    """Follow up some of what was not read, then hand over some of what is due; return how many."""
    done = follow_up(by=SYSTEM).recipients if some_unread_due() else 0
    due = due_ways()
    ways = open_ways() if due else ()
    return done + sum(_hand_over(worker, way) for way in due if way in ways)


def _hand_over(worker: str, way: Way) -> int:
    claimed = claim_deliveries(by=SYSTEM, way=way, worker=worker).deliveries
    if way in BOTS and (late := over_pace(claimed)):
        give_back(by=SYSTEM, worker=worker, deliveries=sorted(late), until=now() + PACE)
        claimed = [one for one in claimed if one not in late]
    letters = deque(letters_of(claimed))
    done = len(letters)
    try:
        with _channel(way) as channel:
            while letters:
                _hand_some(worker, channel, letters)
    except Unreachable as reason:
        log.warning("notices: %s does not answer: %s", way, reason)
        done -= len(letters)
        _rest(worker, [letter.key for letter in letters], str(reason))
    return done


def _hand_some(worker: str, channel: Channel, letters: deque[Letter]) -> None:
    """Hand some letters over and take them off, and write it down, also when the way breaks off."""
    outcomes: list[Handed] = []
    try:
        while letters and len(outcomes) < NOTED_AT_ONCE:
            outcomes.append(_handed(channel, letters[0]))
            letters.popleft()
    finally:
        if outcomes:
            note_handed(by=SYSTEM, worker=worker, outcomes=outcomes)


def _handed(channel: Channel, letter: Letter) -> Handed:
    try:
        return channel.hand(letter)
    except Unreachable:
        raise
    except Exception as fault:
        # One letter that cannot be written must not hold up all the others.
        log.exception("notices: a letter could not be handed over")
        return refused(letter, type(fault).__name__)


def _rest(worker: str, keys: Sequence[UUID], reason: str) -> None:
    """Write down for the first that its server does not answer, and let the others wait a little."""
    broke_at = Handed(delivery_id=keys[0], fault=Fault.UNREACHABLE, answer=reason[:200])
    note_handed(by=SYSTEM, worker=worker, outcomes=[broke_at])
    give_back(by=SYSTEM, worker=worker, deliveries=keys[1:], until=now() + RESTS)


def _channel(way: Way) -> Channel:
    if way == Way.MAIL:
        return Mail()
    return TextMessages() if way == Way.SMS else GroupBot(way)


def _is_dead(claimant: str, host: str) -> bool:
    on, process, _begun = claimant.rsplit(":", 2)
    return on == host and not is_running(int(process), "yizhan")
