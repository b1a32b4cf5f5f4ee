"""The site as a plan finds it: rooms, parties in them, parties that wait, parties still expected."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from planner.placement import AgeGroup, Member, PartyProfile, SiteState, default_rules
from yizhan.core.actions import record_audit
from yizhan.core.actors import SYSTEM
from yizhan.intake.queries.batches import Announced, open_batches
from yizhan.intake.queries.expected import Expected, expected_of
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

    @property
    def roomed(self) -> PartyProfile:
        """Those of the party who have a room; there is one at least."""
        labels = {stay.tag for stay in self.stays if stay.id in self.rooms}
        return replace(
            self.profile, members=tuple(one for one in self.profile.members if one.label in labels)
        )


@dataclass(frozen=True, slots=True)
class World:
    """A site at one moment. `expected` are parties made up from rosters and announcements.

    `arrives`: the day on which each of them comes, by the name that its profile has; `batch_of`: with which
    batch, left out where only a roster tells of them. Floors are labelled
    by their bare names, so that whoever reads a reason puts them into his own language.
    """

    site: Site
    state: SiteState
    groups: tuple[Group, ...]
    expected: tuple[PartyProfile, ...]
    arrives: dict[str, date] = field(default_factory=dict)
    batch_of: dict[str, UUID] = field(default_factory=dict)

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
    arrivals = _expected(site)
    expected = tuple(profile for profile, _, _ in arrivals)
    days = {profile.id: day for profile, day, _ in arrivals}
    batches = {profile.id: batch_id for profile, _, batch_id in arrivals if batch_id}
    return World(site, _with_bare_floors(site, site_state(site.id)), groups, expected, days, batches)


def people_more(people: int, number: int = 1) -> list[PartyProfile]:
    """Make up parties for people of whom nothing is known but how many, in the shares of the rules."""
    made_up = _made_up(parties_of(people, {}))
    return [_unseen(place, members, None) for place, members in enumerate(made_up, number)]


def _with_bare_floors(site: Site, state: SiteState) -> SiteState:
    names = {str(floor_id): name for floor_id, name in site.floors.values_list("id", "name")}
    return replace(state, floors=tuple(replace(one, label=names[one.id]) for one in state.floors))


def _expected(site: Site) -> list[tuple[PartyProfile, date, UUID | None]]:
    """Return the parties still expected, when, and with which batch: those of rosters first, then others.

    Once people step off, no more of a roster are still to come than the count leaves: names are
    bound to those counted only later.
    """
    rows = {row.batch.id: row for row in open_batches(site.id)}
    to_come = expected_of(rows.values())
    named = _rostered(site) if to_come else []
    found: list[tuple[Sequence[Member], str | None, date, UUID | None]] = []
    cohort, day = None, site_day(site)
    for batch_id, one in to_come.items():
        cohort, day = rows[batch_id].latest.cohort or None, _day_of(rows[batch_id], site)
        mine: list[list[Member]] = []
        rest = _number_of(one, named)
        while named and rest > 0:
            mine.append(named.pop(0))
            rest -= len(mine[-1])
        others = _made_up(parties_of(rest, _beyond(one.by_size, mine))) if rest > 0 else []
        found += [(members, cohort, day, batch_id) for members in (*mine, *others)]
    if not any(one.counted or one.all_counted for one in to_come.values()):
        found += [(members, cohort, day, None) for members in named]
    return [
        (_unseen(place, members, cohort), day, batch_id)
        for place, (members, cohort, day, batch_id) in enumerate(found, start=1)
    ]


def _number_of(one: Expected, named: Sequence[Sequence[Member]]) -> int:
    """Return how many people a batch still brings; where nobody knows a number, the rosters do."""
    if one.people is not None:
        return one.people
    listed = sum(size * count for size, count in one.by_size.items())
    return listed or max(sum(map(len, named)) - one.counted, 0)


def _day_of(row: Announced, site: Site) -> date:
    """Return the day on which a batch comes: today if that is unknown or past."""
    eta, today = row.latest.eta, site_day(site)
    return max(eta.astimezone(ZoneInfo(site.timezone)).date(), today) if eta else today


def _beyond(by_size: dict[int, int], named: Iterable[Sequence[Member]]) -> dict[int, int]:
    """Return the parties of a make-up that a roster does not name."""
    known = Counter(map(len, named))
    return {size: count - known[size] for size, count in by_size.items() if count > known[size]}


def _made_up(by_size: dict[int, int]) -> list[list[Member]]:
    sizes = [size for size, count in by_size.items() for _ in range(count)]
    return [[Member(label=str(one)) for one in range(size)] for size in sizes]


def _rostered(site: Site) -> list[list[Member]]:
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
    return [[_member(str(one.id), opened.get(one.id), today) for one in those] for those in together.values()]


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
