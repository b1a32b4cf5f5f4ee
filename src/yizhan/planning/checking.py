"""Whether a question can be answered at all; refused before anything is worked out."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.refusals import Refusal
from yizhan.intake.models import Batch
from yizhan.places.models import Floor, Room
from yizhan.planning.asking import Question
from yizhan.planning.enums import Use


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
