"""Why somebody is to go early."""

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.leaving.models import EarlyRelease
from yizhan.people.queries.identity import note_of


def reason_of(early: EarlyRelease, *, by: Actor) -> str:
    """Open the reason of an early release, "" where the person was erased; that it was read is audited."""
    record_audit(by, "leaving.read_reason", site_id=early.site_id, early=str(early.id))
    return note_of(early.stay.person_id, bytes(early.reason)) or ""
