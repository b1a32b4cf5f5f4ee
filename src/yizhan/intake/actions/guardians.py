"""Children without an adult of their own: the guardian is phoned and somebody looks in, at once."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actors import Actor, ActorKind
from yizhan.duty.actions.matters import raise_matter, settle_silently
from yizhan.duty.models import Matter
from yizhan.intake.queries.bands import counted_off
from yizhan.intake.rules import attention_rules
from yizhan.people.enums import AgeGroup
from yizhan.stays.models import Stay
from yizhan.stays.rules import format_tag

CODE = "minors_without_guardian"
KINDS = (Matter.Kind.GUARDIAN_CALL, Matter.Kind.LOOK_IN)


def review_guardian(*, by: Actor, site_id: UUID, party_id: UUID) -> None:
    """Raise the two matters of a party of children alone; settle them when it is none (any more).

    Whoever was counted off the bus without a look at their age may be the guardian; whoever was
    only mentioned by a thermometer is not, lest the order of arrival decide. A resident's own
    word settles nothing.
    """
    open_stays = Stay.objects.filter(site_id=site_id, party_id=party_id, ended_at=None)
    stays = list(open_stays.select_related("person"))
    counted = counted_off(stays)
    children = [stay for stay in stays if stay.person.age_group == AgeGroup.CHILD]
    guarded = any(
        stay.person.age_group == AgeGroup.ADULT
        or (stay.person.age_group == AgeGroup.UNKNOWN and stay.id in counted)
        for stay in stays
    )
    if children and not guarded:
        _raise(by, site_id, party_id, children)
    elif by.kind == ActorKind.ACCOUNT:
        for kind in KINDS:
            settle_silently(by=by, kind=kind, subject_id=party_id)


def _raise(by: Actor, site_id: UUID, party_id: UUID, stays: list[Stay]) -> None:
    tag, children = format_tag(stays[0].band_number), len(stays)
    raise_matter(
        by=by, site_id=site_id, kind=Matter.Kind.GUARDIAN_CALL, subject_id=party_id, code=CODE,
        template=gettext_noop(
            "%(tag)s: children without an adult: %(children)s. Room them at once, phone the guardian."
        ),
        tag=tag, children=children,
    )  # fmt: skip
    raise_matter(
        by=by, site_id=site_id, kind=Matter.Kind.LOOK_IN, subject_id=party_id, code=CODE,
        template=gettext_noop(
            "%(tag)s: children without an adult: %(children)s. Look in every %(hours)s hours."
        ),
        tag=tag, children=children, hours=attention_rules()[CODE].look_in_hours,
    )  # fmt: skip
