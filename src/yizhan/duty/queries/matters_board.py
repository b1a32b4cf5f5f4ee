"""Boards of matters: what is mine first, then my team's, the site's, what is late, and what was closed."""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet

from yizhan.core.clock import now
from yizhan.duty.enums import Urgency
from yizhan.duty.ladder import Level, climb_level, is_overdue
from yizhan.duty.models import Matter
from yizhan.duty.needs import needs
from yizhan.duty.queries.matters_reading import MatterSeen, Reader, Teams, seen_by, teams_at
from yizhan.duty.rules import COMMAND_POST

SHOWN = CLOSED_SHOWN = 60
# So many rooms asking for the same within this time look like one need of many.
MANY, LATELY = 3, timedelta(hours=12)
_URGENT_FIRST = {urgency.value: place for place, urgency in enumerate(Urgency)}


@dataclass(frozen=True, slots=True)
class MineNow:
    """What concerns one reader: offered to them, theirs, called to them by silence, and helped with."""

    offered: list[MatterSeen]
    mine: list[MatterSeen]
    climbed: list[MatterSeen]
    helped: list[MatterSeen]
    total: int


@dataclass(frozen=True, slots=True)
class SameNeed:
    """The same need of several rooms, not joined yet: the key, what it is called, and which they are."""

    key: str
    matter_ids: tuple[UUID, ...]

    @property
    def count(self) -> int:
        """How many ask for it."""
        return len(self.matter_ids)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a board: its rows, and how many there are in all."""

    rows: list[MatterSeen]
    total: int

    @property
    def hidden(self) -> int:
        """How many are not on the page."""
        return self.total - len(self.rows)


def mine_now(reader: Reader, site_id: UUID) -> MineNow:
    """Return what concerns a reader, a page of each part, what presses first; five queries."""
    found = _concerning(reader, site_id)
    parts = [_pressing(part) for part in found]
    seen = {one.matter.id: one for one in _whole(reader, [row for part in parts for row in part])}
    shown = ([seen[row.id] for row in part if row.id in seen] for part in parts)
    theirs, their_own, called, also = shown
    return MineNow(theirs, their_own, called, also, len({row.id for part in found for row in part}))


def mark_of_mine(reader: Reader, site_id: UUID) -> str:
    """Return a mark that is another whenever what `mine_now` returns is; empty while nothing concerns them.

    Two queries, and nothing that was sealed is opened: a phone asks for the rest only when it changed.
    """
    parts = _concerning(reader, site_id)
    if not any(parts):
        return ""
    rows = [
        [(row.id, row.offered_to_id, row.responsible_id, row.waits_since, row.due_at) for row in part]
        for part in parts
    ]
    return sha256(repr(rows).encode()).hexdigest()[:16]


def of_team(reader: Reader, site_id: UUID) -> Shown:
    """Return what the reader's teams answer for, together; their own included."""
    mates = teams_at(site_id).mates(reader)
    return _page(reader, [row for row in _open(reader, site_id) if row.responsible_id in mates])


def of_site(reader: Reader, site_id: UUID, need: str = "") -> Shown:
    """Return everything open at the site, or all that ask for one need not told in confidence."""
    if need in needs() and needs()[need].private:
        return Shown([], 0)
    return _page(reader, [row for row in _open(reader, site_id) if need in ("", row.need)])


def late_at(reader: Reader, site_id: UUID) -> Shown:
    """Return what is past its time, or that silence has climbed over, at a site."""
    rows = _open(reader, site_id)
    return _page(reader, [row for row in rows if row.overdue or row.level > Level.RESPONSIBLE])


def to_confirm(reader: Reader, site_id: UUID) -> Shown:
    """Return what was called done and waits for the word of whoever asked, the oldest first."""
    return _page(reader, _open(reader, site_id, done=True))


def closed_at(reader: Reader, site_id: UUID, before: datetime | None = None) -> list[MatterSeen]:
    """Return what was closed, the latest first, up to a moment; a page of it."""
    rows = Matter.objects.filter(site_id=site_id, settled_at__isnull=False)
    if before is not None:
        rows = rows.filter(settled_at__lt=before)
    shown = _visible(reader, rows).select_related("room", "responsible", "settled_by")
    return seen_by(reader, shown.order_by("-settled_at")[:CLOSED_SHOWN])


