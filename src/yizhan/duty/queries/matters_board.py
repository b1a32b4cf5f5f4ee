"""Boards of matters: what is mine first, then my team's, the site's, what is late, and what was closed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet

from yizhan.core.clock import now
from yizhan.duty.enums import Urgency
from yizhan.duty.ladder import Level
from yizhan.duty.models import Matter
from yizhan.duty.needs import needs
from yizhan.duty.queries.matters_reading import MatterSeen, Reader, Teams, seen_by, teams_at

SHOWN = 100
CLOSED_SHOWN = 60
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

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.offered) + len(self.mine) + len(self.climbed) + len(self.helped)


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
    """Return what concerns a reader; overdue and urgent first; six queries."""
    rows = list(_open(reader, site_id))
    teams, me = teams_at(site_id), reader.account_id
    mine = [row for row in rows if row.responsible_id == me]
    offered = [row for row in rows if row.offered_to_id == me]
    helped = [row for row in rows if row.id in reader.helps and row.responsible_id != me]
    own = {row.id for row in (*mine, *offered, *helped)}
    others = seen_by(reader, (row for row in rows if row.id not in own))
    climbed = [one for one in others if _calls(reader, one, teams)]
    kept = {one.matter.id: one for one in seen_by(reader, (row for row in rows if row.id in own))}

    def pick(wanted: list[Matter]) -> list[MatterSeen]:
        return _sorted(kept[row.id] for row in wanted if row.id in kept)

    return MineNow(pick(offered), pick(mine), _sorted(climbed), pick(helped))


def of_team(reader: Reader, site_id: UUID) -> Shown:
    """Return what the reader's teams answer for, together; their own included."""
    mates = teams_at(site_id).mates(reader)
    return _page(reader, [row for row in _open(reader, site_id) if row.responsible_id in mates])


def of_site(reader: Reader, site_id: UUID, need: str = "") -> Shown:
    """Return everything open at the site, or all that ask for one need not told in confidence."""
    rows = _open(reader, site_id)
    if need in needs() and needs()[need].private:
        return Shown([], 0)
    return _page(reader, list(rows.filter(need=need) if need else rows))


def late_at(reader: Reader, site_id: UUID) -> Shown:
    """Return what is past its time, or that silence has climbed over, at a site."""
    seen = seen_by(reader, _open(reader, site_id))
    late = _sorted(one for one in seen if one.overdue or one.level > Level.RESPONSIBLE)
    return Shown(late[:SHOWN], len(late))


def to_confirm(reader: Reader, site_id: UUID) -> Shown:
    """Return what was called done and waits for the word of whoever asked, the oldest first."""
    return _page(reader, list(_open(reader, site_id, done=True)))


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


def _open(reader: Reader, site_id: UUID, *, done: bool = False) -> QuerySet[Matter]:
    """Return what is open and not yet done, with how many are joined to it; one query when it is read."""
    rows = Matter.objects.filter(site_id=site_id, settled_at=None, done_at__isnull=not done)
    joined = (
        Matter.objects.filter(joined_to=OuterRef("id"))
        .order_by()
        .values("joined_to")
        .annotate(count=Count("id"))
        .values("count")
    )
    return (
        _visible(reader, rows)
        .select_related("room", "responsible", "offered_to")
        .annotate(lot=joined)
        .order_by("raised_at", "id")
    )


def _visible(reader: Reader, rows: QuerySet[Matter]) -> QuerySet[Matter]:
    seen = rows.exclude(about_id=reader.account_id)
    return seen if reader.reads_record else seen.exclude(need="")


def _page(reader: Reader, rows: list[Matter]) -> Shown:
    seen = _sorted(seen_by(reader, rows))
    return Shown(seen[:SHOWN], len(seen))


def _sorted(seen: Iterable[MatterSeen]) -> list[MatterSeen]:
    return sorted(
        seen,
        key=lambda one: (
            not one.overdue, -one.level, _URGENT_FIRST.get(one.matter.urgency, len(_URGENT_FIRST)),
            one.matter.raised_at,
        ),
    )  # fmt: skip


def _calls(reader: Reader, one: MatterSeen, teams: Teams) -> bool:
    """Tell whether silence has climbed to the reader: to its team, the heads, the command post."""
    if one.level == Level.RESPONSIBLE:
        return False
    if one.level >= Level.COMMAND and "command_post" in reader.roles:
        return True
    if one.level >= Level.HEAD and reader.is_head:
        return True
    return teams.calls(reader, one.matter.responsible_id)
