"""Look-ins on people of the register as a kind of round."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import pgettext_lazy

from yizhan.care.actions.looks import LOOK_IN, look_in
from yizhan.care.queries.place import roomed_of
from yizhan.care.queries.register import looks_due
from yizhan.care.rules import packing_rows
from yizhan.duty.kinds import RoundKind, TaskDue
from yizhan.duty.packing import packing_of

# After the bags and the room check, before anybody is touched.
ORDER = 18


def kind() -> RoundKind:
    """Return the kind, to be registered."""
    return RoundKind(
        key=LOOK_IN, name=pgettext_lazy("round", "Look-in"), order=ORDER, capability=look_in.rule.needs,
        tasks=tasks, per_room=False, packing=packing_of(packing_rows()), action=look_in.name,
    )  # fmt: skip


def tasks(site_id: UUID, _start: datetime, end: datetime) -> Iterator[TaskDue]:
    """Yield who is to be looked in on before `end` and is in a room; two queries."""
    due = dict(looks_due(site_id, end))
    here = roomed_of(site_id, due)
    for person_id in due:
        if person_id in here:
            yield TaskDue(LOOK_IN, person_id)
