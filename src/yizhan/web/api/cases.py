"""Positive cases: their steps and what is next, and the contacts that the record shows; nobody's name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router

from yizhan.cases.enums import EntryOutcome, GroundKind, StepKind
from yizhan.cases.queries.cases import CaseNow, case_of, open_cases
from yizhan.core.actions import record_audit
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted_api
from yizhan.web.api.schemas import PROBLEMS
from yizhan.web.desk.case_faces import ContactsFace

router = Router()


@dataclass(frozen=True, slots=True)
class CaseStepOut:
    """A step: `noted` is open; done or waived when and by whom ("" where the record itself says it)."""

    kind: StepKind
    outcome: EntryOutcome
    at: datetime | None
    who: str


@dataclass(frozen=True, slots=True)
class CaseOut:
    """A case by wristband and room; `next_step` is what is to be done next, None when nothing is open."""

    id: UUID
    person_id: UUID
    tag: str
    room: str
    opened_at: datetime
    closed_at: datetime | None
    next_step: StepKind | None
    steps: list[CaseStepOut]


@dataclass(frozen=True, slots=True)
class GroundOut:
    """Why somebody is a contact, and until when it lasted."""

    kind: GroundKind
    room: str
    until: datetime


@dataclass(frozen=True, slots=True)
class ContactOut:
    """Somebody who was near: proposed by the rules, decided by a person (None: not yet)."""

    person_id: UUID
    tag: str
    room: str
    here: bool
    last_exposure: datetime
    proposed: bool
    included: bool | None
    grounds: list[GroundOut]


@dataclass(frozen=True, slots=True)
class ContactsOut:
    """The contacts of a case within the days looked back on."""

    lookback_days: int
    since: datetime
    until: datetime
    contacts: list[ContactOut]


@router.get("/sites/{site_code}/cases", response={200: list[CaseOut], **PROBLEMS})
@posted_api("health.read")
def site_cases(request: HttpRequest, site: Site) -> list[CaseOut]:
    """Return the open cases, the longest open first; the reading is audited."""
    found = open_cases(site.id)
    record_audit(actor_of(request), "cases.read_list", site_id=site.id, cases=len(found))
    return [_case(view) for view in found]


@router.get("/sites/{site_code}/cases/{positive_id}", response={200: CaseOut, **PROBLEMS})
@posted_api("health.read")
def one_case(request: HttpRequest, site: Site, positive_id: UUID) -> CaseOut:
    """Return one case; the reading is audited."""
    view = _found(site, positive_id)
    record_audit(actor_of(request), "cases.read", site_id=site.id, case=str(positive_id))
    return _case(view)


@router.get("/sites/{site_code}/cases/{positive_id}/contacts", response={200: ContactsOut, **PROBLEMS})
@posted_api("health.read")
def case_contacts(
    request: HttpRequest, site: Site, positive_id: UUID, lookback_days: int | None = None
) -> ContactsOut:
    """Return whom the record shows near the person; other days than those offered give the case's own."""
    face = ContactsFace(_found(site, positive_id), lookback_days)
    record_audit(
        actor_of(request),
        "cases.read_contacts",
        site_id=site.id,
        case=str(positive_id),
        people=len(face.choices),
    )
    contacts = [
        ContactOut(
            one.contact.stay.person_id, one.contact.stay.tag, one.contact.room, one.contact.here,
            one.contact.last_exposure, one.contact.proposed, one.decided.included if one.decided else None,
            [GroundOut(ground.kind, ground.room, ground.until) for ground in one.contact.grounds],
        )
        for one in face.choices
    ]  # fmt: skip
    return ContactsOut(face.days, face.window.since, face.window.until, contacts)


def _found(site: Site, positive_id: UUID) -> CaseNow:
    view = case_of(site.id, positive_id)
    if view is None:
        raise Http404
    return view


def _case(view: CaseNow) -> CaseOut:
    case, following = view.case, view.next_step
    return CaseOut(
        case.id, case.person_id, view.tag, view.room.name if view.room else "", case.opened_at,
        case.closed_at, following.kind if following else None,
        [CaseStepOut(step.kind, step.outcome, step.at, step.who) for step in view.steps],
    )  # fmt: skip
