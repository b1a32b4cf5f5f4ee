"""Who of the crew is off duty because they are unwell, and what they still answer for."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from yizhan.core.clock import now
from yizhan.duty.emergency import red_flags
from yizhan.duty.enums import FitForDuty
from yizhan.duty.models import Matter, OffDuty


@dataclass(frozen=True, slots=True)
class Unwell:
    """Somebody who is off duty; `left` is how many open matters they still answer for."""

    row: OffDuty
    left: int

    @property
    def waits(self) -> bool:
        """Whether no doctor has seen them yet."""
        return self.row.seen_at is None

    def sign(self, language: str) -> str:
        """Return what was seen, in the language that `language` begins with; empty if nobody said."""
        flag = red_flags().get(self.row.sign)
        return flag.name(language) if flag else ""


def off_duty_at(site_id: UUID) -> list[Unwell]:
    """Return who is off duty now: those whom no doctor has seen first, the longest first; two queries."""
    resting = Q(seen_at=None) | Q(until__gt=now()) | Q(until=None, fit=FitForDuty.HOSPITAL)
    rows = list(
        OffDuty.objects.filter(resting, site_id=site_id).select_related("account", "doctor", "said_by")
    )
    left = dict(
        Matter.objects.filter(
            site_id=site_id, settled_at=None, responsible_id__in=[row.account_id for row in rows]
        )
        .order_by()
        .values_list("responsible_id")
        .annotate(Count("id"))
    )
    found = [Unwell(row, left.get(row.account_id, 0)) for row in rows]
    return sorted(found, key=lambda one: (not one.waits, one.row.since))
