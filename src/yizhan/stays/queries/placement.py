"""The site as the planner sees it, and what the planner says about rooms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import get_language

from planner.placement import (
    AgeGroup,
    Floor,
    Member,
    Occupant,
    PartyProfile,
    Reason,
    RoomState,
    SiteState,
    assess,
    explain,
)
from planner.placement import Room as PlannedRoom
from yizhan.health.queries.flags import fever_persons, needs_of
from yizhan.people.enums import AgeGroup as SeenAge
from yizhan.people.models import Person
from yizhan.places.models import Floor as FloorModel
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.models import Stay

# Broken rules that no reason can lift: there is no bed, or the room is shut.
NEVER = frozenset({"room_not_ready"})


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one room would mean for a party: the rules it breaks, by code and in words."""

    broken: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    @property
    def impossible(self) -> bool:
        """True when no reason can justify the room."""
        return bool(NEVER.intersection(self.broken))


def assess_room(stays: Sequence[Stay], room: Room) -> Assessment:
    """Judge one room for these people of one party; sentences in the active language."""
    state = site_state(room.site_id).without_party(str(stays[0].party_id))
    proposal = assess(state, party_profile(stays), str(room.id))
    return Assessment([reason.code for reason in proposal.broken], sentences(proposal.broken))


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """Put the planner's reasons into the active language."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return [explain(reason, language) for reason in reasons]


def site_state(site_id: UUID) -> SiteState:
    """Read a site's floors, rooms and occupants; four queries whatever its size."""
    site = Site.objects.get(id=site_id)
    floors = FloorModel.objects.filter(site_id=site_id)
    rooms = Room.objects.filter(site_id=site_id).order_by("floor_id", "position")
    return SiteState(
        floors=tuple(Floor(str(f.id), f.name, f.level) for f in floors),
        rooms=tuple(_planned(room) for room in rooms),
        occupants=tuple(_occupants(site_id)),
        has_lift=site.lift,
    )


def party_profile(stays: Sequence[Stay]) -> PartyProfile:
    """Describe the people of one party to the planner, as far as they are known."""
    persons = {p.id: p for p in Person.objects.filter(id__in=[stay.person_id for stay in stays])}
    needs = needs_of(list(persons))
    feverish = fever_persons(list(persons))
    members = tuple(
        Member(
            label=stay.tag,
            age_group=AgeGroup(persons[stay.person_id].age_group),
            relation=_relation(persons[stay.person_id]),
            fever=stay.person_id in feverish,
            mobility_limited="dependent" in needs.get(stay.person_id, ()),
            pregnant="pregnant" in needs.get(stay.person_id, ()),
        )
        for stay in stays
    )
    cohort = next((stay.cohort for stay in stays if stay.cohort), None)
    return PartyProfile(str(stays[0].party_id), members, cohort=cohort)


def is_child(person: Person) -> bool:
    """Tell whether the counter saw a child."""
    return person.age_group == SeenAge.CHILD


def _relation(person: Person) -> str:
    known = {"parent", "grandparent", "relative"}
    if person.relation in known:
        return person.relation
    return "unknown" if person.relation == "unknown" else "other"


def _planned(room: Room) -> PlannedRoom:
    return PlannedRoom(
        id=str(room.id), name=room.name, floor_id=str(room.floor_id), corridor=room.corridor,
        position=room.position, beds=room.beds, kind=room.kind, features=frozenset(room.features),
        state=RoomState(room.state),
    )  # fmt: skip


def _occupants(site_id: UUID) -> Iterable[Occupant]:
    open_rows = Occupancy.objects.filter(room__site_id=site_id, ended_at=None).values_list(
        "room_id", "party_id", "person_id"
    )
    cohorts = dict(
        Stay.objects.filter(site_id=site_id, ended_at=None).values_list("person_id", "cohort")
    )
    grouped: dict[tuple[UUID, UUID], list[UUID]] = {}
    for room_id, party_id, person_id in open_rows:
        grouped.setdefault((room_id, party_id), []).append(person_id)
    feverish = fever_persons(list(cohorts))
    for (room_id, party_id), persons in grouped.items():
        cohort = next((cohorts[p] for p in persons if cohorts.get(p)), None)
        yield Occupant(str(room_id), str(party_id), len(persons), cohort, bool(feverish & set(persons)))
