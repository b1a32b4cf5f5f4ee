"""What every page of the crew asks for every moment: is there an emergency, and does it ring here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from yizhan.duty.queries.emergencies import Emergency, Kind, open_emergencies
from yizhan.places.models import Site
from yizhan.web.access import account_of, capabilities_here, posted_api
from yizhan.web.api.schemas import PROBLEMS

router = Router()


@dataclass(frozen=True, slots=True)
class EmergencyOut:
    """An open emergency; `rings` while this account is one of those who answer and has said nothing yet.

    `calls` counts the taps: one more rings again. The names are those who go there and who saw it.
    """

    id: UUID
    place: str
    floor: str
    extension: str
    flag: str
    flag_name: str
    raised_at: datetime
    rings: bool
    calls: int
    going: list[str]
    seen: list[str]
    called_at: datetime | None


@router.get("/sites/{site_code}/emergencies", response={200: list[EmergencyOut], **PROBLEMS})
@posted_api("emergency.raise")
def emergencies(request: HttpRequest, site: Site) -> list[EmergencyOut]:
    """Return what is open at the site, the latest first. Every role may ask."""
    answers = "emergency.answer" in capabilities_here(request)
    account_id = account_of(request).id
    return [_out(one, rings=answers and _rings(one, account_id)) for one in open_emergencies(site.id)]


def _rings(emergency: Emergency, account_id: UUID) -> bool:
    """Whether the latest call has had no word from this account; who calls again rings again."""
    last_call = max(e.at for e in emergency.thread if e.kind in (Kind.RAISED, Kind.AGAIN))
    return not any(e.account_id == account_id and e.at >= last_call for e in emergency.thread)


def _out(one: Emergency, *, rings: bool) -> EmergencyOut:
    room = one.matter.room
    return EmergencyOut(
        id=one.matter.id, place=one.place, floor=room.floor.name if room else "",
        extension=room.extension if room else "", flag=one.flag.key if one.flag else "",
        flag_name=one.flag.name(get_language() or "") if one.flag else "", raised_at=one.matter.raised_at,
        rings=rings, calls=one.calls, going=one.names(Kind.GOING), seen=one.names(Kind.SEEN),
        called_at=one.first(Kind.CALLED),
    )  # fmt: skip
