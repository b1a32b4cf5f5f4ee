"""A mind in crisis: opening a protected thread, the watch, what is done, whom one may call."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.care.actions.register import lock_person
from yizhan.care.actions.thread import (
    PROTECTED,
    ThreadChanged,
    Words,
    changed,
    check_named,
    lock_crisis,
    name_readers,
    needs_words,
    write,
)
from yizhan.care.enums import Consent, ThreadKind
from yizhan.care.models import Crisis, CrisisEntry
from yizhan.care.queries.on_call import on_call_at
from yizhan.care.queries.place import is_known_at
from yizhan.care.rules import care_rules
from yizhan.core.actions import action
from yizhan.core.actors import Actor, ActorKind, moment_of
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.people.actions.identity import seal_note

# What a reader writes about by hand, each with words.
NOTES = frozenset(
    {
        ThreadKind.TAKEN_OUT, ThreadKind.GIVEN_BACK, ThreadKind.TALKED, ThreadKind.CONSULTED, ThreadKind.SAID,
    }
)  # fmt: skip

Noted = Annotated[ThreadKind, Field(description="taken_out, given_back, talked, consulted or said")]
Minutes = Annotated[int, Field(ge=1, le=1440)]


@action("care.open_crisis", needs=PROTECTED, online_only=True)
def open_crisis(
    *, by: Actor, site_id: UUID, person_id: UUID, words: Words, watch_minutes: Minutes | None = None
) -> ThreadChanged:
    """Open a protected thread about somebody, with a watch; whoever opens it again joins the one there is.

    Its author and whoever is on call are named to it, and nobody else reads it.
    """
    refuse_unauthorised(by, site_id, PROTECTED)
    needs_words(words)
    person_id = lock_person(person_id)
    if not is_known_at(site_id, person_id):
        words = gettext_noop("This person is not known at this site. Give them a room first.")
        raise Refusal("not_here", words)
    minutes = _checked(watch_minutes or care_rules().first_minutes)
    crisis = open_thread(
        by=by, site_id=site_id, person_id=person_id, words=words, minutes=minutes,
        next_look_at=now() + timedelta(minutes=minutes),
    )  # fmt: skip
    return changed(crisis)


def open_thread(
    *, by: Actor, site_id: UUID, person_id: UUID, words: str, minutes: int, next_look_at: datetime,
    kind: ThreadKind = ThreadKind.OPENED,
) -> Crisis:  # fmt: skip
    """Open a thread about somebody, or add to the one that is open; call it with the person locked."""
    crisis = Crisis.objects.filter(site_id=site_id, person_id=person_id, ended_at=None).first()
    if crisis is None:
        crisis = Crisis.objects.create(
            id=new_id(), site_id=site_id, person_id=person_id, opened_at=now(), opened_by=by.key,
            watch_minutes=minutes, next_look_at=next_look_at,
        )  # fmt: skip
    elif crisis.next_look_at is None or next_look_at < crisis.next_look_at:
        Crisis.objects.filter(id=crisis.id).update(next_look_at=next_look_at)
    write(by, crisis, kind, words)
    author = [by.account_id] if by.kind == ActorKind.ACCOUNT else []
    on_call = [one.account_id for one in on_call_at(site_id)]
    name_readers(by, crisis, [*author, *on_call], ThreadKind.READER_NAMED)
    return crisis


@action("care.watch_look", needs=PROTECTED)
def watch_look(*, by: Actor, site_id: UUID, crisis_id: UUID, words: Words = "") -> ThreadChanged:
    """Record that somebody looked in; the next look-in counts from the latest, whenever it reaches us.

    One from before an answer that rang does not say that somebody has come since.
    """
    crisis = lock_crisis(by, site_id, crisis_id)
    write(by, crisis, ThreadKind.LOOKED_IN, words, at=moment_of(by))
    entries = CrisisEntry.objects.filter(crisis=crisis)
    latest = entries.filter(kind=ThreadKind.LOOKED_IN).aggregate(at=Max("at"))["at"]
    rang_since = entries.filter(kind=ThreadKind.SCREENED, at__gt=latest).exists()
    if crisis.next_look_at is not None and not rang_since:
        crisis.next_look_at = latest + timedelta(minutes=crisis.watch_minutes)
        crisis.save(update_fields=["next_look_at"])
    return changed(crisis)


@action("care.set_watch", needs=PROTECTED, online_only=True)
def set_watch(*, by: Actor, site_id: UUID, crisis_id: UUID, minutes: Minutes) -> ThreadChanged:
    """Say how often somebody looks in from now on."""
    crisis = lock_crisis(by, site_id, crisis_id)
    crisis.watch_minutes = _checked(minutes)
    if crisis.next_look_at is not None:
        crisis.next_look_at = min(crisis.next_look_at, now() + timedelta(minutes=minutes))
    crisis.save(update_fields=["watch_minutes", "next_look_at"])
    write(by, crisis, ThreadKind.WATCH_SET, minutes=minutes)
    return changed(crisis)


@action("care.offer_watch", needs=PROTECTED, online_only=True)
def offer_watch(*, by: Actor, site_id: UUID, crisis_id: UUID, account_id: UUID) -> ThreadChanged:
    """Ask somebody who is named to take the watch over; it stays where it is until they say yes."""
    crisis = lock_crisis(by, site_id, crisis_id)
    check_named(crisis, account_id)
    crisis.offered_to_id = account_id if account_id != crisis.watcher_id else None
    crisis.save(update_fields=["offered_to"])
    write(by, crisis, ThreadKind.OFFERED, to=account_id)
    return changed(crisis)


@action("care.take_watch", needs=PROTECTED, online_only=True)
def take_watch(*, by: Actor, site_id: UUID, crisis_id: UUID) -> ThreadChanged:
    """Take the watch: one that was offered, or one that nobody has."""
    crisis = lock_crisis(by, site_id, crisis_id)
    if crisis.watcher_id is not None and crisis.offered_to_id != by.account_id:
        words = gettext_noop("Somebody has the watch. Let them offer it to you.")
        raise Refusal("watch_not_offered", words)
    crisis.watcher_id, crisis.offered_to_id = by.account_id, None
    crisis.save(update_fields=["watcher", "offered_to"])
    write(by, crisis, ThreadKind.TAKEN_OVER, to=by.account_id)
    return changed(crisis)


@action("care.note_crisis", needs=PROTECTED)
def note_crisis(*, by: Actor, site_id: UUID, crisis_id: UUID, kind: Noted, words: Words) -> ThreadChanged:
    """Write down what was taken out of the room or given back, who talked, what a psychiatrist said.

    Who talks first is the one who goes on talking, until somebody else does.
    """
    crisis = lock_crisis(by, site_id, crisis_id)
    if kind not in NOTES:
        raise Refusal("no_such_note", gettext_noop("This is not something to write down here."))
    needs_words(words)
    if kind == ThreadKind.TALKED:
        crisis.talker_id = by.account_id
        crisis.save(update_fields=["talker"])
    write(by, crisis, kind, words, at=moment_of(by))
    return changed(crisis)


@action("care.keep_wishes", needs=PROTECTED, online_only=True)
def keep_wishes(
    *, by: Actor, site_id: UUID, crisis_id: UUID, words: Words, consent: Consent
) -> ThreadChanged:
    """Write down whom the person wants called, and whether they agree that somebody is."""
    crisis = lock_crisis(by, site_id, crisis_id)
    needs_words(words)
    crisis.wishes, crisis.consent = seal_note(crisis.person_id, words.strip()), consent
    crisis.save(update_fields=["wishes", "consent"])
    write(by, crisis, ThreadKind.WISHES, words)
    return changed(crisis)


@action("care.call_for_crisis", needs=PROTECTED, online_only=True)
def call_for_crisis(
    *, by: Actor, site_id: UUID, crisis_id: UUID, words: Words, imminent: bool = False
) -> ThreadChanged:
    """Write down who was called and what was said; without consent only when life is in danger now.

    What made it imminent belongs to the words. Emergency services are called by the red button, by anyone.
    """
    crisis = lock_crisis(by, site_id, crisis_id)
    needs_words(words)
    if crisis.consent != Consent.YES and not imminent:
        refusal = gettext_noop(
            "The person has not agreed that anybody is called. Without that, call only when life is in "
            "danger now, and say why."
        )
        raise Refusal("no_consent", refusal)
    without = crisis.consent != Consent.YES
    write(by, crisis, ThreadKind.CALLED, words, imminent=without)
    return changed(crisis)


def leave_site(*, by: Actor, site_id: UUID, person_ids: Collection[UUID]) -> None:
    """Let nobody look in any more on those who have left; the thread stays open until two end it."""
    for crisis in Crisis.objects.filter(site_id=site_id, person_id__in=person_ids, ended_at=None):
        Crisis.objects.filter(id=crisis.id).update(next_look_at=None)
        write(by, crisis, ThreadKind.LEFT_SITE)


def _checked(minutes: int) -> int:
    if minutes not in care_rules().watch_minutes:
        words = gettext_noop("The watch is not set to so many minutes. Choose one of the offered ones.")
        raise Refusal("no_such_watch", words)
    return minutes
