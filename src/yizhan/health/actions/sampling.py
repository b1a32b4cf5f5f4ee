"""Taking a sample: whose, in which tube. Single tubes, and a pool only where each protocol allows it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.obligations import meet_obligation
from yizhan.duty.actions.rounds import close_task
from yizhan.duty.models import Obligation
from yizhan.health.codes import is_tube_number, read_tube_number, spoken
from yizhan.health.enums import TubeSize
from yizhan.health.models import Tube, TubeMember
from yizhan.health.queries.place import place_of
from yizhan.health.queries.pools import pool_allowed
from yizhan.people.models import Person
from yizhan.protocols.facts import DueKind

SAMPLING = "sampling"
# A protocol asks for two swabs in two tubes on this day.
DOUBLE = "sample_double"
Scanned = Annotated[str, Field(min_length=1, max_length=60)]
Sampled = Annotated[list[UUID], Field(min_length=1, max_length=TubeSize.TWENTY)]


class SampleTaken(Outcome):
    """The tube, how many people's samples are in it now, and how many more it takes."""

    site_id: UUID
    tube_id: UUID
    people: int
    room_for: int


@action("health.take_sample", needs="sample.take")
def take_sample(
    *, by: Actor, site_id: UUID, person_ids: Sampled, tube: Scanned, pool: bool = False,
    round_id: UUID | None = None,
) -> SampleTaken:  # fmt: skip
    """Record that these people's samples are in the tube with this label.

    A single tube holds one person. A pool is filled over several doors, by `pool`, while it has room and is
    not packed. Meets the sample that was due, and closes the stops of the round; where two samples are
    asked for, the second one does. The same people in the same tube again change nothing.
    """
    found = tube_here(site_id, tube)
    here = {row.person_id for row in TubeMember.objects.filter(tube=found)}
    added = [person_id for person_id in _whose(person_ids) if person_id not in here]
    if added:
        _check_room(found, here, added, pool=pool)
        moment = moment_of(by)
        for person_id in added:
            due = list(_open_then(site_id, person_id, moment))
            _check_person(found, person_id, due)
            _keep(by, found, person_id, round_id, moment, due)
    people = len(here) + len(added)
    return SampleTaken(site_id=site_id, tube_id=found.id, people=people, room_for=found.size - people)


def tube_here(site_id: UUID, scanned: str) -> Tube:
    """Return the tube of a label that was scanned or typed, locked; refuses what is no label of this site."""
    number = read_tube_number(scanned)
    found = Tube.objects.select_for_update(of=("self",)).filter(site_id=site_id, code=number).first()
    if found is not None:
        return found
    if not is_tube_number(number):
        raise Refusal(
            "wrong_tube_number",
            gettext_noop("“%(number)s” is no tube number: ten digits, one of them wrong. Scan the label."),
            number=number[:20],
        )
    raise Refusal(
        "no_such_label",
        gettext_noop("No label %(number)s was made at this site. Look at the tube again."),
        number=spoken(number),
    )


def _whose(person_ids: Iterable[UUID]) -> Sequence[UUID]:
    """Return whose samples these are: under a wristband that was misread stands whom it belongs to."""
    asked = list(dict.fromkeys(person_ids))
    merged = dict(
        Person.objects.filter(id__in=asked, merged_into__isnull=False).values_list("id", "merged_into_id")
    )
    return list(dict.fromkeys(merged.get(person_id) or person_id for person_id in asked))


def _check_room(tube: Tube, here: set[UUID], added: list[UUID], *, pool: bool) -> None:
    number = spoken(tube.code)
    if tube.box_id:
        raise Refusal(
            "tube_packed",
            gettext_noop("Tube %(number)s is packed in box %(box)s already. Take another label."),
            number=number, box=tube.box.number if tube.box else "",
        )  # fmt: skip
    if here and tube.size == TubeSize.SINGLE:
        raise Refusal(
            "tube_used",
            gettext_noop("Tube %(number)s holds somebody else's sample already. Take another label."),
            number=number,
        )
    if pool != (tube.size > TubeSize.SINGLE):
        raise Refusal(
            "not_this_kind_of_tube",
            gettext_noop("Tube %(number)s takes %(size)s. Scan a single tube, or choose the pool first.")
            if not pool
            else gettext_noop("Tube %(number)s is a single tube. Scan the label of a pool."),
            number=number, size=tube.size,
        )  # fmt: skip
    if len(here) + len(added) > tube.size:
        raise Refusal(
            "tube_full",
            gettext_noop("Tube %(number)s takes %(size)s people and holds %(people)s. Begin another one."),
            number=number, size=tube.size, people=len(here),
        )  # fmt: skip


def _check_person(tube: Tube, person_id: UUID, due: Sequence[Obligation]) -> None:
    place = place_of(tube.site_id, person_id)
    if place is None and not due:
        raise Refusal(
            "nobody_here", gettext_noop("This person is in no room of this site. Find the room, then sample.")
        )
    where = place.words if place else "–"
    if tube.meant_for_id and tube.meant_for_id != person_id:
        raise Refusal(
            "meant_for_another",
            gettext_noop("The label %(number)s was printed for somebody else than %(where)s. Take theirs."),
            number=spoken(tube.code), where=where,
        )  # fmt: skip
    if tube.size > pool_allowed(due):
        raise Refusal(
            "single_tube_only",
            gettext_noop("%(where)s: single tube only. Nothing allows this person in a pool of %(size)s."),
            where=where, size=tube.size,
        )  # fmt: skip


def _keep(
    by: Actor, tube: Tube, person_id: UUID, round_id: UUID | None, moment: datetime, due: Sequence[Obligation]
) -> None:
    record_id = new_id()
    met = next((row.id for row in due), None)
    if _is_first_of_two(person_id, due):
        _write(by, tube, person_id, round_id, moment, record_id, met)
        return
    # What a finding asked for beside the calendar is met by the same swab.
    while meet_obligation(
        site_id=tube.site_id, person_id=person_id, kind=DueKind.SAMPLE, at=moment, record_id=record_id
    ):
        pass
    _write(by, tube, person_id, round_id, moment, record_id, met)
    close_task(by=by, round_id=round_id, kind=SAMPLING, person_id=person_id, record_id=record_id, at=moment)


def _is_first_of_two(person_id: UUID, due: Sequence[Obligation]) -> bool:
    """Tell whether a protocol asks for two samples of which this is the first: it is done by the second."""
    return any(
        row.reason.get("code") == DOUBLE
        and not TubeMember.objects.filter(person_id=person_id, taken_at__gte=row.opens_at).exists()
        for row in due
    )


def _write(
    by: Actor, tube: Tube, person_id: UUID, round_id: UUID | None, moment: datetime, record_id: UUID,
    met: UUID | None,
) -> None:  # fmt: skip
    TubeMember.objects.create(
        id=record_id, tube=tube, person_id=person_id, obligation_id=met, round_id=round_id, taken_at=moment,
        received_at=now(), taken_by_id=by.account_id,
    )  # fmt: skip


def _open_then(site_id: UUID, person_id: UUID, moment: datetime) -> Iterable[Obligation]:
    return Obligation.objects.filter(
        site_id=site_id, person_id=person_id, kind=DueKind.SAMPLE, opens_at__lte=moment, closes_at__gt=moment,
        met_at=None, withdrawn_at=None,
    )  # fmt: skip
