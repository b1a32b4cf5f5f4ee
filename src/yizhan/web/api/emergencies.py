"""What every page of the crew asks for every moment: is there an emergency, and does it ring here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext
from ninja import Router

from yizhan.care.queries.crisis import Missed, missed_looks
from yizhan.care.queries.on_call import PROTECTED
from yizhan.cases.queries.cases import open_case_ids
from yizhan.core.actors import ActorKind
from yizhan.duty.models import Matter
from yizhan.duty.queries.emergencies import Emergency, Kind, open_emergencies
from yizhan.health.queries.calls import open_calls
from yizhan.places.models import Site
from yizhan.web.access import account_of, capabilities_here, posted_api
from yizhan.web.api.schemas import PROBLEMS

router = Router()


@dataclass(frozen=True, slots=True)
class EmergencyOut:
    """An open emergency; `rings` while this account is one of those who answer and has said nothing yet.

    `calls` counts the taps: one more rings again. The names are those who go there and who saw it. A call
    of `kind` "health" is a fever or an alarming symptom: only those who answer are told, until one goes,
    and it does not ring for whoever found it; it is taken by `health.take_call`, and `page` is where it
    goes on. One of `kind` "watch" is a look-in that nobody made: it rings for those who are named to a
    protected thread, says the room and nothing else, and ends when somebody has looked in.
    """

    id: UUID
    kind: str
    page: str
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
    found = [_out(site, one, rings=answers and _rings(one, account_id)) for one in open_emergencies(site.id)]
    if PROTECTED in capabilities_here(request):
        found += [_missed(site, one) for one in missed_looks(site.id, account_id)]
    return [*found, *(_call(site, one, account_id) for one in open_calls(site.id))] if answers else found


def _rings(emergency: Emergency, account_id: UUID) -> bool:
    """Whether the latest call has had no word from this account; who calls again rings again."""
    last_call = max(e.at for e in emergency.thread if e.kind in (Kind.RAISED, Kind.AGAIN))
    return not any(e.account_id == account_id and e.at >= last_call for e in emergency.thread)


def _missed(site: Site, one: Missed) -> EmergencyOut:
    room, page = one.room, "crisis" if one.named else "crisis_entry"
    return EmergencyOut(
        id=one.crisis_id, kind="watch", page=reverse(page, args=[site.code, one.crisis_id]),
        place=room.name if room else "", floor=room.floor.name if room else "",
        extension=room.extension if room else "", flag="", flag_name=gettext("Look in now"),
        raised_at=one.due_at, rings=True, calls=one.calls, going=[], seen=[], called_at=None,
    )  # fmt: skip


def _call(site: Site, matter: Matter, account_id: UUID) -> EmergencyOut:
    room = matter.room
    facts = matter.record["facts"]
    # Whoever found it stands at the door already: nothing may come up under their fingers.
    rings = matter.raised_by != f"{ActorKind.ACCOUNT}:{account_id}"
    if matter.kind == Matter.Kind.POSITIVE:
        return _positive(site, matter, rings=rings)
    fever = matter.kind == Matter.Kind.FEVER
    return EmergencyOut(
        id=matter.id, kind="health", page=reverse("health_course", args=[site.code, matter.subject_id]),
        place=facts["tag" if fever else "place"], floor=room.floor.name if room else "",
        extension=room.extension if room else "", flag=matter.kind,
        flag_name=f"{facts['value']} °C" if fever else gettext("Alarming symptom"),
        raised_at=matter.raised_at, rings=rings, calls=1, going=[], seen=[], called_at=None,
    )  # fmt: skip


def _positive(site: Site, matter: Matter, *, rings: bool) -> EmergencyOut:
    facts, room = matter.record["facts"], matter.room
    case_id = open_case_ids(site.id).get(matter.subject_id) if matter.subject_id else None
    tube_page = reverse("sample_tube", args=[site.code, facts["number"].replace(" ", "")])
    return EmergencyOut(
        id=matter.id, kind="health", place=facts["rooms"],
        page=reverse("case", args=[site.code, case_id]) if case_id else tube_page,
        floor=room.floor.name if room else "", extension=room.extension if room else "", flag=matter.kind,
        flag_name=gettext("Positive result"), raised_at=matter.raised_at, rings=rings, calls=1, going=[],
        seen=[], called_at=None,
    )  # fmt: skip


def _out(site: Site, one: Emergency, *, rings: bool) -> EmergencyOut:
    room = one.matter.room
    return EmergencyOut(
        id=one.matter.id, kind="emergency", page=reverse("emergency_thread", args=[site.code, one.matter.id]),
        place=one.place, floor=room.floor.name if room else "",
        extension=room.extension if room else "", flag=one.flag.key if one.flag else "",
        flag_name=one.flag.name(get_language() or "") if one.flag else "", raised_at=one.matter.raised_at,
        rings=rings, calls=one.calls, going=one.names(Kind.GOING), seen=one.names(Kind.SEEN),
        called_at=one.first(Kind.CALLED),
    )  # fmt: skip
