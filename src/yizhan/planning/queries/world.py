"""The site as a plan finds it: rooms, parties in them, parties that wait, parties still expected."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from planner.placement import AgeGroup, Member, PartyProfile, SiteState, default_rules
from yizhan.core.actions import record_audit
from yizhan.core.actors import SYSTEM
from yizhan.intake.queries.batches import open_batches
from yizhan.intake.queries.expected import expected_of
from yizhan.intake.queries.outlook import parties_of
from yizhan.places.models import Occupancy, Site
from yizhan.roster.models import RosterPerson
from yizhan.roster.particulars import Particulars
from yizhan.roster.queries.people import particulars, unbound_people
from yizhan.stays.models import Stay
from yizhan.stays.queries.placement import party_profiles, site_state
from yizhan.stays.queries.room_map import site_day


@dataclass(frozen=True, slots=True)
class Group:
    """A party at the site, with the room of each stay that has one."""

    party_id: UUID
    profile: PartyProfile
    stays: tuple[Stay, ...]
    rooms: dict[UUID, UUID] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """True when nobody of the party has a room."""
        return not self.rooms


@dataclass(frozen=True, slots=True)
class World:
    """A site at one moment. `expected` are parties made up from rosters and announcements."""

    site: Site
    state: SiteState
    groups: tuple[Group, ...]
    expected: tuple[PartyProfile, ...]

    @property
    def waiting(self) -> list[Group]:
        """The parties without a room."""
        return [group for group in self.groups if group.waits]


def read_world(site: Site) -> World:
    """Read a site; the number of queries is constant."""
    stays = list(Stay.objects.filter(site=site, ended_at=None))
    inside = Occupancy.objects.filter(room__site=site, ended_at=None)
    rooms = dict(inside.values_list("person_id", "room_id"))
    profiles = party_profiles(stays)
    by_party: dict[UUID, list[Stay]] = {party_id: [] for party_id in profiles}
    for stay in stays:
        by_party[stay.party_id].append(stay)
    groups = tuple(
        Group(
            party_id, profiles[party_id], tuple(those),
            {stay.id: rooms[stay.person_id] for stay in those if stay.person_id in rooms},
        )
        for party_id, those in by_party.items()
    )  # fmt: skip
    return World(site, site_state(site.id), groups, tuple(_expected(site)))


def people_more(people: int, number: int = 1) -> list[PartyProfile]:
    """Make up parties for people of whom nothing is known but how many, in the shares of the rules."""
    return _parties(parties_of(people, {}), None, number)


def _expected(site: Site) -> list[PartyProfile]:
    """Return the parties still expected: those of rosters first, then what was announced beyond them."""
    batches = {row.batch.id: row for row in open_batches(site.id)}
    cohorts = {row.latest.cohort for row in batches.values() if row.latest.cohort}
    cohort = cohorts.pop() if len(cohorts) == 1 else None
    to_come = expected_of(batches.values())
    if not to_come:
        return []
    named = _rostered(site, cohort)
    left = sum(one.size for one in named)
    found = list(named)
    for batch_id, one in to_come.items():
        people = one.people or sum(size * count for size, count in one.by_size.items())
        covered, left = min(left, people), max(left - people, 0)
        sizes = _beyond(one.by_size, named) if covered else one.by_size
        rest = parties_of(people - covered, sizes) if people > covered else {}
        found += _parties(rest, batches[batch_id].latest.cohort or None, len(found) + 1)
    return found


def _beyond(by_size: dict[int, int], named: Iterable[PartyProfile]) -> dict[int, int]:
    """Return the parties of a make-up that a roster does not name."""
    known = Counter(one.size for one in named)
    return {size: count - known[size] for size, count in by_size.items() if count > known[size]}


def _parties(by_size: dict[int, int], cohort: str | None, number: int) -> list[PartyProfile]:
    sizes = [size for size, count in by_size.items() for _ in range(count)]
    return [
        _unseen(place, [Member(label=str(one)) for one in range(size)], cohort)
        for place, size in enumerate(sizes, number)
    ]


def _rostered(site: Site, cohort: str | None) -> list[PartyProfile]:
    """Return the parties that rosters name and nobody was bound to; reading them is recorded."""
    people = list(unbound_people(site.id))
    if not people:
        return []
    opened = particulars(people)
    record_audit(SYSTEM.tapping(), "planning.read_rosters", site_id=site.id, people=len(opened))
    together: dict[object, list[RosterPerson]] = {}
    for person in people:
        key = (person.roster_id, person.party) if person.party else person.id
        together.setdefault(key, []).append(person)
    today = site_day(site)
    return [
        _unseen(place, [_member(str(one.id), opened.get(one.id), today) for one in those], cohort)
        for place, those in enumerate(together.values(), start=1)
    ]


def _member(label: str, known: Particulars | None, today: date) -> Member:
    if known is None or known.identity.birth_date is None:
        return Member(label)
    born = known.identity.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    group = AgeGroup.ADULT if age >= default_rules().thresholds.adult_age else AgeGroup.CHILD
    pregnant = known.identity.pregnancy_weeks is not None
    return Member(label, group, age=max(age, 0), pregnant=pregnant)


def _unseen(number: int, members: Sequence[Member], cohort: str | None) -> PartyProfile:
    """Return a party that nobody has seen: ≈1, with people ≈1-A, ≈1-B."""
    name = f"≈{number}"
    lettered = [replace(one, label=f"{name}-{chr(ord('A') + place)}") for place, one in enumerate(members)]
    return PartyProfile(name, tuple(lettered), cohort=cohort)
