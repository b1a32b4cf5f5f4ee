"""What this database is: marked once, before anything else is in it."""

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.models import AuditEvent, Installation
from yizhan.core.refusals import Refusal


class RehearsalMarked(Outcome):
    """The database is a rehearsal's from now on, for good."""


@action("command.mark_rehearsal", needs="", online_only=True)
def mark_rehearsal(*, by: Actor) -> RehearsalMarked:
    """Mark an empty database as a rehearsal's; refused as soon as anything was ever recorded in it."""
    if Installation.objects.exists() or AuditEvent.objects.exists():
        raise Refusal(
            "database_in_use",
            gettext_noop("This database holds records already. A rehearsal needs one of its own."),
        )
    Installation.objects.create(kind=Installation.Kind.REHEARSAL, created_at=now())
    return RehearsalMarked()
