"""Rosters come in, are decided about, and are brought in: their people then wait to be bound.

What a file holds goes through plain arguments and never into a receipt: the original is sealed
under the roster's own key, each person under the person's own.
"""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import PlainSerializer, StringConstraints

from yizhan.core import keys
from yizhan.core.actions import Outcome, Swept, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.reading.findings import Decision
from yizhan.reading.limits import limits
from yizhan.reading.opening import open_book
from yizhan.reading.questions import decide
from yizhan.reading.stored import pack_answers, pack_original
from yizhan.roster.actions.people import forget_unbound, take_in
from yizhan.roster.enums import RosterForm
from yizhan.roster.models import Roster
from yizhan.roster.queries.rosters import decisions_of, read_again
from yizhan.roster.reading.reading import Reading
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.queries.retention import kept_after_leaving

Contents = Annotated[bytes, PlainSerializer(lambda contents: keys.fingerprint(contents).hex())]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class RosterReceived(Outcome):
    """The roster that waits to be looked through; `again` if the same file came before."""

    site_id: UUID
    roster_id: UUID
    again: bool


@action("roster.receive_roster", needs="roster.import", online_only=True)
def receive_roster(
    *,
    by: Actor,
    site_id: UUID,
    contents: Contents,
    name: str = "",
    pasted: bool = False,
    columns: dict[int, str] | None = None,
    most_rows: int | None = None,
) -> RosterReceived:
    """Keep a file or pasted text, sealed, to be looked through; the same file again is the same roster.

    Raises Refusal, and keeps nothing, where the file as a whole is not read.
    """
    lock_journal(site_id)
    destroy_originals(by=by)
    fingerprint = keys.fingerprint(contents)
    earlier = Roster.objects.filter(site_id=site_id, fingerprint=fingerprint).first()
    if earlier:
        return RosterReceived(site_id=site_id, roster_id=earlier.id, again=True)
    book = open_book(contents)
    moment, roster_id, wrapped = now(), new_id(), keys.new_person_key()
    sealed = keys.seal(wrapped, pack_original(name, contents), about=roster_id.bytes)
    roster = Roster(
        id=roster_id,
        site_id=site_id,
        form=RosterForm.PASTED if pasted else RosterForm(book.form),
        fingerprint=fingerprint,
        wrapped=wrapped,
        sealed=sealed,
        keep_until=moment.date() + timedelta(days=limits().keep_days),
        received_at=moment,
        received_by=by.key,
    )
    if columns:
        said = {f"column@@{column}": Decision(field) for column, field in columns.items()}
        roster.answers = keys.seal(wrapped, pack_answers(said), about=roster_id.bytes)
    _count(roster, read_again(roster))
    if most_rows is not None and roster.read > most_rows:
        raise Refusal(
            "too_many_for_a_page",
            gettext_noop(
                "This list has %(rows)d rows; a page can show %(most)d. Whoever runs the server brings it "
                "in: yizhan import-roster FILE --site CODE."
            ),
            rows=roster.read,
            most=most_rows,
        )
    roster.save(force_insert=True)
    return RosterReceived(site_id=site_id, roster_id=roster_id, again=False)


class QuestionAnswered(Outcome):
    """The roster, and how many came onto it by this answer (none before it is brought in)."""

    site_id: UUID
    roster_id: UUID
    people: int


@action("roster.answer_question", needs="roster.import", online_only=True)
def answer_question(
    *, by: Actor, site_id: UUID, roster_id: UUID, question: str, answer: str, text: Text = ""
) -> QuestionAnswered:
    """Decide about a held cell, or about all rows that ask the same; saying it again replaces it.

    `text` is why something stands, or what is right instead, where the answer asks for it.
    """
    roster = _locked(site_id, roster_id)
    wrapped = _key(roster)
    decisions = dict(decisions_of(roster))
    decisions[question] = decide(read_again(roster).entries, question, answer, text)
    roster.answers = keys.seal(wrapped, pack_answers(decisions), about=roster.id.bytes)
    reading = read_again(roster)
    _count(roster, reading)
    roster.save(update_fields=["answers", "read", "accepted", "held", "rejected"])
    people = take_in(roster, reading) if roster.imported_at else 0
    return QuestionAnswered(site_id=site_id, roster_id=roster_id, people=people)


