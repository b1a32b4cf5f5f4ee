"""Looking in on people who need it: whose it is, and that it was done."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter
from yizhan.duty.models import Matter
from yizhan.duty.queries.postings import postings_at
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.models import Stay
from yizhan.stays.rules import format_tag


class LookedIn(Outcome):
    """The party, and the matter of the next look-in."""

    site_id: UUID
    party_id: UUID
    matter_id: UUID


@action("intake.look_in", needs="person.read")
def look_in(
    *, by: Actor, site_id: UUID, party_id: UUID, found: Annotated[str, Field(max_length=300)]
) -> LookedIn:
    """Record that somebody looked in on a party and what was found; the next one is owed from now on."""
    lock_journal(site_id)
    owed = _owed(by, site_id, party_id)
    Matter.objects.filter(id=owed.id).update(
        settled_at=now(), settled_by_id=by.account_id, settlement=found.strip() or "="
    )
    following = _owed(by, site_id, party_id)
    Matter.objects.filter(id=following.id).update(responsible_id=owed.responsible_id)
    return LookedIn(site_id=site_id, party_id=party_id, matter_id=following.id)


@action("intake.name_look_in", needs="matter.settle", online_only=True)
def name_look_in(*, by: Actor, site_id: UUID, party_id: UUID, account_id: UUID) -> LookedIn:
    """Say who looks in on a party from now on; somebody who is posted here."""
    lock_journal(site_id)
    if not postings_at(account_id).filter(site_id=site_id).exists():
        raise Refusal("not_posted_here", gettext_noop("This person is not posted here now. Choose another."))
    owed = _owed(by, site_id, party_id)
    Matter.objects.filter(id=owed.id).update(responsible_id=account_id)
    return LookedIn(site_id=site_id, party_id=party_id, matter_id=owed.id)


def _owed(by: Actor, site_id: UUID, party_id: UUID) -> Matter:
    """Return the look-in that is owed to a party, raising it if none is."""
    stay = Stay.objects.filter(site_id=site_id, party_id=party_id, ended_at=None).first()
    if stay is None:
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    return raise_matter(
        by=by, site_id=site_id, kind=Matter.Kind.LOOK_IN, subject_id=party_id, code="look_in",
        template=gettext_noop("%(tag)s: look in on them."), tag=format_tag(stay.band_number),
    )  # fmt: skip
