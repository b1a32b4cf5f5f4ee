"""Protocols: which there are, what each says, what is open, and what it would mean for a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from yizhan.core.clock import now
from yizhan.places.models import Site
from yizhan.protocols.calendar import calendar
from yizhan.protocols.facts import Anchor, Facts, Reason
from yizhan.protocols.points import points
from yizhan.protocols.queries.rulings import RuledProtocol, ruled_protocol, ruled_protocols
from yizhan.protocols.reading import NoSuchProtocol
from yizhan.protocols.wording import sentence
from yizhan.web.access import posted_api
from yizhan.web.api.schemas import PROBLEMS

router = Router()

# The years in which calendars are computed; others are slips of a pen.
Moment = Annotated[AwareDatetime, Field(ge=datetime.fromisoformat("2000-01-01T00:00:00Z"),
                                        lt=datetime.fromisoformat("2100-01-01T00:00:00Z"))]  # fmt: skip
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
Word = Annotated[str, Field(max_length=60)]


@dataclass(frozen=True, slots=True)
class ProtocolOut:
    """A protocol in short; `open` are the points that hold every calculation back."""

    id: str
    name: dict[str, str]
    diseases: list[str]
    jurisdiction: str
    category: str
    historic: bool
    in_force: bool
    open: list[str]
    digest: str


@dataclass(frozen=True, slots=True)
class WholeProtocolOut:
    """A protocol with everything it says, the signed rulings applied (`ruled_by`: their ids)."""

    short: ProtocolOut
    protocol: dict[str, Any]
    ruled_by: list[UUID]


@dataclass(frozen=True, slots=True)
class ReasonOut:
    """Why: a code, its figures, and a sentence in the reader's language."""

    code: str
    facts: dict[str, str]
    words: str


@dataclass(frozen=True, slots=True)
class PhaseOut:
    """A phase from when until when."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    days: int
    reason: ReasonOut


@dataclass(frozen=True, slots=True)
class DueOut:
    """Something to be done between two moments."""

    kind: str
    phase: str
    day: int
    opens_at: datetime
    closes_at: datetime
    reason: ReasonOut


@dataclass(frozen=True, slots=True)
class CalendarOut:
    """A calendar; nothing but `open` where anything is open."""

    digest: str
    due_at: datetime | None
    ends_at: datetime | None
    phases: list[PhaseOut]
    dues: list[DueOut]
    open: list[ReasonOut]


@router.get("/sites/{site_code}/protocols", response={200: list[ProtocolOut], **PROBLEMS})
@posted_api("protocol.read")
def site_protocols(
    request: HttpRequest, site: Site, state: Literal["in_force", "historic", "all"] = "in_force"
) -> list[ProtocolOut]:
    """Return the protocols there are, those of the site's own files too, with its signed rulings."""
    found = [_short(one, site) for one in ruled_protocols(site.id)]
    return [one for one in found if state == "all" or one.in_force == (state == "in_force")]


@router.get("/sites/{site_code}/protocols/{protocol_id}", response={200: WholeProtocolOut, **PROBLEMS})
@posted_api("protocol.read")
def site_protocol(request: HttpRequest, site: Site, protocol_id: str) -> WholeProtocolOut:
    """Return one protocol with everything it says."""
    one = _ruled(site, protocol_id)
    said = one.protocol.model_dump(mode="json", by_alias=True, exclude={"ruled_by"})
    return WholeProtocolOut(_short(one, site), said, list(one.protocol.ruled_by))


@router.get("/sites/{site_code}/protocols/{protocol_id}/calendar", response={200: CalendarOut, **PROBLEMS})
@posted_api("protocol.read")
def site_protocol_calendar(
    request: HttpRequest, site: Site, protocol_id: str, at: Moment, first_exposure: Moment | None = None,
    admitted: Moment | None = None, credited_days: Annotated[int, Field(ge=0, le=60)] = 0,
    resets: Annotated[list[Moment], Query(max_length=20)] = [],  # noqa: B006 - read only; ninja wants a value
    symptoms_on: Annotated[list[Day], Query(max_length=60)] = [],  # noqa: B006
    conditions: Annotated[list[Word], Query(max_length=20)] = [],  # noqa: B006
) -> CalendarOut:  # fmt: skip
    """Return what the protocol would mean for a person; `at` is the event that it counts from."""
    one = _ruled(site, protocol_id).protocol
    known = {Anchor.FIRST_EXPOSURE: first_exposure, Anchor.SITE_ADMISSION: admitted}
    if one.anchor:
        known[one.anchor] = at
    facts = Facts(
        ZoneInfo(site.timezone),
        tuple((anchor, moment) for anchor, moment in known.items() if moment),
        credited_days,
        tuple(resets),
        tuple(symptoms_on),
        frozenset(conditions),
    )
    made = calendar(one, facts)
    return CalendarOut(
        one.digest,
        made.due_at,
        made.ends_at,
        [
            PhaseOut(span.kind, span.starts_at, span.ends_at, span.days, _reason(span.reason))
            for span in made.phases
        ],
        [
            DueOut(due.kind, due.phase, due.day, due.opens_at, due.closes_at, _reason(due.reason))
            for due in made.dues
        ],
        [_reason(reason) for reason in made.open],
    )


def _ruled(site: Site, protocol_id: str) -> RuledProtocol:
    try:
        return ruled_protocol(protocol_id, site.id)
    except NoSuchProtocol:
        raise Http404 from None


def _short(one: RuledProtocol, site: Site) -> ProtocolOut:
    said, today = one.protocol, now().astimezone(ZoneInfo(site.timezone)).date()
    return ProtocolOut(
        said.id,
        {"zh": said.name.zh, "en": said.name.en},
        list(said.diseases),
        said.jurisdiction,
        said.category,
        said.historic,
        said.in_force_on(today),
        [point.key for point in points(said) if point.blocks],
        said.digest,
    )


def _reason(reason: Reason) -> ReasonOut:
    return ReasonOut(reason.code, dict(reason.facts), sentence(reason))
