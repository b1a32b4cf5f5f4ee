"""The same need of many people: joined, so that it is worked on once and confirmed by each."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters_thread import ANSWER, change, lock_open, write_entry
from yizhan.duty.enums import EntryOf
from yizhan.duty.models import Matter
from yizhan.duty.needs import needs

MOST_JOINED = 400
Joined = Annotated[list[UUID], Field(min_length=1, max_length=MOST_JOINED)]


class MattersJoined(Outcome):
    """The matter that the others are joined to, and how many they are."""

    site_id: UUID
    matter_id: UUID
    joined: int


@action("duty.join_matters", needs=ANSWER)
def join_matters(*, by: Actor, site_id: UUID, matter_id: UUID, others: Joined) -> MattersJoined:
    """Join other open matters to one: who is responsible for it does them all, each asker confirms their own.

    What is told in confidence, such as a complaint, is joined to nothing, and nothing to it: the words by
    which one is called done reach everybody.
    """
    # In one order, whichever of them leads: two who join the same at once do not wait for each other.
    locked = {one: lock_open(by, site_id, one) for one in sorted({matter_id, *others})}
    lead = locked.pop(matter_id)
    rows = list(locked.values())
    if lead.joined_to_id is not None:
        raise Refusal("joined_already", gettext_noop("This is joined to another already. Join to that one."))
    if any(row.need not in needs() or needs()[row.need].private for row in (lead, *rows)):
        raise Refusal(
            "not_joined",
            gettext_noop(
                "What is told in confidence, or the record itself has raised, is joined to nothing."
            ),
        )
    for row in rows:
        change(row, joined_to_id=lead.id)
        # What was joined to one that is joined now follows it.
        Matter.objects.filter(joined_to=row).update(joined_to=lead)
        write_entry(by, row, EntryOf.JOINED)
    if rows:
        write_entry(by, lead, EntryOf.JOINED)
    return MattersJoined(site_id=site_id, matter_id=lead.id, joined=len(rows))
