"""The site as the planner sees it, and what the planner says about rooms.

The planner knows a party by its wristband number as printed, so that its sentences can name it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, FilteredRelation, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language

from planner.placement import (
    AgeGroup,
    Floor,
    Member,
    Occupant,
    Outlook,
    PartyProfile,
    Reason,
    Relation,
    RoomShare,
    RoomState,
    SiteState,
    assess_rooms,
    explain,
)
from planner.placement import Room as PlannedRoom
from yizhan.core.clock import now
from yizhan.core.prepared import Prepared
from yizhan.health.models import FeverCase
from yizhan.health.queries.flags import fever_persons, needs_of
from yizhan.people.enums import Language
from yizhan.people.identity import age_on
from yizhan.people.models import Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Floor as FloorModel
from yizhan.places.models import Occupancy, Room, Site
from yizhan.places.names import floor_label
from yizhan.stays.models import Stay
from yizhan.stays.queries.belonging import awaited_by, companions_at, late_part
from yizhan.stays.rules import format_tag

# A broken rule that no reason can lift: the room is shut, or still to be disinfected.
NEVER = frozenset({"room_not_ready"})
OF_A_DIVISION = frozenset({"party_split", "rooms_not_adjacent", "split_over_floors"})
# Everybody who works at a site speaks this one; "another language" may be a different one each time.
COMMON = Language.CHINESE
SPOKEN = frozenset(Language) - {COMMON, Language.OTHER}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What rooms would mean for a party: the rules they break, by code and in words."""

    broken: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    @property
    def impossible(self) -> bool:
        """True when no reason can justify the room."""
        return bool(NEVER.intersection(self.broken))


def assess_room(stays: Sequence[Stay], room: Room, *, leaving: UUID | None = None) -> Assessment:
    """Judge one room for those of a party who would go there: who waits, else everybody.

    `stays` are all of the party's; with `leaving`, those go who are in that room now.
    """
    persons = [stay.person_id for stay in stays]
    inside = Occupancy.objects.filter(person_id__in=persons, ended_at=None)
    places = dict(inside.values_list("person_id", "room_id"))
    before = {stay.id: places[stay.person_id] for stay in stays if stay.person_id in places}
    going = [stay.id for stay in stays if before.get(stay.id) == leaving] or [stay.id for stay in stays]
    return assess_placing(stays, before | dict.fromkeys(going, room.id), before)


def assess_placing(
    stays: Sequence[Stay], rooms: Mapping[UUID, UUID], before: Mapping[UUID, UUID],
    site: SiteState | None = None,
) -> Assessment:  # fmt: skip
    """Judge rooms for people of one party; sentences in the active language.

    `rooms` is the room by stay as it would be, `before` as it is; stays are all of the party's that
    have a room in either. `site` is for whoever has read it in the same transaction.
    """
    found = fresh_breaks(site or site_state(stays[0].site_id), stays, rooms, before)
    return Assessment(list(dict.fromkeys(reason.code for reason in found)), sentences(found))


def fresh_breaks(
    site: SiteState, stays: Sequence[Stay], rooms: Mapping[UUID, UUID], before: Mapping[UUID, UUID]
) -> list[Reason]:
    """Return the rules that a change would break, without those that are broken already."""
    profile = party_profile([stay for stay in stays if stay.id in rooms])
    return new_breaks(site, profile, _shares(stays, rooms), _shares(stays, before))


def new_breaks(
    site: SiteState, party: PartyProfile, rooms: Sequence[RoomShare], before: Sequence[RoomShare]
) -> list[Reason]:
    """Return the rules that rooms would break for a party, without those that its rooms `before` break."""
    state = site.without_party(party.id)
    after = assess_rooms(state, party, Outlook(), tuple(rooms)).broken
    known = assess_rooms(state, party, Outlook(), tuple(before)).broken if before else ()
    same_rooms = {one.room_id for one in rooms} == {one.room_id for one in before}
    return [
        reason for reason in after
        if (reason.code, reason.params) not in [(one.code, one.params) for one in known]
        and not (same_rooms and reason.code in OF_A_DIVISION)
    ]  # fmt: skip


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """Put the planner's reasons into the active language."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return [explain(reason, language) for reason in reasons]


def site_state(site_id: UUID) -> SiteState:
    """Read a site's floors, rooms and occupants; seven queries at most, whatever its size."""
    floors = _floors_of(site_id=site_id)
    spoken = _spoken_on(site_id)
    return SiteState(
        floors=tuple(
            Floor(str(floor_id), floor_label(name), level, languages=spoken.get(floor_id, frozenset()))
            for floor_id, name, level, _ in floors
        ),
        rooms=tuple(_rooms(site_id)),
        occupants=tuple(_occupants(site_id)),
        has_lift=any(lift for *_, lift in floors),
    )


def party_profile(stays: Sequence[Stay], companions: frozenset[str] = frozenset()) -> PartyProfile:
    """Describe people of one party to the planner, as far as they are known; six queries at most."""
    (profile,) = party_profiles(stays).values()
    if not companions:
        return profile
    # Late members are a party of their own beside the one that has its room already.
    return replace(profile, id=late_part(profile.id), companions=companions | profile.companions)


