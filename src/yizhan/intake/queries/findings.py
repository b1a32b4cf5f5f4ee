"""Finding people by what somebody at the desk knows of them. Every look is audited."""

from dataclasses import dataclass
from uuid import UUID

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.intake.models import Registration
from yizhan.intake.queries.own_party import OwnMember
from yizhan.people.enums import AgeGroup
from yizhan.people.identity import Identity
from yizhan.people.queries.identity import find_persons, identities
from yizhan.places.models import Occupancy, Room, Site
from yizhan.stays.models import Stay
from yizhan.stays.rules import parse_tag

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who is here, with their particulars and room."""

    stay: Stay
    identity: Identity
    room: Room | None


def find_people(text: str, *, site: Site, by: Actor) -> list[Found]:
    """Find people who are at the site by name, pinyin, initials, document, telephone or wristband.

    At most 50, in order of wristbands; whose particulars were shown to whom is audited.
    """
    here = Stay.objects.filter(site=site, ended_at=None).select_related("person")
    tag = parse_tag(text)
    if tag:
        stays = list(here.filter(band_number=tag[0], band_letter=tag[1]))
    elif text.strip().isdigit() and len(text.strip()) <= 4:
        stays = list(here.filter(band_number=int(text)))
    else:
        stays = list(here.filter(person__in=find_persons(text, scope=site.id))[:MOST_FOUND])
    found = _opened(stays)
    record_audit(
        by.tapping(),
        "intake.find_people",
        site_id=site.id,
        persons=[str(one.stay.person_id) for one in found],
    )
    return found


def member_of(stay_id: UUID, *, site: Site, by: Actor) -> OwnMember | None:
    """Return somebody who is at the site with their particulars, to be completed; audited."""
    stay = Stay.objects.filter(id=stay_id, site=site, ended_at=None).select_related("person").first()
    if stay is None:
        return None
    (found,) = _opened([stay])
    record_audit(by.tapping(), "intake.read_particulars", site_id=site.id, person=str(stay.person_id))
    child = stay.person.age_group == AgeGroup.CHILD
    said = Registration.objects.filter(person_id=stay.person_id).first()
    missing = said.missing if said else found.identity.missing(child=child)
    return OwnMember(stay, child, found.identity, tuple(missing), found.room)


def _opened(stays: list[Stay]) -> list[Found]:
    known = identities(stay.person for stay in stays)
    inside = Occupancy.objects.filter(person_id__in=[stay.person_id for stay in stays], ended_at=None)
    rooms = {occupancy.person_id: occupancy.room for occupancy in inside.select_related("room")}
    return [Found(stay, known.get(stay.person_id, Identity()), rooms.get(stay.person_id)) for stay in stays]
