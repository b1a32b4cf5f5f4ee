"""R12: whatever is done to a journal is found, a thousand times of a thousand."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.command.tampering import TAMPERS, Entries, cut_tail, flip_byte, without_triggers
from yizhan.command.queries.verify import verify_site
from yizhan.command.queries.verify.receipts import accepted_commands
from yizhan.command.queries.verify.report import SiteReport
from yizhan.command.queries.verify.walk import walk_journal
from yizhan.command.queries.verify.wholeness import heads_are_in_the_chain, journal_ends_at_its_head
from yizhan.core.chain import GENESIS, link_hash
from yizhan.stays.models import JournalEntry, JournalHead
from yizhan.stays.queries.journal import SignedHead, StoredEntry, signed_head, stored_entries

if TYPE_CHECKING:
    from tests.intake.night import Night

CASES = 1000
SEED = 20220316


@dataclass
class Journal:
    """A journal in memory, with what verification compares it with."""

    entries: Entries
    head: tuple[int, bytes]
    unspent: set[str]

    def is_found(self, tampered: Entries) -> bool:
        walk = walk_journal(tampered, set(self.unspent))
        return bool(walk.faults or list(journal_ends_at_its_head(walk, *self.head)))


@pytest.fixture
def journal(lived: Night) -> Journal:
    """The journal of the night that was lived."""
    for number in range(100, 112):
        lived.count(number)
    head = JournalHead.objects.get(site=lived.site)
    entries = list(stored_entries(lived.site.id))
    assert len(entries) > 30
    return Journal(entries, (head.sequence, bytes(head.hash)), accepted_commands())


def test_verify_finds_every_tampering(journal: Journal) -> None:
    chance = random.Random(SEED)
    assert not journal.is_found(journal.entries)
    missed = []
    for case in range(CASES):
        tamper = TAMPERS[case % len(TAMPERS)]
        if not journal.is_found(tamper(journal.entries, chance)):
            missed.append(f"seed {SEED}, case {case}: {tamper.__name__}")
    assert missed == []


def test_verify_finds_a_cut_tail_by_the_head_that_was_sent_elsewhere(journal: Journal, lived: Night) -> None:
    chance = random.Random(SEED)
    kept = signed_head(lived.site.id)
    for _ in range(50):
        cut = cut_tail(journal.entries, chance)
        walk = walk_journal(cut, set(journal.unspent), wanted=[kept.sequence])
        # The head in the database was moved back as well: nothing in it tells.
        assert list(journal_ends_at_its_head(walk, cut[-1].sequence, cut[-1].hash)) == []
        assert [fault.code for fault in heads_are_in_the_chain(walk, [kept])] == ["tail_cut"]


def test_verify_finds_a_journal_that_was_rewritten_whole(journal: Journal, lived: Night) -> None:
    kept = signed_head(lived.site.id)
    rewritten = rechained([e._replace(body=e.body.replace(b"-A", b"-Z")) for e in journal.entries])
    walk = walk_journal(rewritten, set(journal.unspent), wanted=[kept.sequence])
    assert [fault.code for fault in walk.faults if fault.invariant == 9] == []
    assert [fault.code for fault in heads_are_in_the_chain(walk, [kept])] == ["head_rewritten"]


def test_verify_refuses_a_head_that_somebody_else_signed(journal: Journal, lived: Night) -> None:
    kept = signed_head(lived.site.id)
    forged = SignedHead(kept.site_id, kept.sequence - 1, kept.hash, kept.signature)
    report = verify_site(lived.site, [kept, forged])
    assert [(fault.code, fault.sequence) for fault in report.faults] == [("head_not_ours", kept.sequence - 1)]


def test_verify_finds_tampering_in_the_database_itself(journal: Journal, lived: Night) -> None:
    chance = random.Random(SEED)
    changed = flip_byte(journal.entries, chance)
    which = next(new for new, old in zip(changed, journal.entries, strict=True) if new != old)
    with without_triggers():
        JournalEntry.objects.filter(site=lived.site, sequence=which.sequence).update(
            body=which.body, hash=which.hash
        )
    report: SiteReport = verify_site(lived.site)
    assert which.sequence in {fault.sequence for fault in report.faults if fault.invariant == 9}


def rechained(entries: Entries) -> Entries:
    """Give entries hashes that fit their bodies, as whoever holds the database can."""
    previous, made = GENESIS, []
    for entry in entries:
        previous = link_hash(previous, entry.sequence, entry.body)
        made.append(StoredEntry(entry.sequence, entry.kind, entry.at, entry.body, previous))
    return made
