"""Children in a room where no adult of their party is: somebody looks in on them, from that minute on."""

from uuid import UUID

from django.utils.translation import gettext_noop

from planner.placement import default_rules
from yizhan.core.actors import Actor
from yizhan.duty.actions.matters import raise_matter, settle_silently
from yizhan.duty.models import Matter
from yizhan.stays.queries.children_apart import children_apart_of

CHILD_APART = "child_without_adult"


def review_children_apart(*, by: Actor, site_id: UUID, party_id: UUID) -> None:
    """Owe a look-in to a party whose children are in a room without an adult of theirs; end it when none is.

    A look-in that is owed to them for another reason stays.
    """
    apart = children_apart_of(site_id, party_id)
    if apart:
        raise_matter(
            by=by, site_id=site_id, kind=Matter.Kind.LOOK_IN, subject_id=party_id, code=CHILD_APART,
            template=gettext_noop(
                "%(children)s: in a room without an adult of theirs. Look in every %(hours)s hours."
            ),
            children=", ".join(apart), hours=look_in_hours(),
        )  # fmt: skip
        return
    owed = Matter.objects.filter(kind=Matter.Kind.LOOK_IN, subject_id=party_id, settled_at=None)
    if owed.filter(record__code=CHILD_APART).exists():
        settle_silently(by=by, kind=Matter.Kind.LOOK_IN, subject_id=party_id)


def look_in_hours() -> int:
    """Return how often somebody looks in: as on children who have no guardian here."""
    hours = default_rules().flags["minors_without_guardian"].look_in_hours
    if hours is None:
        raise ValueError("the planner's rules name no hours for minors without a guardian")
    return hours
