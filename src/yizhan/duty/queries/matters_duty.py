"""Who is on duty for a matter: who is asked first, and to whom it may be handed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from yizhan.core.clock import now
from yizhan.duty.enums import FitForDuty
from yizhan.duty.models import Matter, OffDuty, Posting
from yizhan.duty.queries.postings import at_site
from yizhan.duty.rules import COMMAND_POST, roles

ANSWER = "matter.answer"
# Who is asked when nobody of the roles that a need names is on duty.
LAST = ("deputy_head", "site_head", COMMAND_POST)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """An account on duty at a site, as whom, of which team, and how many open matters it answers for."""

    account_id: UUID
    name: str
    role: str
    team_id: UUID | None
    leads: bool
    open_matters: int


def on_duty(site_id: UUID) -> list[OnDuty]:
    """Return who may answer matters at a site now and is not off duty, by name; the command post last.

    Somebody with two postings stands there with the first. Two queries.
    """
    moment = now()
    keys = [key for key, role in roles().items() if ANSWER in role.can]
    rows = (
        Posting.objects.filter(Q(ends_at=None) | Q(ends_at__gt=moment), at_site(site_id) | at_site(None))
        .filter(starts_at__lte=moment, role__in=keys, account__is_active=True)
        .exclude(account__in=off_duty_now())
        .select_related("account")
        .order_by("account__display_name", "starts_at", "id")
    )
    busy = dict(
        Matter.objects.filter(site_id=site_id, settled_at=None, responsible__isnull=False)
        .order_by()
        .values_list("responsible")
        .annotate(Count("id"))
    )
    found: dict[UUID, OnDuty] = {}
    for row in sorted(rows, key=lambda row: row.site_id is None):
        one = OnDuty(
            row.account_id, row.account.display_name, row.role, row.team_id, row.leads,
            busy.get(row.account_id, 0),
        )  # fmt: skip
        found.setdefault(row.account_id, one)
    return list(found.values())


def off_duty_now() -> set[UUID]:
    """Return the accounts that are off duty because they are unwell; one query."""
    resting = Q(seen_at=None) | Q(until__gt=now()) | Q(until=None, fit=FitForDuty.HOSPITAL)
    return set(OffDuty.objects.filter(resting).values_list("account_id", flat=True))


def first_asked(site_id: UUID, wanted: Iterable[str], *, never: Collection[UUID] = ()) -> OnDuty | None:
    """Return who is asked first: of the first role that is on duty, whoever has the fewest open matters.

    Nobody of `never` is asked. Without any of the roles it is the deputy, the head, the command post, and
    then anybody; None only if nobody at all is on duty.
    """
    there = [one for one in on_duty(site_id) if one.account_id not in never]
    for role in (*wanted, *LAST):
        of_role = [one for one in there if one.role == role]
        if of_role:
            return min(of_role, key=lambda one: (one.open_matters, one.name))
    return min(there, key=lambda one: (one.open_matters, one.name), default=None)
