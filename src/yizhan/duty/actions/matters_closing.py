"""The end of a matter: called done, confirmed by whoever asked; or sent back, or closed with a reason."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop

from yizhan.core.actions import action
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
    lock_matter,
    lock_open,
    may,
    refuse_without,
    write_entry,
)
from yizhan.duty.enums import ClosedHow, EntryOf, Urgency
from yizhan.duty.models import Matter, MatterEntry, MatterHand
from yizhan.duty.needs import needs_of_the_site, promises
from yizhan.people.models import PartyToken


@action("duty.finish_matter", needs=ANSWER)
def finish_matter(
    *, by: Actor, site_id: UUID, matter_id: UUID, words: Words = "", attachment_id: UUID | None = None
) -> MatterChanged:
    """Call a matter done, by whoever works on it; it waits for the word of whoever asked.

    Everything that was joined to it is done with it, each to be confirmed by its own.
    """
    matter = lock_open(by, site_id, matter_id)
    _refuse_strangers(by, matter)
    if matter.done_at is not None:
        raise Refusal("done_already", gettext_noop("This is done already. It waits to be confirmed."))
    entry = _finish(by, matter, words, attachment_id)
    joined = Matter.objects.select_for_update(of=("self",), no_key=True).order_by("id")
    for other in joined.filter(joined_to=matter, settled_at=None, done_at=None):
        _finish(by, other, words, None)
    return changed(matter, entry)


@action("duty.confirm_matter", needs=ANSWER)
def confirm_matter(
    *, by: Actor, site_id: UUID, matter_id: UUID, words: Words = "", at_door: bool = False
) -> MatterChanged:
    """Close a matter on the word of whoever asked: by their page, their account, or said at the door.

    Who is responsible takes the word at a door only from somebody without a page of their own.
    """
    matter = lock_open(by, site_id, matter_id)
    how = _whose_word(by, matter, at_door=at_door)
    _close(by, matter, how)
    return changed(matter, write_entry(by, matter, EntryOf.CONFIRMED, words=words))


@action("duty.not_solved", needs=ANSWER)
def not_solved(
    *, by: Actor, site_id: UUID, matter_id: UUID, words: Words = "", at_door: bool = False
) -> MatterChanged:
    """Send back what was called done: it is open again with whoever is responsible, and a word is owed."""
    matter = lock_open(by, site_id, matter_id)
    if matter.done_at is None:
        raise Refusal(
            "not_done_yet", gettext_noop("This is still being worked on. Say what is missing instead.")
        )
    if by.kind == ActorKind.ACCOUNT and not at_door:
        _whose_word(by, matter, at_door=False)
    _open_again(matter)
    return changed(matter, write_entry(by, matter, EntryOf.NOT_SOLVED, words=words))


@action("duty.reopen_matter", needs=ANSWER)
def reopen_matter(*, by: Actor, site_id: UUID, matter_id: UUID, words: Words) -> MatterChanged:
    """Open a closed matter again, and say why; the same person is responsible."""
    matter = lock_matter(by, site_id, matter_id)
    if matter.settled_at is None:
        raise Refusal("matter_open", gettext_noop("This is open. Write into it what there is to say."))
    if not matter.need:
        raise Refusal("not_reopened", gettext_noop("This was closed by its own record. Ask anew."))
    if not words.strip():
        raise Refusal("reason_needed", gettext_noop("Say why it is opened again."))
    _open_again(matter, settled_at=None, settled_by_id=None, closed_how="", settlement="")
    return changed(matter, write_entry(by, matter, EntryOf.REOPENED, words=words))


@action("duty.close_matter", needs=CLOSE, online_only=True)
def close_matter(*, by: Actor, site_id: UUID, matter_id: UUID, reason: Words) -> MatterChanged:
    """Close a matter without the word of whoever asked: a head, by name and with a reason they can read."""
    matter = lock_open(by, site_id, matter_id)
    refuse_without(by, site_id, CLOSE)
    if not reason.strip():
        raise Refusal(
            "reason_needed", gettext_noop("Say why it is closed without the word of whoever asked.")
        )
    if not matter.need:
        raise Refusal("settled_elsewhere", gettext_noop("This is settled where it arose. Open it there."))
    _close(by, matter, ClosedHow.BY_HEAD)
    return changed(matter, write_entry(by, matter, EntryOf.CLOSED, words=reason))


def _finish(by: Actor, matter: Matter, words: str, attachment_id: UUID | None) -> MatterEntry:
    moment = now()
    change(
        matter, **answered(matter, moment), done_at=moment, offered_to_id=None, offered_at=None,
        responsible_id=matter.responsible_id or by.account_id,
        first_asked_id=matter.first_asked_id or by.account_id,
    )  # fmt: skip
    return write_entry(by, matter, EntryOf.DONE, words=words, attachment_id=attachment_id)


def _refuse_strangers(by: Actor, matter: Matter) -> None:
    """Who works on a matter calls it done: the responsible, a helper, a head; anybody if it is nobody's."""
    mine = matter.responsible_id in (None, by.account_id)
    if mine or may(by, matter.site_id, CLOSE):
        return
    # What one of a joined lot was asked for is done by who works on the lot.
    lots = Q(matter=matter) | Q(matter_id=matter.joined_to_id)
    leads = Matter.objects.filter(joined=matter, responsible_id=by.account_id)
    if MatterHand.objects.filter(lots, account_id=by.account_id).exists() or leads.exists():
        return
    raise Refusal(
        "not_yours_to_finish",
        gettext_noop("%(name)s is responsible for this. Say that you work on it too, then call it done."),
        name=matter.responsible.display_name if matter.responsible else "",
    )


def _whose_word(by: Actor, matter: Matter, *, at_door: bool) -> ClosedHow:
    """Return on whose word the acting one speaks; refused when it would be the responsible's own."""
    of_the_crew = matter.party_id is None or matter.need in needs_of_the_site()
    if by.kind == ActorKind.PARTY or (matter.raised_by == by.key and of_the_crew):
        return ClosedHow.CONFIRMED
    if not at_door:
        raise Refusal(
            "not_their_word", gettext_noop("Only who asked says that it is solved. Ask them at the door.")
        )
    if matter.responsible_id == by.account_id and _has_a_page(matter):
        raise Refusal(
            "own_word",
            gettext_noop(
                "You are responsible for this. Let them confirm on their page, or somebody else ask."
            ),
        )
    return ClosedHow.AT_DOOR


def _has_a_page(matter: Matter) -> bool:
    if matter.party_id is None or matter.need in needs_of_the_site():
        return False
    live = PartyToken.objects.filter(party_id=matter.party_id, site_id=matter.site_id, revoked_at=None)
    return live.filter(expires_at__gt=now()).exists()


def _close(by: Actor, matter: Matter, how: ClosedHow) -> None:
    moment = now()
    change(
        matter, settled_at=moment, settled_by_id=by.id if by.kind == ActorKind.ACCOUNT else None,
        closed_how=how, waits_since=None, done_at=matter.done_at or moment, offered_to_id=None,
        offered_at=None,
    )  # fmt: skip


def _open_again(matter: Matter, **columns: Any) -> None:
    moment = now()
    promise = promises()[matter.urgency or Urgency.TODAY]
    change(
        matter, done_at=None, waits_since=moment, answer_by=moment + promise.answer,
        due_at=moment + promise.done, reopened=matter.reopened + 1, **columns,
    )  # fmt: skip
