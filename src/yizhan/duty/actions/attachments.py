"""Photographs and voices, each sealed with a key of its own that is destroyed at an end date.

What somebody photographed or said goes through plain functions: an action's receipt is never erased.
Their audit says who brought which, and whose keys were destroyed.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from yizhan.core import keys
from yizhan.core.actions import Swept, action, record_audit
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.core.shipped import read_shipped
from yizhan.duty.actions.matters_thread import ANSWER, party_of, refuse_without
from yizhan.duty.media import MOST_BYTES, media_type, without_traces
from yizhan.duty.models import Attachment, AttachmentKey, MatterEntry

# Of one sender within an hour: a phone that was taken does not fill the disk.
MOST_AN_HOUR = 30


@cache
def kept_for() -> timedelta:
    """Return how long an attachment can be opened."""
    return timedelta(days=int(read_shipped("yizhan.duty", "attachments.yaml")["days_kept"]["value"]))


@transaction.atomic
def keep_attachment(*, by: Actor, site_id: UUID, content: bytes) -> UUID:
    """Seal a photograph or a voice and return its id, the tap's own: the same tap again keeps nothing more.

    At most 2 MiB of JPEG, PNG, WebP, WebM, Ogg or MP4 audio, told by content; what a camera writes into a
    picture is taken out. It belongs to the matter in whose thread its sender names it next.
    """
    _refuse_elsewhere(by, site_id)
    if Attachment.objects.filter(id=by.command_id, kept_by=by.key).exists():
        return by.command_id
    moment = now()
    lately = Attachment.objects.filter(
        site_id=site_id, kept_by=by.key, kept_at__gt=moment - timedelta(hours=1)
    )
    if lately.count() >= MOST_AN_HOUR:
        raise Refusal("too_many", gettext_noop("That were many pictures within an hour. Try again later."))
    kind, clean = _checked(content)
    wrapped = keys.new_person_key()
    kept = Attachment.objects.create(
        id=by.command_id, site_id=site_id, media_type=kind, size=len(clean), kept_at=moment, kept_by=by.key,
        sealed=keys.seal(wrapped, clean, about=by.command_id.bytes),
    )  # fmt: skip
    AttachmentKey.objects.create(attachment=kept, wrapped=wrapped, ends_at=moment + kept_for())
    record_audit(by, "duty.keep_attachment", site_id=site_id, attachment=str(kept.id), size=len(clean))
    return kept.id


class AttachmentsForgotten(Swept):
    """How many attachments nobody can open any more."""

    attachments: int


@action("duty.forget_attachments", needs="")
def forget_attachments(*, by: Actor) -> AttachmentsForgotten:
    """Destroy the keys of attachments whose time is over."""
    ended, _ = AttachmentKey.objects.filter(ends_at__lte=now()).delete()
    return AttachmentsForgotten(attachments=ended)


def forget_attachments_of(person_ids: Collection[UUID]) -> None:
    """Destroy the keys of what came with the matters of people who are being erased."""
    theirs = MatterEntry.objects.filter(matter__sealed_for_id__in=person_ids, attachment__isnull=False)
    forget_kept(theirs.values("attachment_id"))


def forget_kept(attachment_ids: Iterable[Any]) -> None:
    """Destroy the keys of these attachments, which may be a query; nobody can open them any more."""
    AttachmentKey.objects.filter(attachment_id__in=attachment_ids).delete()


def _refuse_elsewhere(by: Actor, site_id: UUID) -> None:
    if by.kind == ActorKind.ACCOUNT:
        refuse_without(by, site_id, ANSWER)
    else:
        party_of(by, site_id)


def _checked(content: bytes) -> tuple[str, bytes]:
    if len(content) > MOST_BYTES:
        raise Refusal(
            "attachment_too_large",
            gettext_noop("The picture or recording is larger than 2 MB. Take a smaller picture."),
        )
    kind = media_type(content)
    try:
        if kind is None:
            raise ValueError("of no known kind")
        return kind, without_traces(content, kind)
    except ValueError:
        raise Refusal(
            "not_an_attachment",
            gettext_noop("This is neither a photograph nor a recording that can be opened. Take it again."),
        ) from None
