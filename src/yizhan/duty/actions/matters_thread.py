"""What every action on a matter shares: the matter locked, a line written, words sealed."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.enums import EntryOf
from yizhan.duty.models import Attachment, Matter, MatterEntry
from yizhan.duty.needs import needs, needs_of_the_site
from yizhan.duty.queries.matters_reading import reader_at
from yizhan.duty.queries.postings import capabilities_of
from yizhan.people.actions.identity import seal_note
from yizhan.people.models import PartyToken

LONGEST_WORDS = 1000
Words = Annotated[str, Field(max_length=LONGEST_WORDS)]

ANSWER = "matter.answer"
CLOSE = "matter.close"


class MatterChanged(Outcome):
    """The matter, and the line that was added to its thread."""

    site_id: UUID
    matter_id: UUID
    entry_id: UUID


def lock_matter(by: Actor, site_id: UUID, matter_id: UUID) -> Matter:
    """Lock a matter that the actor may work on; refused if there is none here for them.

    A party finds its own only, and nothing that concerns the site alone; an account none that is about
    itself: all look as if there were nothing.
    Refused as well when an account has no right to answer here, so that no other way in goes round it.
    """
    found = Matter.objects.select_for_update(of=("self",), no_key=True).filter(id=matter_id, site_id=site_id)
    if by.kind == ActorKind.PARTY:
        found = found.filter(party_id=party_of(by, site_id)).exclude(need__in=needs_of_the_site())
    elif by.kind == ActorKind.ACCOUNT:
        found = found.exclude(about_id=by.account_id)
        refuse_without(by, site_id, ANSWER)
    matter = found.exclude(kind=Matter.Kind.EMERGENCY).first()
    if matter is None or not _known(by, matter):
        raise Refusal(
            "no_such_matter", gettext_noop("There is no such matter at this site. Look at the list.")
        )
    return matter


def _known(by: Actor, matter: Matter) -> bool:
    """Tell whether the actor may know of a matter; what is told in confidence is asked for, nothing else."""
    need = needs().get(matter.need)
    if by.kind != ActorKind.ACCOUNT or need is None or not need.private:
        return True
    return reader_at(by.account_id, matter.site_id).knows(matter, need)


def lock_open(by: Actor, site_id: UUID, matter_id: UUID) -> Matter:
    """Lock a matter as `lock_matter` does; refused if it is closed."""
    matter = lock_matter(by, site_id, matter_id)
    if matter.settled_at is not None:
        raise Refusal(
            "matter_closed", gettext_noop("This is closed already. Open it again if it is not solved.")
        )
    return matter


def party_of(by: Actor, site_id: UUID) -> UUID:
    """Return the party whose page acts; refused when the page is of another site."""
    token = PartyToken.objects.filter(id=by.id or UUID(int=0), site_id=site_id).first()
    if token is None:
        raise Refusal("not_your_party", gettext_noop("This page is of another site. Scan the card again."))
    return token.party_id


def refuse_without(by: Actor, site_id: UUID, capability: str) -> None:
    """Refuse an account whose posting at the site does not give a capability now."""
    if not may(by, site_id, capability):
        raise Refusal("not_permitted", gettext_noop("Your posting does not allow this."))


def may(by: Actor, site_id: UUID, capability: str) -> bool:
    """Tell whether an account's posting at the site gives a capability now."""
    return by.kind == ActorKind.ACCOUNT and capability in capabilities_of(by.account_id, site_id)


def write_entry(
    by: Actor, matter: Matter, kind: EntryOf, *, words: str = "", to_id: UUID | None = None,
    attachment_id: UUID | None = None,
) -> MatterEntry:  # fmt: skip
    """Add a line to a matter's thread, its words sealed as the matter's own are."""
    return MatterEntry.objects.create(
        id=new_id(), matter=matter, kind=kind, at=now(), tapped_at=by.tap.tapped_at if by.tap else None,
        by=by.key, account_id=by.id if by.kind == ActorKind.ACCOUNT else None, to_id=to_id,
        attachment_id=own_attachment(by, matter.site_id, attachment_id),
        **sealed_words(matter.sealed_for_id, words),
    )  # fmt: skip


def sealed_words(person_id: UUID | None, words: str) -> dict[str, Any]:
    """Return the columns of a text: sealed with a person's key, or plain when it concerns no resident."""
    text = words.strip()
    if not text:
        return {}
    return {"sealed": seal_note(person_id, text)} if person_id else {"plain": text}


def own_attachment(by: Actor, site_id: UUID, attachment_id: UUID | None) -> UUID | None:
    """Return an attachment that the actor itself has brought to the site; refused if it is another's."""
    if attachment_id is None:
        return None
    mine = Attachment.objects.filter(id=attachment_id, site_id=site_id, kept_by=by.key, entries=None)
    if not mine.exists():
        raise Refusal(
            "no_such_attachment", gettext_noop("The picture or recording did not arrive. Attach it again.")
        )
    return attachment_id


def change(matter: Matter, **columns: Any) -> None:
    """Store changed columns of a locked matter."""
    for name, value in columns.items():
        setattr(matter, name, value)
    matter.save(update_fields=list(columns))


def answered(matter: Matter, moment: datetime) -> dict[str, datetime | None]:
    """Return the columns that a word to whoever asked changes."""
    return {"waits_since": None, "answered_at": matter.answered_at or moment}


def changed(matter: Matter, entry: MatterEntry) -> MatterChanged:
    """Return the outcome of one line."""
    return MatterChanged(site_id=matter.site_id, matter_id=matter.id, entry_id=entry.id)
