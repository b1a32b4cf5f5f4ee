"""Whether notices reached people: figures, who is still to be told, what failed, and who hands over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from yizhan.core.clock import now
from yizhan.notices.enums import DeliveryState
from yizhan.notices.models import Delivery, Notice, Recipient, WorkerPulse
from yizhan.notices.queries.audience import rooms_of
from yizhan.notices.queries.texts import Texts, texts_of
from yizhan.notices.rules import way_rules

SHOWN = 60


@dataclass(frozen=True, slots=True)
class NoticeNow:
    """A notice with its figures: to how many, how many have read it, and what is open.

    What went to one party alone is not opened for a list: `texts` is None.
    """

    notice: Notice
    texts: Texts | None
    recipients: int
    read: int
    to_tell: int
    waiting: int
    failed: int

    @property
    def unread(self) -> int:
        """How many have not read it, chat groups left out, since they cannot say so."""
        return self.recipients - self.read


@dataclass(frozen=True, slots=True)
class Unread:
    """Somebody who did not read what must be read, where they are, and since when they are to be told."""

    recipient: Recipient
    texts: Texts
    room: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Outbox:
    """Whether what leaves the house leaves it: what waits, what failed, and the last sign of life."""

    waiting: int
    overdue: int
    failed: int
    seen_at: datetime | None

    @property
    def is_silent(self) -> bool:
        """Whether something waits and the process that hands it over shows no life."""
        return bool(self.waiting) and (
            self.seen_at is None or self.seen_at < now() - way_rules().silent_after
        )


def notices_of(site_id: UUID) -> list[NoticeNow]:
    """Return a site's last notices with their figures, the latest first; two queries."""
    return _with_figures(Notice.objects.filter(site_id=site_id)[:SHOWN])


def notice_of(site_id: UUID, notice_id: UUID) -> NoticeNow | None:
    """Return one notice with its figures."""
    found = _with_figures(Notice.objects.filter(site_id=site_id, id=notice_id))
    return found[0] if found else None


def recipients_of(notice_id: UUID) -> list[tuple[Recipient, str, list[Delivery]]]:
    """Return everybody a notice went to, unread first, with their room and the tries; three queries."""
    rows = list(
        Recipient.objects.filter(notice_id=notice_id).select_related("account", "group", "told_by")
        .prefetch_related("deliveries").order_by("read_at", "id")
    )  # fmt: skip
    rooms = rooms_of([row.party_id for row in rows if row.party_id])
    rows.sort(key=lambda row: row.read_at is not None)
    return [
        (row, rooms.get(row.party_id, "") if row.party_id else "", list(row.deliveries.all())) for row in rows
    ]


def to_tell(site_id: UUID) -> list[Unread]:
    """Return who is to be told at the door or by phone, longest waiting first; three queries.

    Whose next step is overdue stands here too: a process that stopped hides nobody.
    """
    late = now() - way_rules().silent_after
    open_now = Recipient.objects.filter(
        Q(in_person_at__lte=now()) | Q(follow_at__lt=late), read_at=None,
        notice__site_id=site_id, notice__called_off_at=None,
        notice__written_at__gte=now() - way_rules().shown,
    )  # fmt: skip
    rows = list(open_now.select_related("notice", "account"))
    rooms = rooms_of([row.party_id for row in rows if row.party_id])
    said = texts_of({row.notice_id: row.notice for row in rows}.values())
    found = [
        Unread(row, said[row.notice_id], rooms.get(row.party_id, "") if row.party_id else "", since)
        for row in rows
        if row.notice_id in said and (since := row.in_person_at or row.follow_at)
    ]
    return sorted(found, key=lambda one: (one.since, one.room))


def unread_unfollowed(site_id: UUID, moment: datetime) -> int:
    """Return how many must read something, did not, and nobody is on it: no step ahead, nobody to tell them.

    0 is right at every moment. An ordinary notice need not be read.
    """
    must = Recipient.objects.filter(
        notice__site_id=site_id, notice__called_off_at=None, read_at=None, group=None
    )
    forgotten = must.exclude(notice__importance="ordinary").filter(in_person_at=None)
    late = moment - way_rules().silent_after
    return forgotten.filter(Q(follow_at=None) | Q(follow_at__lt=late)).count()


def failures(site_id: UUID) -> list[Delivery]:
    """Return the hand-overs that failed for good, the latest first; one query."""
    gone = Delivery.objects.filter(state=DeliveryState.FAILED, recipient__notice__site_id=site_id)
    open_now = gone.filter(recipient__notice__called_off_at=None, recipient__read_at=None)
    whom = [f"recipient__{name}" for name in ("notice", "account", "group", "party")]
    return list(open_now.select_related(*whom).order_by("-next_try_at")[:SHOWN])


def outbox(site_id: UUID | None = None) -> Outbox:
    """Return the state of the outbox, of a site or of the whole house; two queries."""
    rows = Delivery.objects.filter(recipient__notice__site_id=site_id) if site_id else Delivery.objects.all()
    waits = Q(state__in=(DeliveryState.WAITING, DeliveryState.CLAIMED))
    late = Q(next_try_at__lt=now() - way_rules().silent_after)
    found = rows.aggregate(
        waiting=Count("id", filter=waits), overdue=Count("id", filter=waits & late),
        failed=Count("id", filter=Q(state=DeliveryState.FAILED)),
    )  # fmt: skip
    pulse = WorkerPulse.objects.order_by("-seen_at").first()
    return Outbox(found["waiting"], found["overdue"], found["failed"], pulse.seen_at if pulse else None)


def _with_figures(notices: QuerySet[Notice]) -> list[NoticeNow]:
    rows = list(notices.select_related("written_by", "called_off_by"))
    ids = [row.id for row in rows]
    open_now = Q(in_person_at__lte=now(), read_at=None)
    told = Recipient.objects.filter(notice_id__in=ids).values("notice_id")
    reading = told.annotate(
        n=Count("id", filter=Q(group=None)), read=Count("id", filter=Q(read_at__isnull=False)),
        tell=Count("id", filter=open_now),
    )  # fmt: skip
    people = {one["notice_id"]: one for one in reading}
    waits = Q(state__in=(DeliveryState.WAITING, DeliveryState.CLAIMED))
    going = Delivery.objects.filter(recipient__notice_id__in=ids).values("recipient__notice_id")
    leaving = going.annotate(
        waiting=Count("id", filter=waits), failed=Count("id", filter=Q(state=DeliveryState.FAILED))
    )
    sent = {one["recipient__notice_id"]: one for one in leaving}
    return [_figures(row, people.get(row.id, {}), sent.get(row.id, {})) for row in rows]


def _figures(notice: Notice, people: Mapping[str, Any], sent: Mapping[str, Any]) -> NoticeNow:
    plain = Texts(notice.title_zh, notice.zh, notice.title_en, notice.en)
    texts = plain if notice.sealed_for_id is None else None
    return NoticeNow(
        notice, texts, people.get("n", 0), people.get("read", 0), people.get("tell", 0),
        sent.get("waiting", 0), sent.get("failed", 0),
    )  # fmt: skip
