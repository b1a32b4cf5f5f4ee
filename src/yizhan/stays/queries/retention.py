"""Whose time is over: those who left so long ago that nothing more may be known of them."""

from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.db.models import Q

from yizhan.core.shipped import read_shipped
from yizhan.people.models import PersonKey
from yizhan.stays.models import Stay


@cache
def kept_after_leaving() -> timedelta:
    """Return how long particulars are kept after the last stay has ended."""
    return timedelta(days=int(read_shipped("yizhan.stays", "retention.yaml")["days_after_leaving"]["value"]))


def due_for_erasure(at: datetime) -> list[UUID]:
    """Return the people of whom something can still be read although their time is over; one query.

    Somebody who is at any site, or was until lately, is not among them.
    """
    kept = Stay.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at - kept_after_leaving()))
    keyed = PersonKey.objects.filter(person_id__in=Stay.objects.values("person_id")).exclude(
        person_id__in=kept.values("person_id")
    )
    return list(keyed.order_by("person_id").values_list("person_id", flat=True))
