"""Certificates: to be printed, fetched by a resident, and verified by whoever holds the paper."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, Subquery

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.course.models import Course
from yizhan.leaving.models import Certificate, HandOver
from yizhan.people.identity import Identity
from yizhan.people.models import PartyToken
from yizhan.people.queries.identity import identities
from yizhan.places.models import Site
from yizhan.protocols.reading import shelf
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class PaperView:
    """Everything that one person's papers say."""

    certificate: Certificate
    identity: Identity
    protocol: str
    hand_over: HandOver | None

    @property
    def days(self) -> int:
        """The days spent at the site, the first and the last counted."""
        stay = self.certificate.stay
        zone = ZoneInfo(stay.site.timezone)
        ended = stay.ended_at or self.certificate.issued_at
        return (ended.astimezone(zone).date() - stay.started_at.astimezone(zone).date()).days + 1

    def protocol_name(self, language: str) -> str:
        """Return what the protocol is called."""
        known = shelf().protocols.get(self.protocol)
        return known.name.in_language(language) if known else self.protocol


@dataclass(frozen=True, slots=True)
class Verified:
    """What the code on a paper shows to anybody: no more than number, site, day, and whether it is valid."""

    number: str
    site: Site
    issued_on: date
    valid: bool


def papers_of(site: Site, certificate_ids: Iterable[UUID], *, by: Actor) -> list[PaperView]:
    """Return what these papers say, by number; opening the names is audited. Five queries."""
    rows = Certificate.objects.filter(site=site, id__in=list(certificate_ids), withdrawn_at=None)
    return _views(rows.select_related("stay__person", "stay__site"), site, by)


def papers_since(site: Site, days: int = 1) -> list[Certificate]:
    """Return the valid certificates of the last days, the newest first, with their hand-overs; one query."""
    rows = Certificate.objects.filter(
        site=site, withdrawn_at=None, issued_at__gte=now() - timedelta(days=days)
    )
    return list(rows.select_related("stay__hand_over__community").order_by("-number"))


def papers_of_party(token: PartyToken) -> list[Certificate]:
    """Return the valid certificates of a token's own party at its site; one query.

    A phone whose holder has left gets those of whoever left by then, and nobody's who left later.
    """
    rows = Certificate.objects.filter(site_id=token.site_id, stay__party_id=token.party_id, withdrawn_at=None)
    if token.holder_id:
        of_holder = Stay.objects.filter(person_id=token.holder_id, party_id=token.party_id)
        left = of_holder.order_by("-started_at").values("ended_at")[:1]
        rows = rows.annotate(left=Subquery(left)).filter(Q(left=None) | Q(stay__ended_at__lte=F("left")))
    return list(rows.select_related("stay", "site"))


def departed_token(secret: str) -> PartyToken | None:
    """Return the token that a phone shows while it lasts, also after its party has left."""
    if not secret:
        return None
    digest = hashlib.sha256(secret.encode()).digest()
    live = PartyToken.objects.filter(secret_digest=digest, revoked_at=None, expires_at__gt=now())
    return live.first()


def verified(code: str) -> Verified | None:
    """Return what a paper's code shows to anybody; None for a code that no paper has. One query."""
    row = Certificate.objects.select_related("site").filter(code=code.upper()).first()
    if row is None:
        return None
    day = row.issued_at.astimezone(ZoneInfo(row.site.timezone)).date()
    return Verified(number_of(row), row.site, day, row.withdrawn_at is None)


def number_of(certificate: Certificate) -> str:
    """Return a certificate's number as it is printed, such as YUNXI-00031."""
    return f"{certificate.site.code.upper()}-{certificate.number:05d}"


def _views(rows: Iterable[Certificate], site: Site, by: Actor) -> list[PaperView]:
    found = list(rows)
    known = identities(row.stay.person for row in found)
    stays = [row.stay_id for row in found]
    protocols = dict(Course.objects.filter(stay_id__in=stays).values_list("stay_id", "protocol"))
    rows_handed = HandOver.objects.filter(stay_id__in=stays).select_related("community")
    handed = {one.stay_id: one for one in rows_handed}
    record_audit(by, "leaving.read_papers", site_id=site.id, people=len(found))
    return [
        PaperView(
            row, known.get(row.stay.person_id, Identity()), protocols.get(row.stay_id, ""),
            handed.get(row.stay_id),
        )
        for row in found
    ]  # fmt: skip
