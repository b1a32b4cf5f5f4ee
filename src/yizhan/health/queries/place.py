"""Where somebody is known to be at a site, in words that a matter may show."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from yizhan.core.prepared import Prepared
from yizhan.duty.models import Obligation, RoundTask
from yizhan.health.models import TemperatureReading
from yizhan.people.models import PartyMember
from yizhan.places.models import Occupancy


@dataclass(frozen=True, slots=True)
class Place:
    """The room somebody is in, or was in last, and the letter on their wristband; None: no room yet."""

    room_id: UUID | None
    room: str
    letter: str

    @property
    def words(self) -> str:
        """Return "305 A"."""
        return f"{self.room or '?'} {self.letter}".rstrip()


def place_of(site_id: UUID, person_id: UUID) -> Place | None:
    """Return the room at this site that somebody is in, or was in last; None for a stranger to the site.

    Two queries for whoever has a room. Who waits for one is known by what was measured or is due.
    """
    found = _rooms.first(site_id=site_id, person_id=person_id)
    if found:
        room_id, name, party_id = found
        return Place(room_id, name, _letters.first(party_id=party_id, person_id=person_id) or "")
    if not _is_known(site_id, person_id):
        return None
    letter = PartyMember.objects.filter(person_id=person_id).values_list("letter", flat=True).first()
    return Place(None, "", letter or "")


def _is_known(site_id: UUID, person_id: UUID) -> bool:
    of_person = {"person_id": person_id}
    return (
        TemperatureReading.objects.filter(site_id=site_id, **of_person).exists()
        or Obligation.objects.filter(site_id=site_id, **of_person).exists()
        or RoundTask.objects.filter(round__site_id=site_id, **of_person).exists()
    )


@Prepared
def _rooms(site_id: UUID, person_id: UUID) -> QuerySet[Occupancy, tuple[UUID, str, UUID]]:
    here = Occupancy.objects.filter(room__site_id=site_id, person_id=person_id)
    return here.order_by("-started_at").values_list("room_id", "room__name", "party_id")


@Prepared
def _letters(party_id: UUID, person_id: UUID) -> QuerySet[PartyMember, str]:
    return PartyMember.objects.filter(party_id=party_id, person_id=person_id).values_list("letter", flat=True)
