"""What phones read: a snapshot that each posting sees its own part of, and the work of rooming."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from ninja import Router
from pydantic import Field

from yizhan.core.clock import now
from yizhan.core.life import life_of_site
from yizhan.course.queries.due import PastDue, past_due_at
from yizhan.duty.needs import groups
from yizhan.duty.queries.matters_board import mark_of_mine
from yizhan.duty.queries.matters_reading import reader_at
from yizhan.duty.queries.postings import sites_of
from yizhan.health.enums import CareKind, TemperatureMethod
from yizhan.health.rules import temperature_rules
from yizhan.intake.queries import phone
from yizhan.notices.queries.reading import unread_of_account
from yizhan.places.models import Room, Site
from yizhan.stays.models import Stay
from yizhan.stays.papers import refusal_reasons
from yizhan.stays.queries.papers import PhonePapers, phone_papers
from yizhan.stays.queries.placement import assess_room
from yizhan.stays.queries.waiting import Rooming, rooming
from yizhan.web.access import account_of, capabilities_here, posted_api, signed_in_api
from yizhan.web.api.schemas import PROBLEMS
from yizhan.web.paper.words import language

router = Router()


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an id or key, and its name in the reader's language."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Me:
    """The signed-in account and the sites it is posted to."""

    id: UUID
    username: str
    name: str
    sites: list[Named]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Degrees Celsius: where the fever path begins, and what no living person can have."""

    fever_c: float
    lowest_c: float
    highest_c: float
    methods: list[Named]


@dataclass(frozen=True, slots=True)
class NeedOut:
    """Something that people ask for; `counted` if they ask for so many of it."""

    id: str
    name: str
    counted: bool


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """Needs that are offered together. What rings has its own red button and is not among them."""

    id: str
    name: str
    needs: list[NeedOut]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a phone needs to go on without network; what a posting does not allow is empty.

    `life` is another after the site was restored from a backup: then phones send again what they sent.
    `past_due` says on every phone who should have left and is still here, as figures; None where nobody.
    `notices` is how many whoever holds the phone has not read. `matters` is a mark of what concerns them:
    while it stays the same, what the phone was told last is still so; empty where there are none.
    """

    server_time: datetime
    account: Named
    site_id: UUID
    site_name: str
    timezone: str
    capabilities: list[str]
    batches: list[phone.PhoneBatch]
    floors: list[phone.PhoneFloor]
    rolls: list[phone.PhoneRoll]
    steps: list[phone.PhoneStep]
    temperature: Thresholds | None
    care: list[Named]
    marks: list[phone.OwnMark]
    closings: list[phone.OwnClosing]
    life: str
    past_due: PastDue | None
    notices: int
    papers: list[PhonePapers]
    refusals: list[Named]
    needs: list[NeedGroup]
    matters: str


@dataclass(frozen=True, slots=True)
class RoomAssessment:
    """What one room would mean for those of a party who wait: rules it breaks, in words."""

    codes: list[str]
    sentences: list[str]
    impossible: bool


@router.get("/me", response={200: Me, **PROBLEMS})
@signed_in_api
def me(request: HttpRequest) -> Me:
    """Return who is signed in."""
    account = account_of(request)
    sites = [Named(site.code, _site_name(site)) for site in sites_of(account.id).order_by("code")]
    return Me(account.id, account.username, account.display_name, sites)


@router.get("/sites/{site_code}/field", response={200: Snapshot, **PROBLEMS})
@posted_api("step.tick")
def field_snapshot(
    request: HttpRequest, site: Site, device: Annotated[str, Field(max_length=60)] = ""
) -> Snapshot:
    """Return what this account's phone keeps for work without network; `device` names the phone."""
    account = account_of(request)
    return snapshot_for(
        site, Named(str(account.id), account.display_name), capabilities_here(request), device
    )


@router.get("/sites/{site_code}/rooming", response={200: Rooming, **PROBLEMS})
@posted_api("room.assign")
def rooming_now(request: HttpRequest, site: Site) -> Rooming:
    """Return the parties without a room, newest first, those just roomed, and how full each room is."""
    return rooming(site.id)


@router.get(
    "/sites/{site_code}/parties/{party_id}/rooms/{room_id}", response={200: RoomAssessment, **PROBLEMS}
)
@posted_api("room.assign")
def assess(request: HttpRequest, site: Site, party_id: UUID, room_id: UUID) -> RoomAssessment:
    """Tell which rules this room would break for this party; nothing is changed."""
    room = Room.objects.filter(site=site, id=room_id).first()
    stays = list(Stay.objects.filter(site=site, party_id=party_id, ended_at=None))
    if room is None or not stays:
        raise Http404
    found = assess_room(stays, room)
    return RoomAssessment(found.broken, found.sentences, found.impossible)


def snapshot_for(site: Site, account: Named, can: frozenset[str], device: str) -> Snapshot:
    """Return what a phone keeps for an account with these capabilities; `device` names the phone."""
    account_id = UUID(account.id)
    walks = can & {"count.room", "room.assign", "parcel.handle"}
    return Snapshot(
        server_time=now(), account=account, site_id=site.id,
        site_name=_site_name(site), timezone=site.timezone, capabilities=sorted(can),
        batches=phone.open_batches(site.id, with_origin="batch.read" in can),
        floors=phone.rooms_by_floor(site.id) if walks else [],
        rolls=phone.rolls_of(site.id, device) if "count.off_bus" in can else [],
        steps=phone.countdown_of(site, account_id, get_language() or ""),
        temperature=_thresholds() if "count.temperature" in can else None,
        care=[Named(kind.value, str(kind.label)) for kind in CareKind] if "count.room" in can else [],
        marks=phone.own_marks(site.id, account_id), closings=phone.own_closings(site.id, account_id),
        life=life_of_site(), past_due=past_due_at([site.id]).get(site.id),
        notices=unread_of_account(site.id, account_id),
        papers=phone_papers(site.id) if "paper.serve" in can else [],
        refusals=[Named(row["key"], row[language()]) for row in refusal_reasons().values()],
        needs=_needs() if "matter.answer" in can else [],
        matters=mark_of_mine(reader_at(account_id, site.id), site.id) if "matter.answer" in can else "",
    )  # fmt: skip


def _needs() -> list[NeedGroup]:
    return [
        NeedGroup(
            group.key, group.name.of(language()),
            [
                NeedOut(need.key, need.name.of(language()), need.counted)
                for need in group.needs
                if not need.red
            ],
        )
        for group in groups()
    ]  # fmt: skip


def _thresholds() -> Thresholds:
    rules = temperature_rules()
    methods = [Named(method.value, str(method.label)) for method in TemperatureMethod]
    return Thresholds(float(rules.fever_c), float(rules.lowest_c), float(rules.highest_c), methods)


def _site_name(site: Site) -> str:
    return site.name if (get_language() or "").startswith("zh") else site.name_en or site.name