class RosterImported(Outcome):
    """The figures of a roster; `people` came onto it now, `changed` says whether anything did."""

    site_id: UUID
    roster_id: UUID
    read: int
    accepted: int
    held: int
    rejected: int
    people: int
    changed: bool


@action("roster.import_roster", needs="roster.import", online_only=True)
def import_roster(*, by: Actor, site_id: UUID, roster_id: UUID) -> RosterImported:
    """Bring in everybody whom a roster names without a question; what is held goes on waiting.

    Nobody gets a stay by it: its people wait to be bound to those who were counted. Bringing the
    same roster in again changes nothing.
    """
    roster = _locked(site_id, roster_id)
    changed, people = roster.imported_at is None, 0
    if changed:
        reading = read_again(roster)
        people = take_in(roster, reading)
        _count(roster, reading)
        roster.imported_at, roster.imported_by = now(), by.key
        roster.save()
    return RosterImported(
        site_id=site_id,
        roster_id=roster_id,
        read=roster.read,
        accepted=roster.accepted,
        held=roster.held,
        rejected=roster.rejected,
        people=people,
        changed=changed,
    )


class OriginalsDestroyed(Swept):
    """How many originals were destroyed because their time had passed."""

    originals: int


@action("roster.destroy_originals", needs="")
def destroy_originals(*, by: Actor) -> OriginalsDestroyed:
    """Destroy the keys and the contents of the originals that nobody may keep any longer."""
    over = Roster.objects.filter(keep_until__lt=now().date(), wrapped__isnull=False)
    return OriginalsDestroyed(originals=over.update(wrapped=None, sealed=None, answers=None))


class UnboundForgotten(Swept):
    """How many people were forgotten who stand on a roster and on no wristband."""

    people: int


@action("roster.forget_unbound", needs="")
def forget_unbound_people(*, by: Actor) -> UnboundForgotten:
    """Forget whom a roster named and nobody was bound to, as long after it came as those who have left."""
    return UnboundForgotten(people=forget_unbound(now() - kept_after_leaving()))


class RosterDiscarded(Outcome):
    """The roster whose original is destroyed before it was brought in."""

    site_id: UUID
    roster_id: UUID


@action("roster.discard_roster", needs="roster.import", online_only=True)
def discard_roster(*, by: Actor, site_id: UUID, roster_id: UUID) -> RosterDiscarded:
    """Take back a roster that was not brought in yet: the wrong file, somebody else's list."""
    roster = _locked(site_id, roster_id)
    if roster.imported_at:
        raise Refusal(
            "roster_imported", gettext_noop("This roster is brought in already; it stays on record.")
        )
    roster.delete()
    return RosterDiscarded(site_id=site_id, roster_id=roster_id)


def _locked(site_id: UUID, roster_id: UUID) -> Roster:
    lock_journal(site_id)
    roster = Roster.objects.select_for_update().filter(site_id=site_id, id=roster_id).first()
    if roster is None:
        raise Refusal("no_such_roster", gettext_noop("There is no such roster at this site."))
    return roster


def _key(roster: Roster) -> bytes:
    if roster.wrapped is None:
        raise Refusal(
            "original_destroyed",
            gettext_noop("The original is no longer kept. Ask the sender for the list again."),
        )
    return bytes(roster.wrapped)


def _count(roster: Roster, reading: Reading) -> None:
    roster.read = reading.rows
    roster.accepted = len(reading.accepted)
    roster.held = len(reading.held)
    roster.rejected = len(reading.rejected)
