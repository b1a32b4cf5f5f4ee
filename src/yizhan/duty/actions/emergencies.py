"""The red button: raising an emergency, and everything that its thread then records.

Raising is never refused: no role, order, test or signature stands before it. Whoever taps again
joins the thread that is open.
"""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import SYSTEM, Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.emergency import red_flags
from yizhan.duty.models import EmergencyEntry, Matter
from yizhan.people.models import Account
from yizhan.places.models import Room, Site

LONGEST_WORDS = 300
Said = Annotated[str, Field(max_length=LONGEST_WORDS)]


class EmergencyRaised(Outcome):
    """The thread that the tap is in, and whether the tap began it."""

    site_id: UUID
    emergency_id: UUID
    is_new: bool


@action("duty.raise_emergency", needs="emergency.raise")
def raise_emergency(
    *, by: Actor, site_id: UUID, flag: Annotated[str, Field(max_length=20)] = "", room_id: UUID | None = None,
    place: Said = "", emergency_id: UUID | None = None,
) -> EmergencyRaised:  # fmt: skip
    """Ring the doctor and the site head; everything but the site may be unknown.

    `place` says where in words, for a stairwell or the yard. `emergency_id` names the thread to
    join; without it a tap joins the open one of the same room, or the open one of the same sender
    as long as the two do not name different rooms. An unknown flag or room is left out, never refused.
    """
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    room = Room.objects.filter(id=room_id, site_id=site_id).first() if room_id else None
    known = _to_join(by, site_id, room, emergency_id)
    matter = known or _begin(by, site_id, room, place.strip())
    if known and room and known.room_id is None:
        Matter.objects.filter(id=known.id).update(room=room)
    kind = EmergencyEntry.Kind.AGAIN if known else EmergencyEntry.Kind.RAISED
    _write(by, matter, kind, flag=flag if flag in red_flags() else "", room=room, words=place.strip())
    return EmergencyRaised(site_id=site_id, emergency_id=matter.id, is_new=known is None)


def ring_for_crew(*, by: Actor, site_id: UUID, account: Account, flag: str) -> UUID:
    """Ring for somebody of the crew, in a thread of its own whatever else the sender has raised."""
    matter = _begin(by, site_id, None, account.display_name)
    _write(by, matter, EmergencyEntry.Kind.RAISED, flag=flag, words=account.display_name[:LONGEST_WORDS])
    return matter.id


class EmergencyAnswered(Outcome):
    """The thread, and the line that was added."""

    site_id: UUID
    emergency_id: UUID
    entry_id: UUID


Answer = Annotated[
    EmergencyEntry.Kind, Field(description="seen, going, called, arrived, handed_over or said")
]
ANSWERS = frozenset(EmergencyEntry.Kind) - {
    EmergencyEntry.Kind.RAISED,
    EmergencyEntry.Kind.AGAIN,
    EmergencyEntry.Kind.CLOSED,
}


@action("duty.answer_emergency", needs="emergency.raise")
def answer_emergency(
    *, by: Actor, site_id: UUID, emergency_id: UUID, kind: Answer, words: Said = ""
) -> EmergencyAnswered:
    """Add a line to an emergency's thread: seen, going there, ambulance called, there, handed over, said.

    Who says first that they are going is responsible when a resident raised it. A line may come
    after the end, from a phone that had no network: the thread keeps it.
    """
    if kind not in ANSWERS:
        raise Refusal("no_such_answer", gettext_noop("This is not something to add to an emergency."))
    matter = _found(site_id, emergency_id)
    if kind == EmergencyEntry.Kind.SAID and not words.strip():
        raise Refusal("words_needed", gettext_noop("Write what there is to say, then send it."))
    if kind == EmergencyEntry.Kind.GOING and matter.responsible_id is None:
        Matter.objects.filter(id=matter.id).update(responsible_id=by.account_id)
    entry = _write(by, matter, kind, words=words.strip())
    return EmergencyAnswered(site_id=site_id, emergency_id=matter.id, entry_id=entry.id)


@action("duty.close_emergency", needs="emergency.answer")
def close_emergency(*, by: Actor, site_id: UUID, emergency_id: UUID, outcome: Said) -> EmergencyAnswered:
    """End an emergency by name, with how it ended; until then it stays open before everybody."""
    matter = _found(site_id, emergency_id)
    if not outcome.strip():
        raise Refusal("outcome_needed", gettext_noop("Say how it ended: where the person is now, and how."))
    if matter.settled_at is not None:
        raise Refusal("already_settled", gettext_noop("This was settled already. Look at the list again."))
    Matter.objects.filter(id=matter.id).update(
        settled_at=now(), settled_by_id=by.account_id, settlement=outcome.strip()
    )
    entry = _write(by, matter, EmergencyEntry.Kind.CLOSED, words=outcome.strip())
    return EmergencyAnswered(site_id=site_id, emergency_id=matter.id, entry_id=entry.id)


def _to_join(by: Actor, site_id: UUID, room: Room | None, emergency_id: UUID | None) -> Matter | None:
    """Return the open thread that a tap belongs to."""
    threads = Matter.objects.filter(site_id=site_id, kind=Matter.Kind.EMERGENCY, settled_at=None)
    if emergency_id and (named := threads.filter(id=emergency_id).first()):
        return named
    if room and (same_room := threads.filter(room=room).first()):
        return same_room
    if by.key == SYSTEM.key:
        return None  # nobody knows who it is: two strangers may need help in two places
    own = threads.filter(raised_by=by.key).order_by("-raised_at").first()
    return own if own and (room is None or own.room_id is None) else None


def _begin(by: Actor, site_id: UUID, room: Room | None, place: str) -> Matter:
    template = gettext_noop("Emergency: %(place)s")
    if not (room or place):
        template = gettext_noop("Emergency. Nobody has said where yet.")
    place = room.name if room else place
    facts = {"place": place} if place else {}
    return Matter.objects.create(
        id=by.command_id, site_id=site_id, kind=Matter.Kind.EMERGENCY, room=room,
        record={"code": "emergency", "template": template, "facts": facts},
        raised_at=now(), raised_by=by.key, responsible_id=_account(by),
    )  # fmt: skip


def _found(site_id: UUID, emergency_id: UUID) -> Matter:
    matter = Matter.objects.select_for_update(of=("self",)).filter(
        id=emergency_id, site_id=site_id, kind=Matter.Kind.EMERGENCY
    ).first()  # fmt: skip
    if matter is None:
        raise Refusal("no_such_emergency", gettext_noop("There is no such emergency at this site."))
    return matter


def _write(
    by: Actor, matter: Matter, kind: EmergencyEntry.Kind, *, flag: str = "", room: Room | None = None,
    words: str = "",
) -> EmergencyEntry:  # fmt: skip
    return EmergencyEntry.objects.create(
        id=new_id(), matter=matter, kind=kind, at=now(), tapped_at=by.tap.tapped_at if by.tap else None,
        by=by.key, account_id=_account(by), flag=flag, room=room, words=words,
    )  # fmt: skip


def _account(by: Actor) -> UUID | None:
    return by.id if by.kind == ActorKind.ACCOUNT else None
