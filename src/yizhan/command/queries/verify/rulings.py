"""Invariant 7, of rulings: what says when people leave was set by one person and signed by another."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from yizhan.command.queries.verify.report import Fault
from yizhan.core.actors import ActorKind
from yizhan.core.models import AuditEvent
from yizhan.duty.queries.postings import PostingsOverTime
from yizhan.places.models import Site
from yizhan.protocols.models import RulingSignature

SET, SIGNED = "protocols.rule", "protocols.sign"
# An action writes its audit event a moment after its rows.
SOON = timedelta(minutes=1)


def rulings_are_by_two(site: Site) -> Iterator[Fault]:
    """Invariant 7: each ruling that counts was set and signed by the actions, by two people who might."""
    may = PostingsOverTime(site.id).might
    counting = RulingSignature.objects.filter(ruling__site=site, accepted=True).select_related("ruling")
    for row in counting:
        facts = {"document": row.ruling.document, "protocol": row.ruling.protocol}
        hands = (
            (f"{ActorKind.ACCOUNT}:{row.ruling.set_by_id}", SET, "protocol.rule", row.ruling.set_at),
            (f"{ActorKind.ACCOUNT}:{row.signed_by_id}", SIGNED, "protocol.sign", row.signed_at),
        )
        if len({actor for actor, *_ in hands}) < len(hands):
            template = gettext_noop("The ruling “%(document)s” about %(protocol)s counts by one hand alone.")
            yield Fault(7, "ruled_alone", template, facts)
        if not all(_was_done(site, actor, action, at) for actor, action, _, at in hands):
            template = gettext_noop(
                "The ruling “%(document)s” about %(protocol)s counts, and nobody set and signed it here."
            )
            yield Fault(7, "ruled_past_the_rules", template, facts)
        elif not all(may(actor, needs, at) for actor, _, needs, at in hands):
            template = gettext_noop(
                "The ruling “%(document)s” about %(protocol)s counts by people who had no right to decide it."
            )
            yield Fault(7, "ruled_without_right", template, facts)


def _was_done(site: Site, actor: str, action: str, at: datetime) -> bool:
    then = AuditEvent.objects.filter(actor=actor, at__gte=at, at__lt=at + SOON)
    return then.filter(action=action, site_id=site.id).exists()
