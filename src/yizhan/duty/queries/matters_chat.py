"""Drafts from a chat that wait for a person, with what the room has asked for already."""

from dataclasses import dataclass
from uuid import UUID

from yizhan.duty.emergency import RedFlag, red_flags
from yizhan.duty.enums import DraftState
from yizhan.duty.models import ChatDraft, Matter
from yizhan.duty.needs import Need, needs, red_need_in


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft; `flag` if its words speak of a red flag, `same` the open matter that it would be added to."""

    row: ChatDraft
    need: Need | None
    flag: RedFlag | None
    same: UUID | None


def open_drafts(site_id: UUID) -> list[Draft]:
    """Return what waits to be decided: red flags first, then in the order of the chat; two queries."""
    rows = list(ChatDraft.objects.filter(site_id=site_id, state=DraftState.OPEN).select_related("room"))
    rooms = {row.room_id for row in rows if row.room_id}
    asked = Matter.objects.filter(site_id=site_id, settled_at=None, room_id__in=rooms).exclude(need="")
    there: dict[tuple[UUID | None, str], UUID] = {
        (room_id, need): matter_id for room_id, need, matter_id in asked.values_list("room_id", "need", "id")
    }
    found = []
    for row in rows:
        need, red = needs().get(row.need), red_need_in(row.words)
        flag = red_flags().get(need.red if need and need.red else red.red if red else "")
        joins = None if need is None or need.private else there.get((row.room_id, row.need))
        found.append(Draft(row, need, flag, joins))
    return sorted(found, key=lambda one: one.flag is None)
