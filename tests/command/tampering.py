"""Doing to a journal what nobody can do through the product."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from yizhan.core.append_only import append_only_tables, make_triggers
from yizhan.stays.queries.journal import StoredEntry

Entries = list[StoredEntry]
Tamper = Callable[[Entries, random.Random], Entries]


@contextmanager
def without_triggers() -> Iterator[None]:
    """Let everything be changed inside the block, as somebody with the database in hand could."""
    with connection.cursor() as cursor:
        for table in append_only_tables():
            for verb in ("update", "delete", "truncate"):
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"{on}')
    yield
    make_triggers(connection)


def flip_byte(entries: Entries, chance: random.Random) -> Entries:
    """Change one bit-pattern of one byte of a body or a hash."""
    place = chance.randrange(len(entries))
    name = chance.choice(["body", "hash"])
    contents = bytearray(getattr(entries[place], name))
    contents[chance.randrange(len(contents))] ^= chance.randrange(1, 256)
    return _put(entries, place, entries[place]._replace(**{name: bytes(contents)}))


def change_column(entries: Entries, chance: random.Random) -> Entries:
    """Change the kind or the time that stands beside an entry."""
    place = chance.randrange(len(entries))
    entry = entries[place]
    kinds = [kind for kind in ("arrived", "roomed", "moved", "voided", "settled") if kind != entry.kind]
    later = str(int(entry.at[3]) ^ 1)
    changed = chance.choice([{"kind": chance.choice(kinds)}, {"at": f"{entry.at[:3]}{later}{entry.at[4:]}"}])
    return _put(entries, place, entry._replace(**changed))


def drop_some(entries: Entries, chance: random.Random) -> Entries:
    """Leave out one to five neighbouring entries before the last."""
    count = chance.randint(1, 5)
    place = chance.randrange(len(entries) - count)
    return entries[:place] + entries[place + count :]


def swap_two(entries: Entries, chance: random.Random) -> Entries:
    """Exchange the contents of two entries, which keep their sequences."""
    one, other = sorted(chance.sample(range(len(entries)), 2))
    first, second = entries[one], entries[other]
    swapped = _put(entries, one, second._replace(sequence=first.sequence))
    return _put(swapped, other, first._replace(sequence=second.sequence))


def insert_one(entries: Entries, chance: random.Random) -> Entries:
    """Put in an entry that was never made, numbering the rest anew."""
    place = chance.randrange(len(entries))
    pushed = [entry._replace(sequence=entry.sequence + 1) for entry in entries[place:]]
    return [*entries[:place], entries[place], *pushed]


def cut_tail(entries: Entries, chance: random.Random) -> Entries:
    """Cut off one to ten entries at the end."""
    return entries[: -chance.randint(1, 10)]


TAMPERS: tuple[Tamper, ...] = (flip_byte, change_column, drop_some, swap_two, insert_one, cut_tail)


def _put(entries: Entries, place: int, entry: StoredEntry) -> Entries:
    return [*entries[:place], entry, *entries[place + 1 :]]
