"""For whom something is that came to the gate or was said: found by room, wristband, name or initials."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.people.queries.identity import find_persons
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.models import Stay
from yizhan.stays.rules import parse_tag

MOST_FOUND = 50
LONGEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Addressee:
    """A party that is here: its wristbands, and the room that things for it go to. Nobody's name."""

    party_id: UUID
    tags: tuple[str, ...]
    room: Room | None


def addressees(text: str, *, site: Site, by: Actor) -> list[Addressee]:
    """Return who is here and may be meant: who is in a room of that name, else wears the wristband, else is
    called so (whole name, pinyin or its initials, document, telephone).

    A search by name is audited. At most six queries.
    """
    text = text.strip()
    room = Room.objects.filter(site=site, name__iexact=text).first()
    if room:
        inside = Occupancy.objects.filter(room=room, ended_at=None)
        return _with_rooms(site, inside.values_list("party_id", flat=True))
    number, letter = _worn(text)
    if number:
        here = Stay.objects.filter(site=site, ended_at=None, band_number=number)
        found = here.filter(band_letter=letter) if letter else here
        return _with_rooms(site, found.values_list("party_id", flat=True))
    return _with_rooms(site, parties_called(text, site=site, by=by, gone=False))


def parties_about(text: str, *, site: Site, by: Actor) -> list[UUID]:
    """Return every party that a search may mean: in the room, by wristband, or called so, here or gone.

    A search by name is audited.
    """
    text = text.strip()
    if not text:
        return []
    inside = Occupancy.objects.filter(room__site=site, room__name__iexact=text, ended_at=None)
    found = list(inside.values_list("party_id", flat=True))
    number, letter = _worn(text)
    if number:
        here = Stay.objects.filter(site=site, ended_at=None, band_number=number)
        found += (here.filter(band_letter=letter) if letter else here).values_list("party_id", flat=True)
    return list(dict.fromkeys([*found, *parties_called(text, site=site, by=by, gone=True)]))


def parties_called(text: str, *, site: Site, by: Actor, gone: bool) -> list[UUID]:
    """Return the parties of people who are called so, those that left too if `gone`; audited if any is."""
    stays = Stay.objects.filter(site=site, person__in=find_persons(text, scope=site.id)[:MOST_FOUND])
    found = list((stays if gone else stays.filter(ended_at=None)).values_list("party_id", "person_id"))
    if found:
        persons = sorted({str(person_id) for _, person_id in found})
        record_audit(by.tapping(), "intake.find_addressees", site_id=site.id, persons=persons)
    return list(dict.fromkeys(party_id for party_id, _ in found))


def _worn(text: str) -> tuple[int, str]:
    """Read a wristband, its number alone too; (0, "") if the text is none."""
    tag = parse_tag(text)
    if tag:
        return tag
    return (int(text), "") if text.isdecimal() and len(text) <= LONGEST_NUMBER else (0, "")


def _with_rooms(site: Site, parties: Iterable[UUID]) -> list[Addressee]:
    wanted = list(dict.fromkeys(parties))
    stays = Stay.objects.filter(site=site, ended_at=None, party_id__in=wanted)
    tags: dict[UUID, list[str]] = {party_id: [] for party_id in wanted}
    for stay in stays:
        tags[stay.party_id].append(stay.tag)
    inside = Occupancy.objects.filter(party_id__in=wanted, ended_at=None, room__site=site)
    rooms = {row.party_id: row.room for row in inside.select_related("room").order_by("-started_at")}
    return [Addressee(party_id, tuple(worn), rooms.get(party_id)) for party_id, worn in tags.items()]
