"""The rooms that a positive person was in lately and that have to be sealed when they are empty."""

from django.db.models import Q

from yizhan.cases.models import Case
from yizhan.cases.queries.contacts import window_of
from yizhan.cases.rules import contact_rules
from yizhan.places.models import Occupancy, Room


def rooms_left(case: Case) -> list[Room]:
    """Return the rooms of the site that the person was in since the window began, the latest first."""
    since = window_of(case, contact_rules().lookback_days).since
    lasting = Q(ended_at=None) | Q(ended_at__gt=since)
    rows = Occupancy.objects.filter(lasting, room__site_id=case.site_id, person_id=case.person_id)
    rooms = {row.room_id: row.room for row in rows.select_related("room").order_by("-started_at")}
    return list(rooms.values())


def taken_rooms(rooms: list[Room]) -> set[str]:
    """Return the names of those rooms that somebody is in now."""
    inside = Occupancy.objects.filter(room__in=rooms, ended_at=None)
    return set(inside.values_list("room__name", flat=True))
