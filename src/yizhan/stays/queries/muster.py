"""Fire muster: who is on which floor, and who must be carried. Wristbands, never names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.health.queries.flags import needs_at
from yizhan.people.enums import AgeGroup
from yizhan.people.identity import age_on
from yizhan.people.queries.identity import identities
from yizhan.places.models import Floor, Room, Site
from yizhan.stays.carrying import MusterRules, muster_rules
from yizhan.stays.queries.present import Door, Present, doors, present_at

AGED = "aged"
SMALL_CHILD = "small_child"


@dataclass(frozen=True, slots=True)
class Mustered:
    """Somebody to be found in a fire; `carried` holds why, as kinds of care, "aged", "small_child"."""

    tag: str
    child: bool
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MusterDoor:
    """A door; `somebody` holds needs of one of its people whom nobody has told apart yet."""

    room: Room
    people: tuple[Mustered, ...]
    somebody: tuple[str, ...]

    @property
    def carried(self) -> int:
        """How many here must be carried, at least."""
        return sum(bool(person.carried) for person in self.people) + bool(self.somebody)


@dataclass(frozen=True, slots=True)
class MusterFloor:
    """A floor with its doors in walking order."""

    floor: Floor
    doors: tuple[MusterDoor, ...]

    @property
    def people(self) -> int:
        """How many are on this floor."""
        return sum(len(door.people) for door in self.doors)

    @property
    def carried(self) -> int:
        """How many of them must be carried, at least."""
        return sum(door.carried for door in self.doors)


@dataclass(frozen=True, slots=True)
class Muster:
    """The site at one moment; on paper it counts until `valid_until`."""

    floors: tuple[MusterFloor, ...]
    elsewhere: tuple[Mustered, ...]
    taken_at: datetime
    valid_until: datetime

    @property
    def people(self) -> int:
        """Everybody, those without a room too."""
        return sum(floor.people for floor in self.floors) + len(self.elsewhere)

    @property
    def carried(self) -> int:
        """How many must be carried, at least."""
        waiting = sum(bool(person.carried) for person in self.elsewhere)
        return sum(floor.carried for floor in self.floors) + waiting


def muster(site: Site, *, by: Actor) -> Muster:
    """Return who is where now; four queries. Birth dates and needs are read, which is audited."""
    people = present_at(site.id)
    moment = now()
    told = _Needs(site, people, moment.astimezone(ZoneInfo(site.timezone)).date())
    floors = tuple(
        MusterFloor(floor, tuple(told.door(door) for door in found)) for floor, found in doors(people)
    )
    elsewhere = tuple(told.person(person) for person in people if person.room is None)
    record_audit(by.tapping(), "stays.read_muster", site_id=site.id, people=len(people))
    valid_until = moment + timedelta(minutes=muster_rules().paper_valid_minutes)
    return Muster(floors, elsewhere, moment, valid_until)


class _Needs:
    """What keeps each person from walking down the stairs."""

    def __init__(self, site: Site, people: Iterable[Present], day: date) -> None:
        self._rules: MusterRules = muster_rules()
        self._born = {
            person_id: identity.birth_date
            for person_id, identity in identities(p.person for p in people).items()
        }
        self._day = day
        self._of_person: dict[UUID, set[str]] = {}
        self._of_party: dict[UUID, set[str]] = {}
        for party_id, found in needs_at(site.id).items():
            for person_id, kind in found:
                if kind in self._rules.needs:
                    held = self._of_person if person_id else self._of_party
                    held.setdefault(person_id or party_id, set()).add(kind)

    def door(self, door: Door) -> MusterDoor:
        somebody: set[str] = set().union(
            *(self._of_party.get(person.party_id, set()) for person in door.people)
        )
        return MusterDoor(
            door.room, tuple(self.person(person) for person in door.people), self._ordered(somebody)
        )

    def person(self, present: Present) -> Mustered:
        reasons = set(self._of_person.get(present.person.id, set()))
        born = self._born.get(present.person.id)
        if born:
            age = age_on(born, self._day)
            reasons |= {AGED} if age >= self._rules.carried_from_age else set()
            reasons |= {SMALL_CHILD} if age < self._rules.carried_below_age else set()
        return Mustered(present.tag, present.person.age_group == AgeGroup.CHILD, self._ordered(reasons))

    def _ordered(self, reasons: set[str]) -> tuple[str, ...]:
        return tuple(reason for reason in (*self._rules.needs, AGED, SMALL_CHILD) if reason in reasons)
