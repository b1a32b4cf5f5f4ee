"""What every change of a protected thread does: lock it, ask whether its author is named, write a line."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.care.actions.register import sealed_or_none
from yizhan.care.enums import ThreadKind
from yizhan.care.models import Crisis, CrisisEntry, CrisisReader
from yizhan.core.actions import Outcome
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.duty.queries.postings import capabilities_of

PROTECTED = "care.protected"
LONGEST_WORDS = 1000

Words = Annotated[str, Field(max_length=LONGEST_WORDS)]


class ThreadChanged(Outcome):
    """The thread. Whom it is about stands in no receipt and no audit."""

    site_id: UUID
    crisis_id: UUID


def lock_crisis(by: Actor, site_id: UUID, crisis_id: UUID) -> Crisis:
    """Lock an open thread that its author is named to; whoever is not cannot tell it from none."""
    refuse_unauthorised(by, site_id, PROTECTED)
    found = Crisis.objects.select_for_update(of=("self",), no_key=True).filter(
        id=crisis_id, site_id=site_id, ended_at=None
    )
    crisis = found.first()
    if crisis is None or not _reads(crisis, by.account_id):
        words = gettext_noop("There is no such open thread. Look at your list again.")
        raise Refusal("no_such_thread", words)
    return crisis


def write(
    by: Actor, crisis: Crisis, kind: ThreadKind, words: str = "", *, to: UUID | None = None,
    minutes: int | None = None, imminent: bool = False, at: datetime | None = None,
) -> CrisisEntry:  # fmt: skip
    """Add a line to a thread."""
    return CrisisEntry.objects.create(
        id=new_id(), crisis=crisis, kind=kind, at=at or now(), tapped_at=by.tap.tapped_at if by.tap else None,
        by=by.key, account_id=by.id if by.kind == ActorKind.ACCOUNT else None, to_id=to, minutes=minutes,
        imminent=imminent, words=sealed_or_none(crisis.person_id, words),
    )  # fmt: skip


def name_readers(by: Actor, crisis: Crisis, accounts: Collection[UUID], kind: ThreadKind) -> None:
    """Name accounts to a thread, each with a line of its own; refused for who may read none."""
    known = set(CrisisReader.objects.filter(crisis=crisis, left_at=None).values_list("account_id", flat=True))
    for account_id in dict.fromkeys(accounts):
        if account_id in known:
            continue
        check_may_read(crisis.site_id, account_id)
        CrisisReader.objects.create(
            id=new_id(), crisis=crisis, account_id=account_id, named_at=now(), named_by=by.key
        )
        write(by, crisis, kind, to=account_id)


def check_may_read(site_id: UUID, account_id: UUID) -> None:
    """Refuse somebody whose posting opens no protected thread."""
    if PROTECTED not in capabilities_of(account_id, site_id):
        words = gettext_noop("This person may read no protected thread at this site. Choose somebody else.")
        raise Refusal("reads_no_thread", words)


def check_named(crisis: Crisis, account_id: UUID) -> None:
    """Refuse somebody who is not named to a thread."""
    if not _reads(crisis, account_id):
        words = gettext_noop("This person is not named to this thread. Name them first.")
        raise Refusal("not_named", words)


def needs_words(words: str) -> None:
    """Refuse an empty line."""
    if not words.strip():
        raise Refusal("words_needed", gettext_noop("Write what there is to say, then send it."))


def changed(crisis: Crisis) -> ThreadChanged:
    """Return the outcome of a change."""
    return ThreadChanged(site_id=crisis.site_id, crisis_id=crisis.id)


def _reads(crisis: Crisis, account_id: UUID) -> bool:
    return CrisisReader.objects.filter(crisis=crisis, account_id=account_id, left_at=None).exists()
