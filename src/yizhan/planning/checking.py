"""Whether a question can be answered at all, and whether moves can still be made as planned."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop

from yizhan.core.refusals import Refusal
from yizhan.intake.models import Batch
from yizhan.places.enums import RoomState
from yizhan.places.models import Floor, Room
from yizhan.planning.answering import Step
from yizhan.planning.asking import Question
from yizhan.planning.enums import Use
from yizhan.stays.models import Stay


def check_question(site_id: UUID, question: Question) -> None:
    """Refuse a question that names no place, places of another site, or leaves no room to go to."""
    if question.use == Use.CLEARING:
        _check_floors(site_id, set(question.floors))
    if question.use == Use.WHAT_IF:
        known = Room.objects.filter(site_id=site_id, id__in=question.lost).count()
        if known < len(set(question.lost)):
            raise Refusal("no_such_room", gettext_noop("This site has no such room."))
    if question.use == Use.HOTELS:
        _check_hotels(site_id, question)


def check_moves(site_id: UUID, steps: Iterable[Step]) -> None:
    """Refuse moves of people who are elsewhere by now, or into rooms that others have; two queries.

    A room that somebody of the plan leaves first may be taken, and one that is to be disinfected dirty.
    """
    moves = [step for step in steps if step.party_id and step.shares and step.origin]
    inside = _inside(site_id) if moves else {}
    for step in moves:
        there = {
            letter for room in step.origin for party, letter in inside.get(room, ()) if party == step.party_id
        }
        if there != {letter for share in step.shares for letter in share.letters}:
            raise Refusal(
                "plan_overtaken",
                gettext_noop("%(party)s is no longer where the plan found it."),
                party=step.tag,
            )
    leaving = {(room, step.party_id) for step in moves for room in step.origin}
    targets = {room: step.party_id for step in moves for room in step.rooms}
    taken = {
        room for room, own in targets.items()
        for party, _ in inside.get(room, ()) if party != own and (room, party) not in leaving
    }  # fmt: skip
    unusable = Q(id__in=taken) | Q(id__in=targets, state=RoomState.BLOCKED)
    names = list(Room.objects.filter(unusable).values_list("name", flat=True))
    if names:
        raise Refusal(
            "plan_overtaken",
            gettext_noop("No longer to be used as planned: %(rooms)s."),
            rooms=", ".join(names),
        )


def _inside(site_id: UUID) -> dict[UUID, set[tuple[UUID, str]]]:
    """Return who is in each room: parties with the letters of their wristbands."""
    rows = Stay.objects.filter(site_id=site_id, ended_at=None, person__occupancies__ended_at=None)
    found: dict[UUID, set[tuple[UUID, str]]] = {}
    for room_id, party_id, letter in rows.values_list(
        "person__occupancies__room_id", "party_id", "band_letter"
    ):
        found.setdefault(room_id, set()).add((party_id, letter))
    return found


def _check_floors(site_id: UUID, wanted: set[UUID]) -> None:
    floors = set(Floor.objects.filter(site_id=site_id).values_list("id", flat=True))
    if not wanted:
        raise Refusal("floors_needed", gettext_noop("Choose at least one floor to be cleared."))
    if not wanted <= floors:
        raise Refusal("no_such_floor", gettext_noop("This site has no such floor. Open the page again."))
    if wanted == floors:
        raise Refusal(
            "all_floors",
            gettext_noop("All floors are to be cleared: nobody could go anywhere. Leave out at least one."),
        )


def _check_hotels(site_id: UUID, question: Question) -> None:
    open_here = Batch.objects.filter(site_id=site_id, finished_at=None, cancelled_at=None)
    if question.batch not in set(open_here.values_list("id", flat=True)):
        raise Refusal("no_such_batch", gettext_noop("This batch is not open at this site."))
    if not set(question.hotels) - {site_id}:
        raise Refusal("hotels_needed", gettext_noop("Tick at least one more hotel."))
