"""Who reads a protected thread, and how it ends: by the decision of two."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.care.actions.thread import (
    PROTECTED,
    ThreadChanged,
    Words,
    changed,
    lock_crisis,
    name_readers,
    needs_words,
    write,
)
from yizhan.care.enums import ThreadKind
from yizhan.care.models import Crisis, CrisisReader
from yizhan.care.queries.crisis import rings_everybody
from yizhan.core.actions import action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.people.actions.identity import seal_note
from yizhan.people.actions.two_people import refuse_same_hand


@action("care.name_reader", needs=PROTECTED, online_only=True)
def name_reader(*, by: Actor, site_id: UUID, crisis_id: UUID, account_id: UUID) -> ThreadChanged:
    """Let somebody read a protected thread from now on; everybody who reads it sees that."""
    crisis = lock_crisis(by, site_id, crisis_id)
    name_readers(by, crisis, [account_id], ThreadKind.READER_NAMED)
    return changed(crisis)


@action("care.unname_reader", needs=PROTECTED, online_only=True)
def unname_reader(*, by: Actor, site_id: UUID, crisis_id: UUID, account_id: UUID) -> ThreadChanged:
    """Let somebody read a protected thread no more; never the last one, nor the one who has the watch."""
    crisis = lock_crisis(by, site_id, crisis_id)
    readers = CrisisReader.objects.filter(crisis=crisis, left_at=None)
    if crisis.watcher_id == account_id or readers.count() == 1:
        words = gettext_noop("This person has the watch, or is the only one who reads here. Hand over first.")
        raise Refusal("still_needed", words)
    if readers.filter(account_id=account_id).update(left_at=now()):
        Crisis.objects.filter(id=crisis.id, offered_to_id=account_id).update(offered_to=None)
        write(by, crisis, ThreadKind.READER_LEFT, to=account_id)
    return changed(crisis)


@action("care.break_in", needs=PROTECTED, online_only=True)
def break_in(*, by: Actor, site_id: UUID, crisis_id: UUID, words: Words) -> ThreadChanged:
    """Name oneself to a thread whose look-in rings for everybody, with the reason; its readers see that.

    Refused while its own people answer: then nobody else can tell it from none.
    """
    refuse_unauthorised(by, site_id, PROTECTED)
    rows = Crisis.objects.select_for_update(of=("self",), no_key=True)
    crisis = rows.filter(id=crisis_id, site_id=site_id, ended_at=None).first()
    if crisis is None or not rings_everybody(crisis, now()):
        words = gettext_noop("There is no such open thread. Look at your list again.")
        raise Refusal("no_such_thread", words)
    needs_words(words)
    write(by, crisis, ThreadKind.BROKE_IN, words, to=by.account_id)
    name_readers(by, crisis, [by.account_id], ThreadKind.READER_NAMED)
    return changed(crisis)


@action("care.propose_crisis_end", needs=PROTECTED, online_only=True)
def propose_crisis_end(*, by: Actor, site_id: UUID, crisis_id: UUID, because: Words) -> ThreadChanged:
    """Propose that the crisis is over; the watch goes on until a second person has signed."""
    crisis = lock_crisis(by, site_id, crisis_id)
    needs_words(because)
    crisis.proposed_at, crisis.proposed_by_id = now(), by.account_id
    crisis.because = seal_note(crisis.person_id, because.strip())
    crisis.save(update_fields=["proposed_at", "proposed_by", "because"])
    write(by, crisis, ThreadKind.END_PROPOSED, because)
    return changed(crisis)


@action("care.decline_crisis_end", needs=PROTECTED, online_only=True)
def decline_crisis_end(*, by: Actor, site_id: UUID, crisis_id: UUID, because: Words) -> ThreadChanged:
    """Say that the crisis is not over, and why; the watch goes on."""
    crisis = _proposed(by, site_id, crisis_id)
    needs_words(because)
    crisis.proposed_at = crisis.proposed_by_id = crisis.because = None
    crisis.save(update_fields=["proposed_at", "proposed_by", "because"])
    write(by, crisis, ThreadKind.END_DECLINED, because)
    return changed(crisis)


@action("care.sign_crisis_end", needs=PROTECTED, online_only=True)
def sign_crisis_end(*, by: Actor, site_id: UUID, crisis_id: UUID) -> ThreadChanged:
    """End a crisis by the second signature: another person, who was here when it was proposed."""
    crisis = _proposed(by, site_id, crisis_id)
    proposer = crisis.proposed_by
    assert proposer is not None  # noqa: S101 - the database pairs both # nosec
    assert crisis.proposed_at is not None  # noqa: S101 - the same # nosec
    refuse_same_hand(by.account_id, proposer, crisis.proposed_at)
    crisis.ended_at, crisis.signed_by_id, crisis.next_look_at = now(), by.account_id, None
    crisis.watcher_id = crisis.offered_to_id = None
    crisis.save(update_fields=["ended_at", "signed_by", "next_look_at", "watcher", "offered_to"])
    write(by, crisis, ThreadKind.ENDED)
    return changed(crisis)


def _proposed(by: Actor, site_id: UUID, crisis_id: UUID) -> Crisis:
    crisis = lock_crisis(by, site_id, crisis_id)
    if crisis.proposed_at is None:
        words = gettext_noop("Nobody has proposed to end this. Propose it first.")
        raise Refusal("not_proposed", words)
    return crisis
