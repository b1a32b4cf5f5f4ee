"""What the process that hands notices over asks again and again."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from yizhan.core.clock import now
from yizhan.notices.enums import DeliveryState, Way
from yizhan.notices.models import Delivery, Recipient
from yizhan.notices.rules import bots

MINUTE = timedelta(minutes=1)


def due_ways() -> list[Way]:
    """Return the ways by which something is due now, or was left by a process that died; one query."""
    moment = now()
    due = Q(state=DeliveryState.WAITING, next_try_at__lte=moment)
    left = Q(state=DeliveryState.CLAIMED, claimed_until__lte=moment)
    return [Way(one) for one in Delivery.objects.filter(due | left).values_list("way", flat=True).distinct()]


def some_unread_due() -> bool:
    """Tell whether somebody has not read what they must and the next step is due; one query."""
    return Recipient.objects.filter(follow_at__lte=now(), read_at=None).exists()


def claimants() -> list[str]:
    """Return the processes that have claimed something."""
    claimed = Delivery.objects.filter(state=DeliveryState.CLAIMED)
    return list(claimed.values_list("claimed_by", flat=True).distinct())


def over_pace(delivery_ids: Sequence[UUID]) -> set[UUID]:
    """Return which of these would be more than a group's bot takes in a minute; two queries."""
    claimed = Delivery.objects.filter(id__in=list(delivery_ids)).order_by("next_try_at", "id")
    rows = list(claimed.values_list("id", "way", "recipient__group_id"))
    groups = {group for *_, group in rows}
    lately = Delivery.objects.filter(recipient__group_id__in=groups, handed_at__gt=now() - MINUTE)
    said = Counter(lately.values_list("recipient__group_id", flat=True))
    late = set()
    for delivery_id, way, group in rows:
        said[group] += 1
        if said[group] > bots()[Way(way)].per_minute:
            late.add(delivery_id)
    return late
