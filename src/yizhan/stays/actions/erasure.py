"""Erasing what is known of people whose time is over. The record of what happened stays, and names nobody."""

from yizhan.core.actions import Swept, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.people.actions.identity import erase_identities
from yizhan.stays.queries.retention import due_for_erasure

AT_ONCE = 500


class DepartedErased(Swept):
    """How many people were erased."""

    people: int


@action("stays.erase_departed", needs="", online_only=True)
def erase_departed(*, by: Actor) -> DepartedErased:
    """Erase the next people whose time is over, at most some hundreds at once.

    It follows from the record alone: after a restore the same people are erased again.
    """
    return DepartedErased(people=erase_identities(due_for_erasure(now())[:AT_ONCE]))
