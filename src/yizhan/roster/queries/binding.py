"""A roster beside those who were counted: what is proposed, what is bound, what is left over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from uuid import UUID

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.people.identity import Identity
from yizhan.people.queries.identity import identities
from yizhan.places.models import Occupancy, Site
from yizhan.roster.matching import How, MemberPair, PartyMatch, Trust, match, match_parties, put_together
from yizhan.roster.merging import Contradiction, contradictions
from yizhan.roster.models import Roster, RosterPerson
from yizhan.roster.queries.binding_records import (
    Counted,
    Listed,
    groups_of_counted,
    groups_of_listed,
    record_of_counted,
    record_of_listed,
)
from yizhan.roster.queries.people import particulars
from yizhan.stays.models import Stay
from yizhan.stays.rules import format_tag, parse_tag

MOST_DIGITS = 4
# Said of the whole party, or worth no word.
_SILENT = frozenset({"sex.same", "company.other", "room.same", "room.near", "room.other"})


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the roster beside somebody counted, with the reasons as codes."""

    listed: Listed
    counted: Counted
    reasons: tuple[str, ...]
    trust: Trust
    contradictions: tuple[Contradiction, ...]
    rivals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A counted party that a party of the roster may be; `reasons` are of the room and the make-up.

    `by_shape`: nobody of it was recognised, only room and make-up speak for it.
    """

    party_id: UUID
    number: str
    room: str
    lines: tuple[Line, ...]
    trust: Trust
    probability: float
    reasons: tuple[str, ...]
    by_shape: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A party of the roster that is not bound yet and what it may be, the likeliest first."""

    listed: tuple[Listed, ...]
    choices: tuple[Choice, ...]
    refused: int

    @property
    def key(self) -> UUID:
        """The id of its first member: the party's address on the page."""
        return self.listed[0].row.id

    @property
    def is_open(self) -> bool:
        """Whether nothing but the make-up of the party speaks for any choice."""
        return all(choice.trust == Trust.ASK and choice.by_shape for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Bound:
    """Somebody of the roster who is bound; `counted` is None if they are not here any more."""

    listed: Listed
    counted: Counted | None


@dataclass(frozen=True)
class Bindings:
    """All of a roster that is to be decided, and both remainders."""

    roster: Roster
    questions: tuple[Question, ...]
    bound: tuple[Bound, ...]
    unclaimed: tuple[Counted, ...]

    @cached_property
    def sure(self) -> list[Question]:
        """Parties whose first choice is sure in every member."""
        return self._of(Trust.SURE)

    @cached_property
    def likely(self) -> list[Question]:
        """Parties whose first choice is likely."""
        return self._of(Trust.LIKELY)

    @cached_property
    def to_ask(self) -> list[Question]:
        """Parties that somebody has to choose for."""
        return self._of(Trust.ASK)

    @cached_property
    def not_counted(self) -> list[Question]:
        """Parties of the roster for which nobody counted is proposed."""
        return [question for question in self.questions if not question.choices]

    @property
    def people(self) -> int:
        """How many people the roster names."""
        return len(self.bound) + sum(len(question.listed) for question in self.questions)

    def _of(self, trust: Trust) -> list[Question]:
        return [one for one in self.questions if one.choices and one.choices[0].trust == trust]


def roster_of(site: Site, roster_id: UUID) -> Roster | None:
    """Return a roster of the site, as soon as it was imported."""
    return Roster.objects.filter(site=site, id=roster_id, imported_at__isnull=False).first()


def bindings(roster: Roster, *, site: Site, by: Actor) -> Bindings:
    """Return what a roster may be bound to; seven queries. That it was read is audited."""
    listed = listed_of(roster)
    counted = counted_at(site)
    of_person = {one.stay.person_id: one for one in counted}
    bound = [Bound(one, of_person.get(one.row.person_id)) for one in listed if one.row.person_id]
    questions = _questions(listed, counted, {one.listed.row.person_id for one in bound})
    spoken_for = {one.row.person_id for one in listed if one.row.person_id} | {
        line.counted.stay.person_id
        for question in questions for choice in question.choices[:1] for line in choice.lines
        if choice.trust != Trust.ASK
    } | set(_on_other_rosters(roster, of_person))  # fmt: skip
    record_audit(by.tapping(), "roster.read_bindings", site_id=site.id, roster=str(roster.id))
    unclaimed = [one for one in counted if one.stay.person_id not in spoken_for]
    return Bindings(roster, tuple(questions), tuple(bound), tuple(unclaimed))


def listed_of(roster: Roster) -> list[Listed]:
    """Return everybody on a roster in its order; who was erased is left out."""
    rows = list(RosterPerson.objects.filter(roster=roster).order_by("id"))
    said = particulars(rows)
    return [Listed(row, said[row.id]) for row in rows if row.id in said]


def counted_at(site: Site) -> list[Counted]:
    """Return those who are at a site by wristband; three queries."""
    here = list(Stay.objects.filter(site=site, ended_at=None).select_related("person"))
    inside = Occupancy.objects.filter(room__site=site, ended_at=None).select_related("room__floor")
    rooms = {occupancy.person_id: occupancy.room for occupancy in inside}
    said = identities(stay.person for stay in here)
    return [Counted(stay, said.get(stay.person_id, Identity()), rooms.get(stay.person_id)) for stay in here]


def search(roster: Roster, key: UUID, text: str, *, site: Site, by: Actor) -> Question | None:
    """Put a party of the roster beside the parties with a wristband or a room; None if it is bound.

    That particulars were read is audited.
    """
    everybody = listed_of(roster)
    party = next((one.party for one in everybody if one.row.id == key), None)
    listed = [one for one in everybody if one.party == party and one.row.person_id is None]
    if not listed:
        return None
    counted = _sought(counted_at(site), text)
    bound: set[UUID | None] = {one.row.person_id for one in everybody if one.row.person_id}
    matching = match(
        [record_of_listed(one) for one in listed],
        [record_of_counted(one) for one in counted if not one.is_nameless],
    )
    (left,) = groups_of_listed(listed, now().date())
    showing = _Showing(listed, counted, bound)
    found = (put_together(left, group, matching) for group in groups_of_counted(counted))
    choices = tuple(choice for one in found if (choice := showing.choice(one)).lines)
    persons = [str(one.stay.person_id) for one in counted]
    record_audit(
        by.tapping(), "roster.search_counted", site_id=site.id, roster=str(roster.id), persons=persons
    )
    return Question(tuple(listed), choices, 0)


def _sought(counted: Sequence[Counted], text: str) -> list[Counted]:
    """Return the parties of whoever wears this number or is in this room."""
    tag, word = parse_tag(text), text.strip()
    number = tag[0] if tag else int(word) if word.isdigit() and len(word) <= MOST_DIGITS else None
    parties = {
        one.stay.party_id for one in counted
        if one.stay.band_number == number or (one.room is not None and one.room.name == word)
    }  # fmt: skip
    return [one for one in counted if one.stay.party_id in parties]


def _questions(
    listed: Sequence[Listed], counted: Sequence[Counted], bound: set[UUID | None]
) -> list[Question]:
    refused = frozenset((one.key, person) for one in listed for person in one.row.because.get("not", ()))
    matching = match(
        [record_of_listed(one) for one in listed],
        [record_of_counted(one) for one in counted if not one.is_nameless],
        excluded=refused,
    )
    left = groups_of_listed(listed, now().date())
    found = match_parties(left, groups_of_counted(counted), matching)
    showing = _Showing(listed, counted, bound, refused)
    questions = []
    for group, matches in zip(left, found, strict=True):
        people = tuple(showing.listed[member.key] for member in group.members if showing.is_open(member.key))
        if people:
            choices = (showing.choice(one) for one in matches)
            again = sum(len(one.row.because.get("not", ())) for one in people)
            questions.append(Question(people, tuple(one for one in choices if one.lines), again))
    return questions


class _Showing:
    """Turns what the matching found into what is shown: without those who are bound already."""

    def __init__(
        self, listed: Sequence[Listed], counted: Sequence[Counted], bound: set[UUID | None],
        refused: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:  # fmt: skip
        self._refused = refused
        self.listed = {one.key: one for one in listed}
        self._counted = {one.key: one for one in counted}
        self._first = {str(one.stay.party_id): one for one in reversed(counted)}
        self._bound = bound

    def is_open(self, key: str) -> bool:
        return self.listed[key].row.person_id is None

    def choice(self, found: PartyMatch) -> Choice:
        lines = [self._line(pair) for pair in found.pairs if self._is_undecided(pair)]
        place = self._first[found.right]
        trust = max((line.trust for line in lines), key=list(Trust).index, default=found.trust)
        by_shape = all(pair.match is None for pair in found.pairs)
        return Choice(
            place.stay.party_id, format_tag(place.stay.band_number), place.room.name if place.room else "",
            tuple(lines), found.trust if by_shape else trust, found.probability,
            tuple(f"{field}.{level}" for field, level in found.agreement),
            by_shape,
        )  # fmt: skip

    def _is_undecided(self, pair: MemberPair) -> bool:
        if (pair.left, pair.right) in self._refused:
            return False
        return self.is_open(pair.left) and self._counted[pair.right].stay.person_id not in self._bound

    def _line(self, pair: MemberPair) -> Line:
        listed, counted = self.listed[pair.left], self._counted[pair.right]
        return Line(
            listed, counted, tuple(_reasons(pair)), _trust(pair),
            tuple(contradictions(counted.said, listed.said.identity)),
            tuple(sorted(self._names(pair.match.rivals))) if pair.match else (),
        )  # fmt: skip

    def _names(self, keys: Iterable[str]) -> Iterable[str]:
        for key in keys:
            if key in self.listed:
                yield self.listed[key].said.identity.name
            elif key in self._counted:
                yield self._counted[key].stay.tag


def _trust(pair: MemberPair) -> Trust:
    if pair.match:
        return pair.match.trust
    return Trust.LIKELY if pair.how == How.ONLY_ONE else Trust.ASK


def _reasons(pair: MemberPair) -> Iterable[str]:
    if pair.match is None:
        return [pair.how.value]
    codes = [f"{field}.{level}" for field, level in pair.match.agreement]
    twins = ["twin"] if pair.match.rivals else []
    return chain(twins, (code for code in codes if code not in _SILENT))


def _on_other_rosters(roster: Roster, persons: Iterable[UUID]) -> Iterable[UUID]:
    others = RosterPerson.objects.exclude(roster=roster).filter(
        roster__site_id=roster.site_id, person__isnull=False
    )
    return set(others.values_list("person_id", flat=True)) & set(persons)
