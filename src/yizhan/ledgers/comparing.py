"""Differences between the records, and what they most likely come from. Pure: no Django, no clock."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from yizhan.ledgers.enums import Cause
from yizhan.ledgers.evidence import Cited, Difference, DoorFacts, Entered, Known, Line, Listing, Look


def behind_doors(doors: Sequence[DoorFacts], people: Iterable[Known]) -> list[Difference]:
    """Return where others were seen than are entered, by their wristbands where these were read."""
    known = {one.entered.tag: one for one in people}
    read = [door for door in doors if door.look.tags is not None]
    counted = [door for door in doors if door.look.tags is None]
    return [*by_wristbands(read, known), *by_numbers(counted)]


def by_wristbands(doors: Sequence[DoorFacts], known: Mapping[str, Known]) -> Iterator[Difference]:
    """Yield who was seen in another room, who was seen and has left, and who was not seen.

    A release was entered for the wrong room where as many who have left were seen in one room as are missing
    in just one other.
    """
    looks = {door.look.room: door.look for door in doors}
    moved: dict[tuple[str, str], list[Entered]] = defaultdict(list)
    departed: dict[str, list[Entered]] = defaultdict(list)
    for door in doors:
        for tag in sorted(door.unexpected):
            person = known.get(tag)
            if person is None:
                yield Difference(Cause.STRANGER, door.look.room, looks=(door.look,))
            elif person.here:
                moved[person.room, door.look.room].append(person.entered)
            else:
                departed[door.look.room].append(person.entered)
    yield from _moves(moved, looks)
    elsewhere = {who.tag for people in moved.values() for who in people}
    missing = {door.look.room: _missing(door, elsewhere) for door in doors}
    yield from _departures(departed, missing, looks)
    for room, people in missing.items():
        if people:
            cause = Cause.COUNT if looks[room].seen else Cause.RELEASE_MISSING
            yield Difference(cause, room, entered=tuple(people), looks=(looks[room],))


def _moves(moved: dict[tuple[str, str], list[Entered]], looks: Mapping[str, Look]) -> Iterator[Difference]:
    """Yield a move for each pair of rooms; two parties in each other's rooms wear each other's wristbands."""
    for (entered_in, seen_in), people in moved.items():
        seen = tuple(looks[room] for room in (entered_in, seen_in) if room in looks)
        back = moved.get((seen_in, entered_in))
        if back is None:
            yield Difference(Cause.MOVE_MISSING, entered_in, seen_in, tuple(people), seen)
        elif entered_in < seen_in:
            yield Difference(Cause.MIXED_UP, entered_in, seen_in, (*people, *back), seen)


def _missing(door: DoorFacts, elsewhere: Collection[str]) -> list[Entered]:
    """Who stayed in the room by the record and was read nowhere, as far as nobody unread explains it."""
    tags = door.look.tags or frozenset()
    unseen = [who for who in door.inside if who.tag in door.stayed - tags - set(elsewhere)]
    unread = door.look.seen - len(tags)
    return unseen if unread < len(unseen) else []


def _departures(
    departed: Mapping[str, list[Entered]], missing: dict[str, list[Entered]], looks: Mapping[str, Look]
) -> Iterator[Difference]:
    """Yield those who have left and were seen; who is missing instead is taken out of `missing`."""
    for room, people in departed.items():
        fitting = [other for other, unseen in missing.items() if len(unseen) == len(people)]
        if len(fitting) != 1:
            yield Difference(Cause.WRONG_RELEASE, "", room, tuple(people), (looks[room],))
            continue
        (other,) = fitting
        both = (*people, *missing.pop(other))
        yield Difference(Cause.WRONG_RELEASE, other, room, both, (looks[other], looks[room]))


def by_numbers(doors: Sequence[DoorFacts]) -> list[Difference]:
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
