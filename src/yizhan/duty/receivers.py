"""What reaches duty from below: conflicts become matters, erased people leave no picture and no voice."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from yizhan.core.actors import Actor
from yizhan.core.commands import Envelope
from yizhan.core.models import CommandReceipt
from yizhan.core.refusals import Refusal
from yizhan.core.signals import conflict_raised
from yizhan.duty.actions.attachments import forget_attachments_of
from yizhan.duty.actions.matters import raise_matter
from yizhan.duty.models import Matter
from yizhan.people.signals import persons_erased


@receiver(conflict_raised)
def keep_conflict(
    *, receipt: CommandReceipt, envelope: Envelope, actor: Actor, refusal: Refusal, **_: Any
) -> None:
    """Make a matter of a conflict, so that a person decides and nothing is overwritten."""
    raise_matter(
        by=actor, site_id=UUID(str(envelope.facts["site_id"])), kind=Matter.Kind.SYNC_CONFLICT,
        subject_id=receipt.id, code=refusal.code, template=refusal.template, **refusal.facts,
    )  # fmt: skip


@receiver(persons_erased)
def forget_pictures(*, person_ids: set[UUID], **_: Any) -> None:
    """Let nobody open what erased people had photographed or said."""
    forget_attachments_of(person_ids)
