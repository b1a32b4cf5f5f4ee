"""The contact book, and what a community is told of people who come to it."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from yizhan.core import keys
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.course.models import Course
from yizhan.leaving.models import HandOver, Ride
from yizhan.leaving.rules import leaving_rules
from yizhan.people.identity import Identity
from yizhan.people.queries.identity import identities
from yizhan.places.models import Community, Site
from yizhan.protocols.facts import PhaseKind
from yizhan.protocols.reading import protocol

# A hand-over is of no use to a community long after the person came.
SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person who goes to a community: who, when, what follows there, and whether it has answered."""

    hand_over: HandOver
    identity: Identity
    due_at: datetime | None


def contact_book() -> list[Community]:
    """Return every street and community, in order; one query."""
    return list(Community.objects.all())


def rides_at(site_id: UUID) -> list[Ride]:
    """Return the vehicles that leave a site from today's morning on, in order of time; one query."""
    since = now() - timedelta(hours=12)
    return list(Ride.objects.filter(site_id=site_id, called_off_at=None, leaves_at__gte=since))


def next_phase_of(stay_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return how each of these people is watched after the first phase, by their protocol; one query."""
    found = {}
    for course in Course.objects.filter(stay_id__in=list(stay_ids)):
        phases = [phase.kind for phase in protocol(course.protocol).phases[1:]]
        found[course.stay_id] = phases[0].value if phases and phases[0] != PhaseKind.NONE else ""
    return found


def link_of(site_id: UUID, community_id: UUID) -> tuple[int, str]:
    """Return when a community's link ends (seconds since 1970) and its seal; nothing of it is stored."""
    ends = int((now() + leaving_rules().link_lasts).timestamp())
    return ends, _seal(site_id, community_id, ends)


def opens(site_id: UUID, community_id: UUID, ends: int, seal: str) -> bool:
    """Tell whether a link that somebody shows opens a community's page now."""
    known = hmac.compare_digest(_seal(site_id, community_id, ends), seal)
    return known and ends > now().timestamp()


def newcomers(site: Site, community: Community, *, by: Actor) -> list[Newcomer]:
    """Return who goes from a site to a community, the next visit first; opening their names is audited."""
    since = now() - SHOWN_FOR
    rows = HandOver.objects.filter(site=site, community=community, prepared_at__gte=since)
    found = list(
        rows.select_related("stay__person", "ride").order_by("confirmed_at", "first_visit_at", "stay")
    )
    known = identities(row.stay.person for row in found)
    dues = dict(
        Course.objects.filter(stay_id__in=[row.stay_id for row in found]).values_list("stay_id", "due_at")
    )
    record_audit(
        by, "leaving.read_newcomers", site_id=site.id, community=str(community.id), people=len(found)
    )
    return [Newcomer(row, known.get(row.stay.person_id, Identity()), dues.get(row.stay_id)) for row in found]


def _seal(site_id: UUID, community_id: UUID, ends: int) -> str:
    return keys.blind_token("community link", f"{site_id} {community_id} {ends}").hex()
