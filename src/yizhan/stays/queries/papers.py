"""Who has been served with the papers and who has not, door by door in walking order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from yizhan.people.enums import AgeGroup, Language
from yizhan.people.queries.identity import note_of
from yizhan.places.models import Room, Site
from yizhan.stays.enums import PaperOutcome
from yizhan.stays.models import PaperService, PaperTerms, Stay
from yizhan.stays.queries.present import present_at
from yizhan.stays.rules import format_tag


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who has to be served; `last` is the entry that counts, None while there is none."""

    stay: Stay
    last: PaperService | None

    @property
    def outcome(self) -> str:
        """ "handed", "refused", or empty while it is owed: an entry that was taken back owes it again."""
        standing = self.last is not None and self.last.outcome != PaperOutcome.WITHDRAWN
        return self.last.outcome if self.last and standing else ""


@dataclass(frozen=True, slots=True)
class PartyPapers:
    """Those of one party in one room, all of them and those who have to be served."""

    party_id: UUID
    number: int
    room: Room | None
    people: tuple[Stay, ...]
    addressees: tuple[Addressee, ...]

    @property
    def tag(self) -> str:
        """The party's wristband number as it is printed."""
        return format_tag(self.number)

    @property
    def owed(self) -> tuple[Addressee, ...]:
        """Those who have not been served."""
        return tuple(one for one in self.addressees if not one.outcome)

    @property
    def language(self) -> str:
        """The language of their papers: English if somebody said so and nobody is known to read Chinese."""
        said = {stay.person.language for stay in self.people} - {""}
        return "zh" if not said or Language.CHINESE in said else "en"


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a site at one moment."""

    doors: tuple[PartyPapers, ...]

    @property
    def owed(self) -> tuple[PartyPapers, ...]:
        """The doors at which somebody has not been served, in walking order."""
        return tuple(door for door in self.doors if door.owed)

    @property
    def served(self) -> tuple[PartyPapers, ...]:
        """The doors at which somebody was served, or refused, in walking order."""
        return tuple(door for door in self.doors if any(one.outcome for one in door.addressees))

    def count(self, outcome: str = "") -> int:
        """Return to how many people they were handed, who refused, or (without a word) who is owed them."""
        return sum(one.outcome == outcome for door in self.doors for one in door.addressees)

    @property
    def people(self) -> int:
        """How many have to be served."""
        return sum(len(door.addressees) for door in self.doors)


def papers_at(site_id: UUID) -> Papers:
    """Return the papers of everybody at a site, those without a room last; six queries."""
    rooms = {present.person.id: present.room for present in present_at(site_id)}
    stays = list(Stay.objects.filter(site_id=site_id, ended_at=None).select_related("person"))
    parties: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in stays:
        parties[stay.party_id].append(stay)
    last = {
        service.stay_id: service
        for service in PaperService.objects.filter(stay__site_id=site_id, stay__ended_at=None).select_related(
            "served_by"
        )
    }
    doors = [door for members in parties.values() for door in _doors(members, rooms, last)]
    return Papers(tuple(sorted(doors, key=_walking)))


def to_be_served(stays: Sequence[Stay]) -> list[Stay]:
    """Return who of a party is served: its adults, and everybody where no adult is known.

    Somebody whose age nobody has seen counts as an adult.
    """
    grown = [stay for stay in stays if stay.person.age_group != AgeGroup.CHILD]
    return grown or list(stays)


def history_of(stay_id: UUID) -> list[PaperService]:
    """Return every entry about somebody's papers, the oldest first."""
    return list(PaperService.objects.filter(stay_id=stay_id).select_related("served_by"))


def why_refused(service: PaperService) -> str:
    """Open the note of a refusal; empty without one, or once the person was erased."""
    return note_of(service.stay.person_id, bytes(service.note)) or "" if service.note else ""


def terms_of(site_id: UUID) -> PaperTerms | None:
    """Return what the authority has told the site, as it was written down last."""
    return PaperTerms.objects.filter(site_id=site_id).order_by("-version").first()


def terms_facts(site: Site, language: str) -> dict[str, str]:
    """Return the terms as facts of a paper in one language; what is unknown is left empty.

    A fact that was written down in Chinese only stands in Chinese in the English paper too.
    """
    terms = terms_of(site.id)
    if terms is None:
        return {}
    names = ("authority", "basis", "end", "review")
    chinese = {name: str(getattr(terms, name)) for name in names}
    if language == "zh":
        return chinese
    return {name: str(getattr(terms, f"{name}_en")) or chinese[name] for name in names}


def _doors(
    members: list[Stay], rooms: dict[UUID, Room | None], last: dict[UUID, PaperService]
) -> Iterable[PartyPapers]:
    served = {stay.id for stay in to_be_served(members)}
    behind: dict[UUID | None, list[Stay]] = defaultdict(list)
    for stay in members:
        room = rooms.get(stay.person_id)
        behind[room.id if room else None].append(stay)
    for people in behind.values():
        addressees = tuple(Addressee(stay, last.get(stay.id)) for stay in people if stay.id in served)
        if addressees:
            room = rooms.get(people[0].person_id)
            yield PartyPapers(people[0].party_id, people[0].band_number, room, tuple(people), addressees)


def _walking(door: PartyPapers) -> tuple[bool, int, int, int]:
    if door.room is None:
        return (True, 0, 0, door.number)
    return (False, door.room.floor.level, door.room.position, door.number)


@dataclass(frozen=True, slots=True)
class PhoneAddressee:
    """Somebody to be served, as a phone has it: the letter on the wristband and what became of it."""

    letter: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PhonePapers:
    """One door of the round with the papers."""

    party_id: UUID
    number: int
    room: str
    people: list[PhoneAddressee]


def phone_papers(site_id: UUID) -> list[PhonePapers]:
    """Return every door for a phone's round with the papers, in walking order; four queries."""
    return [
        PhonePapers(
            door.party_id, door.number, door.room.name if door.room else "",
            [PhoneAddressee(one.stay.band_letter, one.outcome) for one in door.addressees],
        )
        for door in papers_at(site_id).doors
    ]  # fmt: skip