def party_profiles(stays: Sequence[Stay]) -> dict[UUID, PartyProfile]:
    """Describe parties of a site to the planner, by id, as far as they are known; six queries at most.

    Birth dates are opened to tell ages; names are not.
    """
    if not stays:
        return {}
    site_id, ids = stays[0].site_id, [stay.person_id for stay in stays]
    persons = {person.id: person for person in Person.objects.filter(id__in=ids)}
    ages, needs, feverish = _ages(site_id, persons.values()), needs_of(ids), fever_persons(ids)
    companions = companions_at(site_id)
    together: dict[UUID, list[Stay]] = {}
    for stay in stays:
        together.setdefault(stay.party_id, []).append(stay)
    profiles = {}
    for party_id, those in together.items():
        number = format_tag(those[0].band_number)
        profiles[party_id] = PartyProfile(
            id=number,
            members=tuple(
                Member(
                    label=stay.tag, age=ages.get(stay.person_id),
                    age_group=AgeGroup(persons[stay.person_id].age_group),
                    relation=_relation(persons[stay.person_id].relation), fever=stay.person_id in feverish,
                    mobility_limited="dependent" in needs.get(stay.person_id, ()),
                    pregnant="pregnant" in needs.get(stay.person_id, ()),
                )
                for stay in those
            ),
            cohort=next((stay.cohort for stay in those if stay.cohort), None),
            companions=companions.get(number, frozenset()),
            language=_language({persons[stay.person_id].language for stay in those}),
        )  # fmt: skip
    return profiles


def _ages(site_id: UUID, persons: Iterable[Person]) -> dict[UUID, int]:
    """Return the ages of those who are registered, on the site's calendar."""
    known = identities(persons)
    if not known:
        return {}
    zone = ZoneInfo(Site.objects.values_list("timezone", flat=True).get(id=site_id))
    today = now().astimezone(zone).date()
    born = {person_id: one.birth_date for person_id, one in known.items() if one.birth_date}
    return {person_id: age_on(day, today) for person_id, day in born.items() if day <= today}


def _language(spoken: set[str]) -> str | None:
    """Return the language that a party needs on its floor; None where one of them speaks the common one."""
    return None if COMMON in spoken else min(spoken & SPOKEN, default=None)


def _shares(stays: Sequence[Stay], rooms: Mapping[UUID, UUID]) -> tuple[RoomShare, ...]:
    together: dict[UUID, list[str]] = {}
    for stay in stays:
        if stay.id in rooms:
            together.setdefault(rooms[stay.id], []).append(stay.tag)
    return tuple(RoomShare(str(room_id), tuple(tags)) for room_id, tags in together.items())


def _relation(relation: str) -> Relation:
    return Relation(relation) if relation in set(Relation) else Relation.OTHER


@Prepared
def _floors_of(site_id: UUID) -> QuerySet[FloorModel, tuple[Any, ...]]:
    return FloorModel.objects.filter(site_id=site_id).values_list("id", "name", "level", "site__lift")


@Prepared
def _rooms_of(site_id: UUID) -> QuerySet[Room, tuple[Any, ...]]:
    texts = {f"text_{name}": Cast(name, TextField()) for name in ("id", "floor_id", "features")}
    rows = Room.objects.filter(site_id=site_id).order_by().annotate(**texts)
    return rows.values_list(*texts, "name", "corridor", "position", "beds", "kind", "state")


@Prepared
def _inside(site_id: UUID) -> QuerySet[Occupancy, tuple[Any, ...]]:
    worn = FilteredRelation("person__stays", condition=Q(person__stays__ended_at=None))
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).order_by()
    rows = inside.annotate(worn=worn, room_text=Cast("room_id", TextField()))
    counted = rows.values("room_text", "worn__band_number").annotate(people=Count("id"))
    return counted.values_list("room_text", "worn__band_number", "people", Max("worn__cohort"))


@Prepared
def _with_fever(site_id: UUID) -> QuerySet[Occupancy, UUID]:
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).order_by()
    hot = FeverCase.objects.filter(site_id=site_id, closed_at=None).values("person_id")
    return inside.filter(person_id__in=hot).values_list("room_id", flat=True)


@Prepared
def _languages(site_id: UUID) -> QuerySet[Occupancy, tuple[Any, ...]]:
    inside = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).exclude(person__language="")
    return inside.order_by().values_list("room__floor_id", "person__language").distinct()


def _rooms(site_id: UUID) -> Iterator[PlannedRoom]:
    return (_planned(*row) for row in _rooms_of(site_id=site_id))


@lru_cache(maxsize=8192)
def _planned(
    room_id: str, floor_id: str, features: str, name: str, corridor: str, position: int, beds: int,
    kind: str, state: str,
) -> PlannedRoom:  # fmt: skip
    """A row, as the database writes it, is the same room whenever it comes again.

    Rooms hardly ever change and are read for every proposal: 500 took 8 ms of ids and JSON, now 1 ms.
    """
    return PlannedRoom(
        _id(room_id), name, _id(floor_id), corridor, position, beds, kind, frozenset(json.loads(features)),
        RoomState(state),
    )  # fmt: skip


def _occupants(site_id: UUID) -> Iterator[Occupant]:
    """One row for each party in a room; one without an open stay still takes its bed."""
    hot = {str(room_id) for room_id in _with_fever(site_id=site_id)}
    inside = [
        (_id(text), format_tag(number or 0), people, cohort)
        for text, number, people, cohort in _inside(site_id=site_id)
    ]
    awaited = awaited_by(site_id, (tag for _, tag, _, _ in inside))
    for room_id, tag, people, cohort in inside:
        awaits = awaited.get(tag, frozenset[str]())
        yield Occupant(room_id, tag, people, cohort or None, room_id in hot, awaits)


def _spoken_on(site_id: UUID) -> dict[UUID, frozenset[str]]:
    """Return the languages, beside the common one, that people on each floor are registered with."""
    found: dict[UUID, set[str]] = {}
    for floor_id, language in _languages(site_id=site_id):
        found.setdefault(floor_id, set()).update({language} & SPOKEN)
    return {floor_id: frozenset(languages) for floor_id, languages in found.items()}


@lru_cache(maxsize=16384)
def _id(text: str) -> str:
    """The planner's name for an id: a database may write it without dashes."""
    return str(UUID(text))
