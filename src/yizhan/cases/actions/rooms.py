"""The way out to hospital, and the room that is left behind: sealed, disinfected, given free again."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext, gettext_noop
from pydantic import Field

from yizhan.cases.actions.opening import CaseTouched, Note, locked_case
from yizhan.cases.actions.steps import enter
from yizhan.cases.enums import StepKind
from yizhan.cases.models import CaseStep
from yizhan.cases.queries.rooms import rooms_left
from yizhan.core.actions import action
from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.two_people import refuse_unauthorised
from yizhan.leaving.actions.ordering import Reason, Way, order_transfer
from yizhan.places.enums import RoomState
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.room_state import set_room_state

RoomIds = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]


@action("cases.order_transfer", needs="case.lead", online_only=True)
def order_hospital(
    *, by: Actor, site_id: UUID, case_id: UUID, order_id: UUID, way: Way, reason: Reason
) -> CaseTouched:
    """Write the transfer order of the positive person; it stands with all other orders."""
    lock_journal(site_id)
    case = locked_case(site_id, case_id)
    order_transfer(
        by=by, site_id=site_id, order_id=order_id, way=way, person_ids=(case.person_id,), reason=reason
    )
    return CaseTouched(site_id=site_id, case_id=case.id)


@action("cases.seal_rooms", needs="case.lead", online_only=True)
def seal_rooms(*, by: Actor, site_id: UUID, case_id: UUID, room_ids: RoomIds) -> CaseTouched:
    """Seal the empty rooms that the person was in: nobody is given one before it is cleared."""
    lock_journal(site_id)
    case = locked_case(site_id, case_id)
    refuse_unauthorised(by, site_id, "room.assign")
    theirs = {room.id for room in rooms_left(case)}
    if not theirs.issuperset(room_ids):
        raise Refusal("not_their_room", gettext_noop("This person was not in that room lately."))
    for room_id in room_ids:
        set_room_state(
            by=by, site_id=site_id, room_id=room_id, state=RoomState.BLOCKED,
            reason=gettext("Sealed for terminal disinfection"),
        )  # fmt: skip
    return enter(by, case, StepKind.SEALED, facts={"rooms": [str(room_id) for room_id in room_ids]})


@action("cases.clear_rooms", needs="case.lead", online_only=True)
def clear_rooms(*, by: Actor, site_id: UUID, case_id: UUID, disinfected_by: Note) -> CaseTouched:
    """Say who disinfected the sealed rooms; they can be given again from now on."""
    lock_journal(site_id)
    case = locked_case(site_id, case_id)
    refuse_unauthorised(by, site_id, "room.assign")
    if not disinfected_by.strip():
        raise Refusal("who_needed", gettext_noop("Say who disinfected the room, and how."))
    sealed = CaseStep.objects.filter(case=case, kind=StepKind.SEALED).order_by("-at", "-id").first()
    rooms = sealed.facts.get("rooms", []) if sealed else []
    if not rooms:
        raise Refusal("not_sealed", gettext_noop("No room was sealed for this case yet."))
    for room_id in rooms:
        set_room_state(by=by, site_id=site_id, room_id=UUID(room_id), state=RoomState.READY)
    return enter(by, case, StepKind.CLEARED, facts={"cleared": rooms}, note=disinfected_by)
