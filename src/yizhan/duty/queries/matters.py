"""Matters that somebody must see through, said in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext

from yizhan.duty.models import Matter
from yizhan.duty.needs import needs
from yizhan.people.models import Account


@dataclass(frozen=True, slots=True)
class MatterNow:
    """A matter, who raised it (None for the system or a resident), and what it says."""

    matter: Matter
    raised_by: Account | None

    @property
    def says(self) -> str:
        """What happened, in the active language; the record alone if it fits no sentence any more."""
        record = self.matter.record
        if need := needs().get(self.matter.need):
            return need.name.of(get_language() or "")
        try:
            return gettext(str(record["template"])) % dict(record["facts"])
        except (KeyError, TypeError, ValueError):
            return f"{record.get('code', '')} {record.get('facts', '')}"

    @property
    def code(self) -> str:
        """The stable code of what happened."""
        return str(self.matter.record.get("code", ""))


def open_matters(site_id: UUID) -> list[MatterNow]:
    """Return what the record itself has raised and is open at a site, the oldest first; two queries."""
    return _shown(Matter.objects.filter(site_id=site_id, settled_at=None, need=""))


def _shown(matters: QuerySet[Matter]) -> list[MatterNow]:
    rows = list(matters.select_related("room", "responsible", "settled_by"))
    accounts = {f"account:{account.id}": account for account in _accounts(rows)}
    return [MatterNow(row, accounts.get(row.raised_by)) for row in rows]


def _accounts(matters: Iterable[Matter]) -> Iterable[Account]:
    keys = {row.raised_by.removeprefix("account:") for row in matters if row.raised_by.startswith("account:")}
    return Account.objects.filter(id__in=keys)
