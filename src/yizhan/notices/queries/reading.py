"""What was told to one reader, and what of it they have not read."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from yizhan.core.clock import now
from yizhan.notices.models import Notice, Recipient
from yizhan.notices.queries.texts import Texts, texts_of
from yizhan.notices.rules import way_rules


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its reader sees it."""

    recipient: Recipient
    texts: Texts

    @property
    def notice(self) -> Notice:
        """The notice itself."""
        return self.recipient.notice

    @property
    def is_new(self) -> bool:
        """Whether it had not been read before this page was opened."""
        return self.recipient.read_at is None


def told_to_party(site_id: UUID, party_id: UUID) -> list[Told]:
    """Return what a party was told in the last days, the latest first."""
    return _told(Recipient.objects.filter(party_id=party_id, notice__site_id=site_id))


def told_to_account(site_id: UUID, account_id: UUID) -> list[Told]:
    """Return what one of the crew was told in the last days, the latest first."""
    return _told(Recipient.objects.filter(account_id=account_id, notice__site_id=site_id))


def unread_of_party(site_id: UUID, party_id: UUID) -> int:
    """Return how many notices a party has not read; one query."""
    return _shown(Recipient.objects.filter(party_id=party_id, notice__site_id=site_id, read_at=None)).count()


def unread_of_account(site_id: UUID, account_id: UUID) -> int:
    """Return how many notices one of the crew has not read; one query."""
    return _shown(
        Recipient.objects.filter(account_id=account_id, notice__site_id=site_id, read_at=None)
    ).count()


def _told(recipients: QuerySet[Recipient]) -> list[Told]:
    found = _shown(recipients).select_related("notice__written_by").order_by("-notice__written_at", "-id")
    rows = list(found)
    said = texts_of(row.notice for row in rows)
    return [Told(row, said[row.notice_id]) for row in rows if row.notice_id in said]


def _shown(recipients: QuerySet[Recipient]) -> QuerySet[Recipient]:
    return recipients.filter(notice__called_off_at=None, notice__written_at__gte=now() - way_rules().shown)
