"""Working on a matter: answered, said, handed over with the other's yes, several hands, called done."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters_thread import (
    ANSWER,
    CLOSE,
    MatterChanged,
    Words,
    answered,
    change,
    changed,
    lock_open,
    may,
    write_entry,
)
from yizhan.duty.enums import EntryOf, Urgency
from yizhan.duty.ladder import Level, climb_level
from yizhan.duty.models import Matter, MatterHand
from yizhan.duty.needs import promises
from yizhan.duty.queries.matters_duty import on_duty

MOST_AT_ONCE = 200


@action("duty.answer_matter", needs=ANSWER)
def answer_matter(
    *, by: Actor, site_id: UUID, matter_id: UUID, words: Words, until: AwareDatetime | None = None,
    attachment_id: UUID | None = None,
) -> MatterChanged:  # fmt: skip
    """Tell whoever asked what comes of it, and until when if that is known; silence ends here.

    Anybody of the site may answer; the responsible stays responsible. What nobody answered for yet is
    from now on the answering person's.
    """
    matter = lock_open(by, site_id, matter_id)
    _refuse_empty(words, attachment_id)
    moment = now()
    change(
        matter, **answered(matter, moment), answer_by=until or matter.answer_by,
        responsible_id=matter.responsible_id or by.account_id,
        first_asked_id=matter.first_asked_id or by.account_id,
    )  # fmt: skip
    entry = write_entry(by, matter, EntryOf.ANSWERED, words=words, attachment_id=attachment_id)
    return changed(matter, entry)


@action("duty.say_on_matter", needs=ANSWER)
def say_on_matter(
    *, by: Actor, site_id: UUID, matter_id: UUID, words: Words = "", attachment_id: UUID | None = None
) -> MatterChanged:
    """Add a note, a picture or a voice to a matter; when whoever asked says it, a word is owed again."""
    matter = lock_open(by, site_id, matter_id)
    _refuse_empty(words, attachment_id)
    if by.kind == ActorKind.PARTY:
        change(matter, waits_since=matter.waits_since or now())
    return changed(matter, write_entry(by, matter, EntryOf.SAID, words=words, attachment_id=attachment_id))


@action("duty.offer_matter", needs=ANSWER)
def offer_matter(*, by: Actor, site_id: UUID, matter_id: UUID, to: UUID, words: Words = "") -> MatterChanged:
    """Ask somebody to take a matter over; the responsible stays responsible until they say yes."""
    matter = lock_open(by, site_id, matter_id)
    _refuse_unless_theirs(by, matter)
    _refuse_as_receiver(matter, to, {one.account_id for one in on_duty(site_id)})
    change(matter, offered_to_id=to, offered_at=now())
    return changed(matter, write_entry(by, matter, EntryOf.OFFERED, words=words, to_id=to))


class Handing(BaseModel):
    """One matter of a hand-over, and who is asked to take it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    matter_id: UUID
    to: UUID


class HandedOver(Outcome):
    """How many matters were offered at the end of a shift."""

    site_id: UUID
    offered: int


@action("duty.hand_over_shift", needs=ANSWER)
def hand_over_shift(
    *, by: Actor, site_id: UUID, handings: Annotated[list[Handing], Field(max_length=MOST_AT_ONCE)],
    words: Words = "",
) -> HandedOver:  # fmt: skip
    """Offer what is open to those who come after, each matter to a named person; all of it or none."""
    there = {one.account_id for one in on_duty(site_id)}
    moment = now()
    for handing in sorted(handings, key=lambda one: one.matter_id):
        matter = lock_open(by, site_id, handing.matter_id)
        _refuse_unless_theirs(by, matter)
        _refuse_as_receiver(matter, handing.to, there)
        change(matter, offered_to_id=handing.to, offered_at=moment)
        write_entry(by, matter, EntryOf.OFFERED, words=words, to_id=handing.to)
    return HandedOver(site_id=site_id, offered=len(handings))


