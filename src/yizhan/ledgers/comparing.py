"""Differences between the records, and what they most likely come from. Pure: no Django, no clock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from yizhan.ledgers.enums import Cause
from yizhan.ledgers.evidence import Cited, Difference, DoorFacts, Known, Line, Listing


def behind_doors(doors: Sequence[DoorFacts]) -> list[Difference]:
    """Return where another number was seen than is entered.

    Two rooms of which one has as many too many as the other too few belong together when no third one
    fits: a release was entered for the wrong room if somebody left the fuller one on the books, else
    a move was not entered.
    """
    wrong = [door for door in doors if door.excess]
    pairs = _pairs(wrong)
    paired = {door.look.room for pair in pairs for door in pair}
    alone = [door for door in wrong if door.look.room not in paired]
    return [_together(less, more) for less, more in pairs] + [_alone(door) for door in alone]


def _pairs(wrong: Sequence[DoorFacts]) -> list[tuple[DoorFacts, DoorFacts]]:
    by_excess: dict[int, list[DoorFacts]] = defaultdict(list)
    for door in wrong:
        by_excess[door.excess].append(door)
    pairs = []
    for excess, fuller in by_excess.items():
        emptier = by_excess.get(-excess, [])
        if excess > 0 and len(fuller) == len(emptier) == 1:
            pairs.append((emptier[0], fuller[0]))
    return pairs


def _together(less: DoorFacts, more: DoorFacts) -> Difference:
    gone = more.left[: more.excess]
    cause = Cause.WRONG_RELEASE if len(gone) == more.excess else Cause.MOVE_MISSING
    entered = (*gone, *less.inside) if cause == Cause.WRONG_RELEASE else less.inside
    return Difference(cause, less.look.room, more.look.room, entered, (less.look, more.look))


def _alone(door: DoorFacts) -> Difference:
    if door.excess > 0 and len(door.left) >= door.excess:
        gone = door.left[: door.excess]
        return Difference(Cause.WRONG_RELEASE, "", door.look.room, gone, (door.look,))
    cause = Cause.RELEASE_MISSING if not door.look.seen else Cause.COUNT
    return Difference(cause, door.look.room, "", door.inside, (door.look,))


def against_list(people: Iterable[Known], listing: Listing) -> Iterator[Difference]:
    """Yield where an outside list and the ledger disagree about somebody or their room."""
    lines: dict[UUID, list[Line]] = defaultdict(list)
    known = {one.person_id: one for one in people}
    for line in listing.lines:
        if line.person_id in known:
            lines[line.person_id].append(line)
        else:
            yield Difference(Cause.STRANGER, line.room, cited=(_cite(listing, line),))
    elsewhere = dict[UUID, Line]()
    for person_id, said in lines.items():
        person = known[person_id]
        if len(said) > 1:
            yield _about(person, Cause.DOUBLE, listing, said)
        elif not person.here_at(listing.as_of):
            yield _about(person, Cause.LIST_BEHIND, listing, said)
        elif said[0].room and person.is_in_since_before(listing.as_of) and said[0].room != person.room:
            elsewhere[person_id] = said[0]
    yield from _in_other_rooms(listing, known, elsewhere)
    if listing.whole:
        yield from _unlisted(listing, (one for one in known.values() if one.person_id not in lines))


def _about(person: Known, cause: Cause, listing: Listing, said: Sequence[Line]) -> Difference:
    other = next((line.room for line in said if line.room != person.room), "")
    cited = tuple(_cite(listing, line) for line in said)
    return Difference(cause, person.room, other, (person.entered,), cited=cited)


def _in_other_rooms(
    listing: Listing, known: dict[UUID, Known], elsewhere: dict[UUID, Line]
) -> Iterator[Difference]:
    """Two people whom the list has in each other's rooms are one difference: their wristbands."""
    said_in: dict[str, list[UUID]] = defaultdict(list)
    for person_id, line in elsewhere.items():
        said_in[line.room].append(person_id)
    done = set[UUID]()
    for person_id, line in elsewhere.items():
        if person_id in done:
            continue
        person = known[person_id]
        mirrored = [one for one in said_in[person.room] if known[one].room == line.room]
        if len(mirrored) != 1 or mirrored[0] in done:
            yield _about(person, Cause.WRONG_ROOM, listing, [line])
            continue
        other = mirrored[0]
        done |= {person_id, other}
        cited = (_cite(listing, line), _cite(listing, elsewhere[other]))
        both = (person.entered, known[other].entered)
        yield Difference(Cause.MIXED_UP, person.room, line.room, both, cited=cited)


def _unlisted(listing: Listing, people: Iterable[Known]) -> Iterator[Difference]:
    cited = (Cited(listing.list_id, listing.source, listing.as_of, "", ""),)
    for person in people:
        if person.here and person.is_in_since_before(listing.as_of):
            yield Difference(Cause.RELEASE_MISSING, person.room, "", (person.entered,), cited=cited)


def _cite(listing: Listing, line: Line) -> Cited:
    return Cited(listing.list_id, listing.source, listing.as_of, line.row, line.room)
