"""What a phone keeps of the matters of whoever holds it, to be answered and handed on without network."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from yizhan.core.actions import record_audit
from yizhan.duty.models import Matter
from yizhan.duty.queries.matters_board import mark_of_mine, mine_now
from yizhan.duty.queries.matters_duty import on_duty
from yizhan.duty.queries.matters_reading import MatterSeen, reader_at
from yizhan.places.models import Site
from yizhan.web.access import account_of, actor_of, posted_api
from yizhan.web.api.field import Named
from yizhan.web.api.schemas import PROBLEMS
from yizhan.web.templatetags.roles import role_name

router = Router()

Part = Literal["offered", "mine", "climbed", "helped"]


@dataclass(frozen=True, slots=True)
class OwnMatter:
    """A matter that concerns whoever holds the phone, and in which `part`.

    `answer_by` is set while whoever asked waits for a word. `whose` answers for it, or offers it. `settles`
    is false for what the record has raised, which is settled where it arose. `words` are empty for what is
    told in confidence: those are read at the desk.
    """

    id: UUID
    part: Part
    name: str
    words: str
    private: bool
    room: str
    asked_at: datetime
    answer_by: datetime | None
    due_at: datetime | None
    whose: str
    offered_to: str
    settles: bool


@dataclass(frozen=True, slots=True)
class OwnMatters:
    """What concerns whoever holds the phone, and who is on duty to take something over.

    `mark` is another whenever the matters are; the snapshot tells it.
    """

    mark: str
    matters: list[OwnMatter]
    colleagues: list[Named]


@router.get("/sites/{site_code}/matters/mine", response={200: OwnMatters, **PROBLEMS})
@posted_api("matter.answer")
def my_matters(request: HttpRequest, site: Site) -> OwnMatters:
    """Return what is offered to the reader, theirs, called to them by silence, and helped with."""
    account = account_of(request)
    reader = reader_at(account.id, site.id)
    now, mark = mine_now(reader, site.id), mark_of_mine(reader, site.id)
    parts: list[tuple[Part, list[MatterSeen]]] = [
        ("offered", now.offered), ("climbed", now.climbed), ("mine", now.mine), ("helped", now.helped),
    ]  # fmt: skip
    found: dict[UUID, OwnMatter] = {}
    for part, rows in parts:
        for one in rows:
            if one.matter.kind != Matter.Kind.EMERGENCY:
                found.setdefault(one.matter.id, _own(one, part))
    if found:
        record_audit(actor_of(request), "duty.read_matters", site_id=site.id, matters=len(found))
    others = [
        Named(str(other.account_id), f"{other.name} · {role_name(other.role)}")
        for other in on_duty(site.id)
        if other.account_id != account.id
    ]
    return OwnMatters(mark, list(found.values()), others)


def _own(one: MatterSeen, part: Part) -> OwnMatter:
    row = one.matter
    private = one.need is not None and one.need.private
    return OwnMatter(
        id=row.id, part=part, name=one.name, words=one.words or "", private=private,
        room=row.room.name if row.room else "", asked_at=row.raised_at,
        answer_by=row.answer_by if row.waits_since else None, due_at=row.due_at,
        whose=row.responsible.display_name if row.responsible else "",
        offered_to=row.offered_to.display_name if row.offered_to else "", settles=one.need is not None,
    )  # fmt: skip