@action("duty.take_matter", needs=ANSWER)
def take_matter(*, by: Actor, site_id: UUID, matter_id: UUID) -> MatterChanged:
    """Say yes to a hand-over: from now on it is the acting person's.

    Also without being asked, when nobody answers for it, when whoever does is not on duty any more, or
    when silence has climbed past them.
    """
    matter = lock_open(by, site_id, matter_id)
    if matter.responsible_id == by.account_id:
        raise Refusal("already_yours", gettext_noop("You are responsible for this already."))
    if not _may_take(by, matter):
        raise Refusal(
            "not_offered", gettext_noop("%(name)s is responsible for this. Ask them to hand it over to you."),
            name=matter.responsible.display_name if matter.responsible else "",
        )  # fmt: skip
    change(
        matter, responsible_id=by.account_id, first_asked_id=matter.first_asked_id or by.account_id,
        offered_to_id=None, offered_at=None,
    )  # fmt: skip
    MatterHand.objects.filter(matter=matter, account_id=by.account_id).delete()
    return changed(matter, write_entry(by, matter, EntryOf.ACCEPTED, to_id=by.account_id))


@action("duty.decline_matter", needs=ANSWER)
def decline_matter(*, by: Actor, site_id: UUID, matter_id: UUID, words: Words = "") -> MatterChanged:
    """Say no to a hand-over; it stays with whoever was responsible."""
    matter = lock_open(by, site_id, matter_id)
    if matter.offered_to_id != by.account_id:
        raise Refusal("not_offered_to_you", gettext_noop("This was not offered to you. Look at the list."))
    change(matter, offered_to_id=None, offered_at=None)
    return changed(matter, write_entry(by, matter, EntryOf.DECLINED, words=words))


@action("duty.join_hands", needs=ANSWER)
def join_hands(*, by: Actor, site_id: UUID, matter_id: UUID, helper: UUID | None = None) -> MatterChanged:
    """Let somebody work on a matter beside the responsible: the acting person, or a named helper."""
    matter = lock_open(by, site_id, matter_id)
    joins = helper or by.account_id
    _refuse_as_receiver(matter, joins, {one.account_id for one in on_duty(site_id)})
    _, is_new = MatterHand.objects.get_or_create(matter=matter, account_id=joins, defaults={"since": now()})
    if not is_new:
        raise Refusal("helps_already", gettext_noop("This person works on it already."))
    return changed(matter, write_entry(by, matter, EntryOf.HELPING, to_id=joins))


@action("duty.raise_urgency", needs=ANSWER)
def raise_urgency(
    *, by: Actor, site_id: UUID, matter_id: UUID, urgency: Urgency, words: Words = ""
) -> MatterChanged:
    """Change how soon a matter is needed; what it is promised by counts from when it was asked.

    A resident's page only makes it more urgent; less urgent is said with a reason.
    """
    matter = lock_open(by, site_id, matter_id)
    order = list(Urgency)
    calms = order.index(urgency) > order.index(Urgency(matter.urgency or Urgency.TODAY))
    if calms and (by.kind == ActorKind.PARTY or not words.strip()):
        raise Refusal("reason_needed", gettext_noop("Say why this can wait longer than was promised."))
    promise = promises()[urgency]
    change(
        matter, urgency=urgency, due_at=matter.raised_at + promise.done,
        answer_by=matter.raised_at + promise.answer if matter.waits_since else matter.answer_by,
    )  # fmt: skip
    return changed(matter, write_entry(by, matter, EntryOf.URGENT, words=words))


def _refuse_empty(words: str, attachment_id: UUID | None) -> None:
    if not words.strip() and attachment_id is None:
        raise Refusal("words_needed", gettext_noop("Write what there is to say, then send it."))


def _refuse_unless_theirs(by: Actor, matter: Matter) -> None:
    """Only who answers for a matter hands it over, or a head, or anybody while nobody answers for it."""
    if matter.responsible_id in (None, by.account_id) or may(by, matter.site_id, CLOSE):
        return
    raise Refusal(
        "not_yours", gettext_noop("%(name)s is responsible for this and hands it over, or a head does."),
        name=matter.responsible.display_name if matter.responsible else "",
    )  # fmt: skip


def _refuse_as_receiver(matter: Matter, account_id: UUID, there: Iterable[UUID]) -> None:
    # A complaint is said to be of nobody's concern, never that it is about them.
    if account_id not in there or account_id == matter.about_id:
        raise Refusal(
            "not_on_duty", gettext_noop("This person is not on duty at this site. Choose somebody else.")
        )
    if account_id == matter.responsible_id:
        raise Refusal("is_responsible", gettext_noop("This person is responsible for it already."))


def _may_take(by: Actor, matter: Matter) -> bool:
    if matter.responsible_id is None or matter.offered_to_id == by.account_id:
        return True
    silent = climb_level(matter, now()) > Level.RESPONSIBLE
    return silent or matter.responsible_id not in {one.account_id for one in on_duty(matter.site_id)}
