"""One pass over a site's journal: the chain, the columns, the fold and the commands behind it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop
from pydantic_core import from_json

from yizhan.command.queries.verify.report import Fault
from yizhan.core.chain import GENESIS, link_hash
from yizhan.stays.queries.fold import Facts, Fold
from yizhan.stays.queries.journal import StoredEntry, is_same_moment

PROGRESS_EVERY = 100_000

Progress = Callable[[int], None]


@dataclass(slots=True)
class Walk:
    """What one pass found: the end of the chain, the fold, the hashes asked for, and faults."""

    entries: int = 0
    sequence: int = 0
    hash: bytes = GENESIS
    fold: Fold = field(default_factory=Fold)
    hashes: dict[int, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def walk_journal(
    entries: Iterable[StoredEntry],
    unspent: set[str],
    *,
    wanted: Iterable[int] = (),
    progress: Progress | None = None,
) -> Walk:
    """Read entries in order of sequence. `wanted` are sequences whose hashes are kept for comparison.

    `unspent` holds the accepted commands (32 hex digits) that made no entry yet; those that made one
    here are taken out.
    """
    walk = Walk(hashes=dict.fromkeys(wanted, b""))
    wanted_hashes, see = walk.hashes, _Commands(unspent, walk.faults).see
    take_in = walk.fold.apply
    last, end = 0, GENESIS
    # One loop over plain values with few calls: a million entries go through it.
    for sequence, kind, at, body, digest in entries:
        if sequence != last + 1 or digest != link_hash(end, sequence, body):
            walk.faults.extend(_breaks(last, end, sequence, body, digest))
        last, end = sequence, digest
        if sequence in wanted_hashes:
            wanted_hashes[sequence] = digest
        try:
            facts: Facts = from_json(body, cache_strings="keys")
            if facts["kind"] != kind or facts["at"] != at:
                walk.faults.extend(_columns_differ(facts, sequence, kind, at))
            see(sequence, facts)
            take_in(sequence, facts)
        except (LookupError, TypeError, ValueError, AttributeError):
            template = gettext_noop("The entry cannot be read, or lacks what such an entry has.")
            walk.faults.append(Fault(9, "unreadable", template, sequence=sequence))
        walk.entries += 1
        if progress and walk.entries % PROGRESS_EVERY == 0:
            progress(walk.entries)
    walk.sequence, walk.hash = last, end
    return walk


def _breaks(last: int, end: bytes, sequence: int, body: bytes, digest: bytes) -> Iterator[Fault]:
    if sequence != last + 1:
        template = gettext_noop("Entry %(expected)s is missing before entry %(found)s.")
        yield Fault(9, "entry_missing", template, {"expected": last + 1, "found": sequence}, sequence)
    if digest != link_hash(end, sequence, body):
        template = gettext_noop("The entry does not match its hash: it, or the one before it, was changed.")
        yield Fault(9, "hash_wrong", template, sequence=sequence)


def _columns_differ(facts: Facts, sequence: int, kind: str, at: str) -> Iterator[Fault]:
    if facts["kind"] == kind and is_same_moment(facts["at"], at):
        # The same moment in other words: the fold takes it in those of all other moments.
        facts["at"] = at
        return
    template = gettext_noop("Kind or time beside the entry is not what the entry says (%(kind)s, %(at)s).")
    yield Fault(9, "columns_differ", template, {"kind": facts["kind"], "at": facts["at"]}, sequence)


class _Commands:
    """Invariant 1 of entries: an accepted command stands behind each, and none made an entry twice.

    A command makes its entries in one transaction under the journal's lock, so they stand together:
    its receipt is spent at the first of them, and a command that comes again finds none.
    """

    def __init__(self, unspent: set[str], faults: list[Fault]) -> None:
        self._unspent = unspent
        self._faults = faults
        self._current = ""
        self._made: list[Facts] = []

    def see(self, sequence: int, facts: Facts) -> None:
        command = facts["command"]
        if command == self._current:
            self._compare(sequence, facts)
            return
        self._current, self._made = command, [facts]
        try:
            self._unspent.remove(command.replace("-", ""))
        except KeyError:
            template = gettext_noop(
                "No accepted receipt stands for command %(command)s, or for an earlier entry only."
            )
            self._faults.append(Fault(1, "no_receipt", template, {"command": command}, sequence))

    def _compare(self, sequence: int, facts: Facts) -> None:
        if any(_is_same_entry(made, facts) for made in self._made):
            template = gettext_noop("Command %(command)s made this entry twice.")
            self._faults.append(Fault(1, "entry_twice", template, {"command": facts["command"]}, sequence))
        self._made.append(facts)


def _is_same_entry(one: Facts, other: Facts) -> bool:
    """Tell whether two entries say the same; their times and sealed notes differ at every writing."""
    return all(one.get(name) == fact for name, fact in other.items() if name not in ("at", "note"))
