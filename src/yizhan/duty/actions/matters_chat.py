"""What a group chat asks for: pasted, read into drafts, accepted or rejected one by one by a person."""

from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, Swept, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters_asking import ask
from yizhan.duty.actions.matters_handing import say_on_matter
from yizhan.duty.actions.matters_thread import Words, refuse_without
from yizhan.duty.chat_paste import drafts_wait, read_chat
from yizhan.duty.enums import Channel, DraftState, Urgency
from yizhan.duty.models import ChatDraft, Matter
from yizhan.duty.needs import needs
from yizhan.places.models import Room

PASTE = "matter.paste"
LONGEST_PASTE = 20_000


class ChatPasted(Outcome):
    """How many drafts a paste has made, how many lines asked for nothing."""

    site_id: UUID
    paste_id: UUID
    drafts: int
    skipped: int


@action("duty.paste_chat", needs=PASTE, online_only=True)
def paste_chat(
    *, by: Actor, site_id: UUID, text: Annotated[str, Field(max_length=LONGEST_PASTE)]
) -> ChatPasted:
    """Read a stretch of chat into drafts, one for each room and need; nothing is a matter until accepted.

    What stands in an open draft already makes no second one. The text itself is not kept.
    """
    refuse_without(by, site_id, PASTE)
    rooms = {room.name: room.id for room in Room.objects.filter(site_id=site_id)}
    read = read_chat(text, rooms)
    if not read.asked:
        raise Refusal(
            "nothing_asked", gettext_noop("No line of this asks for anything. Paste the messages themselves.")
        )
    waiting = ChatDraft.objects.filter(site_id=site_id, state=DraftState.OPEN)
    there = set(waiting.values_list("room_id", "need", "words"))
    fresh = [one for one in read.asked if (rooms.get(one.room or ""), one.need, one.words) not in there]
    ChatDraft.objects.bulk_create(
        ChatDraft(
            id=new_id(), site_id=site_id, paste_id=by.command_id, place=place, need=one.need, words=one.words,
            room_id=rooms.get(one.room or ""), asked=one.times, pasted_at=now(), pasted_by_id=by.account_id,
        )
        for place, one in enumerate(fresh)
    )  # fmt: skip
    return ChatPasted(site_id=site_id, paste_id=by.command_id, drafts=len(fresh), skipped=read.skipped)


class DraftDecided(Outcome):
    """The draft, and the matter that it became or was added to."""

    site_id: UUID
    draft_id: UUID
    matter_id: UUID | None


@action("duty.accept_draft", needs=PASTE, online_only=True)
def accept_draft(
    *, by: Actor, site_id: UUID, draft_id: UUID, need: Annotated[str, Field(max_length=30)], words: Words,
    room_id: UUID | None = None, urgency: Urgency | Literal[""] = "",
) -> DraftDecided:  # fmt: skip
    """Make a draft a matter, as it stands or as it was put right.

    If the room has asked for the same and it is still open, the words go into that matter's thread.
    """
    draft = _open_draft(by, site_id, draft_id)
    if need not in needs():
        raise Refusal("no_such_need", gettext_noop("This is nothing that can be asked for. Choose again."))
    same = _same_open(site_id, room_id, need)
    if same is not None:
        say_on_matter(by=by, site_id=site_id, matter_id=same, words=words)
        matter_id = same
    else:
        matter_id = ask(
            by=by, site_id=site_id, need=need, words=words, urgency=urgency, channel=Channel.CHAT,
            room_id=room_id,
        ).matter_id  # fmt: skip
    _decide(by, draft, DraftState.ACCEPTED, matter_id)
    return DraftDecided(site_id=site_id, draft_id=draft_id, matter_id=matter_id)


@action("duty.reject_draft", needs=PASTE, online_only=True)
def reject_draft(*, by: Actor, site_id: UUID, draft_id: UUID) -> DraftDecided:
    """Put a draft away: it asks for nothing, or it is somebody else's."""
    _decide(by, _open_draft(by, site_id, draft_id), DraftState.REJECTED, None)
    return DraftDecided(site_id=site_id, draft_id=draft_id, matter_id=None)


class DraftsForgotten(Swept):
    """How many drafts nobody has decided in time are gone."""

    drafts: int


@action("duty.forget_drafts", needs="")
def forget_drafts(*, by: Actor) -> DraftsForgotten:
    """Delete drafts that nobody has decided within some days: they hold what people wrote in a group."""
    old = ChatDraft.objects.filter(state=DraftState.OPEN, pasted_at__lt=now() - drafts_wait())
    return DraftsForgotten(drafts=old.delete()[0])


def _open_draft(by: Actor, site_id: UUID, draft_id: UUID) -> ChatDraft:
    refuse_without(by, site_id, PASTE)
    drafts = ChatDraft.objects.select_for_update(of=("self",), no_key=True)
    draft = drafts.filter(id=draft_id, site_id=site_id, state=DraftState.OPEN).first()
    if draft is None:
        raise Refusal("draft_decided", gettext_noop("This line was decided already. Look at the list again."))
    return draft


def _same_open(site_id: UUID, room_id: UUID | None, need: str) -> UUID | None:
    if room_id is None or needs()[need].private:
        return None
    same = Matter.objects.filter(site_id=site_id, room_id=room_id, need=need, settled_at=None)
    return same.order_by("raised_at").values_list("id", flat=True).first()


def _decide(by: Actor, draft: ChatDraft, state: DraftState, matter_id: UUID | None) -> None:
    draft.state, draft.matter_id, draft.words = state, matter_id, ""
    draft.decided_at, draft.decided_by_id = now(), by.account_id
    draft.save(update_fields=["state", "matter", "words", "decided_at", "decided_by"])