def same_needs(reader: Reader, site_id: UUID) -> list[SameNeed]:
    """Return needs that several rooms have asked for lately and that nobody has joined; one query.

    What is told in confidence is never counted together.
    """
    lately = Matter.objects.filter(
        site_id=site_id, settled_at=None, done_at=None, joined_to=None, kind=Matter.Kind.REQUEST,
        raised_at__gt=now() - LATELY, room__isnull=False,
    ).exclude(about_id=reader.account_id).order_by("raised_at")  # fmt: skip
    found: dict[str, dict[UUID | None, UUID]] = {}
    for key, room_id, matter_id in lately.values_list("need", "room_id", "id"):
        if key in needs() and not needs()[key].private:
            found.setdefault(key, {}).setdefault(room_id, matter_id)
    return [SameNeed(key, tuple(by_room.values())) for key, by_room in found.items() if len(by_room) >= MANY]


def open_by_need(reader: Reader, site_id: UUID) -> Counter[str]:
    """Return how many open matters ask for each need, but for what is told in confidence; one query."""
    rows = _visible(reader, Matter.objects.filter(site_id=site_id, settled_at=None).exclude(need=""))
    counts = rows.order_by().values_list("need").annotate(Count("id"))
    return Counter({key: count for key, count in counts if key in needs() and not needs()[key].private})


@dataclass(slots=True)
class _Open:
    """What of an open matter decides whose it is and how much it presses."""

    id: UUID
    need: str
    urgency: str
    responsible_id: UUID | None
    offered_to_id: UUID | None
    raised_at: datetime
    waits_since: datetime | None
    due_at: datetime | None
    offered_at: datetime | None
    done_at: datetime | None
    settled_at: datetime | None
    level: Level = Level.RESPONSIBLE
    overdue: bool = False


_COLUMNS = tuple(column.name for column in fields(_Open) if column.name not in ("level", "overdue"))


def _open(reader: Reader, site_id: UUID, *, done: bool = False) -> list[_Open]:
    """Return what is open and not yet called done, or all that is called done; one query.

    Only what decides is read: a board shows some dozens of five hundred.
    """
    moment = now()
    rows = _visible(reader, Matter.objects.filter(site_id=site_id, settled_at=None, done_at__isnull=not done))
    found = [_Open(*row) for row in rows.order_by().values_list(*_COLUMNS)]
    for row in found:
        row.level, row.overdue = climb_level(row, moment), is_overdue(row, moment)
    return found


def _visible(reader: Reader, rows: QuerySet[Matter]) -> QuerySet[Matter]:
    seen = rows.exclude(about_id=reader.account_id)
    return seen if reader.reads_record else seen.exclude(need="")


def _concerning(reader: Reader, site_id: UUID) -> tuple[list[_Open], list[_Open], list[_Open], list[_Open]]:
    """Return what is offered to a reader, theirs, called to them and helped with, the longest asked first."""
    rows, teams, me = _open(reader, site_id), teams_at(site_id), reader.account_id
    rows.sort(key=lambda row: (row.raised_at, row.id))
    offered = [row for row in rows if row.offered_to_id == me]
    mine = [row for row in rows if row.responsible_id == me]
    helped = [row for row in rows if row.id in reader.helps and row.responsible_id != me]
    own = {row.id for row in (*offered, *mine, *helped)}
    climbed = [row for row in rows if row.id not in own and _calls(reader, row, teams)]
    return offered, mine, climbed, helped


def _page(reader: Reader, rows: list[_Open]) -> Shown:
    return Shown(_whole(reader, _pressing(rows)), len(rows))


def _pressing(rows: list[_Open]) -> list[_Open]:
    """Return the page of those that press most: overdue, climbed, urgent, long asked."""
    order = sorted(
        rows,
        key=lambda row: (
            not row.overdue, -row.level, _URGENT_FIRST.get(row.urgency, len(_URGENT_FIRST)), row.raised_at,
        ),
    )  # fmt: skip
    return order[:SHOWN]


def _whole(reader: Reader, rows: list[_Open]) -> list[MatterSeen]:
    """Return matters as the reader sees them, in the order given, with how many are joined to each."""
    joined = (
        Matter.objects.filter(joined_to=OuterRef("id"))
        .order_by()
        .values("joined_to")
        .annotate(count=Count("id"))
        .values("count")
    )
    found = (
        Matter.objects.filter(id__in=[row.id for row in rows])
        .select_related("room", "responsible", "offered_to")
        .annotate(lot=joined)
    )
    seen = {one.matter.id: one for one in seen_by(reader, found)}
    return [seen[row.id] for row in rows if row.id in seen]


def _calls(reader: Reader, row: _Open, teams: Teams) -> bool:
    """Tell whether silence has climbed to the reader: to its team, the heads, the command post."""
    if row.level == Level.RESPONSIBLE:
        return False
    if row.level >= Level.COMMAND and COMMAND_POST in reader.roles:
        return True
    if row.level >= Level.HEAD and reader.is_head:
        return True
    return teams.calls(reader, row.responsible_id)
