"""What a tube showed, and what follows at once: an alarm, and samples that have to be taken again."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import AwareDatetime, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter, settle_silently
from yizhan.duty.actions.obligations import ask_once_more, withdraw_asked
from yizhan.duty.models import Matter
from yizhan.health.actions.sampling import Scanned, tube_here
from yizhan.health.codes import spoken
from yizhan.health.enums import ResultSource, ResultValue, TubeSize
from yizhan.health.models import HandOver, Result, Tube, TubeMember
from yizhan.health.queries.place import place_of
from yizhan.health.queries.tubes import standing_result
from yizhan.health.sampling_rules import POSITIVE_TUBE, sampling_rules
from yizhan.health.signals import result_reported
from yizhan.protocols.facts import DueKind, Reason

LONGEST_CT = 60
Ct = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_CT)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class ResultEntered(Outcome):
    """The tube's result as it stands, and how many people must be sampled again."""

    site_id: UUID
    result_id: UUID
    tube_id: UUID
    again: int


@action("health.enter_result", needs="sample.result", online_only=True)
def enter_result(
    *, by: Actor, site_id: UUID, tube: Scanned, value: ResultValue, ct: Ct = "",
    reported_at: AwareDatetime | None = None,
) -> ResultEntered:  # fmt: skip
    """Enter a tube's result by hand. The same result again changes nothing; another one is a correction."""
    found = tube_here(site_id, tube)
    # A tube may break before it leaves; nothing else can be known of one that never did.
    if value != ResultValue.SPOILT and not HandOver.objects.filter(box__tubes=found).exists():
        raise Refusal(
            "tube_not_handed_over",
            gettext_noop("Tube %(number)s has not left the site by the record. Enter its hand-over first."),
            number=spoken(found.code),
        )
    standing = standing_result(found.id)
    if standing is None:
        result, again = keep_result(by=by, tube=found, value=value, ct=ct, reported_at=reported_at)
        return ResultEntered(site_id=site_id, result_id=result.id, tube_id=found.id, again=again)
    if standing.value != value:
        raise Refusal(
            "result_differs",
            gettext_noop("Tube %(number)s has another result already. If that one is wrong, correct it."),
            number=spoken(found.code),
        )
    return ResultEntered(site_id=site_id, result_id=standing.id, tube_id=found.id, again=0)


@action("health.correct_result", needs="sample.result", online_only=True)
def correct_result(
    *, by: Actor, site_id: UUID, result_id: UUID, value: ResultValue, reason: Why, ct: Ct = "",
    reported_at: AwareDatetime | None = None,
) -> ResultEntered:  # fmt: skip
    """Enter what is right instead of a result that stands; the old one stays, named by the new."""
    wrong = Result.objects.select_related("tube").filter(id=result_id, tube__site_id=site_id).first()
    if wrong is None:
        raise Refusal("no_such_result", gettext_noop("There is no such result at this site."))
    tube = tube_here(site_id, wrong.tube.code)
    if Result.objects.filter(corrects=wrong).exists():
        raise Refusal(
            "corrected_already",
            gettext_noop("This result of tube %(number)s was corrected already. Look at the latest one."),
            number=spoken(tube.code),
        )
    if not reason:
        raise Refusal("reason_needed", gettext_noop("Say how you know that the first result was wrong."))
    result, again = keep_result(
        by=by, tube=tube, value=value, ct=ct, reported_at=reported_at, corrects=wrong, reason=reason
    )
    return ResultEntered(site_id=site_id, result_id=result.id, tube_id=tube.id, again=again)


def keep_result(
    *, by: Actor, tube: Tube, value: ResultValue, ct: str = "", reported_at: datetime | None = None,
    corrects: Result | None = None, reason: str = "", file_id: UUID | None = None, cell: str = "",
) -> tuple[Result, int]:  # fmt: skip
    """Write a locked tube's first result, or what corrects its standing one, and do what follows from it.

    Returns it with how many people must be sampled again.
    """
    members = list(TubeMember.objects.filter(tube=tube))
    moment = reported_at or moment_of(by)
    if not members:
        raise Refusal(
            "empty_tube",
            gettext_noop("Tube %(number)s holds nobody's sample by the record. Record the sample first."),
            number=spoken(tube.code),
        )
    if moment > now() or moment < min(member.taken_at for member in members):
        raise Refusal(
            "reported_when",
            gettext_noop("A result of tube %(number)s comes after its sample, and not in the future."),
            number=spoken(tube.code),
        )
    result = Result.objects.create(
        id=new_id(), tube=tube, value=value, ct=ct, reported_at=moment, received_at=now(),
        source=ResultSource.FILE if file_id else ResultSource.HAND, file_id=file_id, cell=cell,
        entered_by_id=by.account_id, corrects=corrects, reason=reason,
    )  # fmt: skip
    if corrects is None:
        Tube.objects.filter(id=tube.id).update(done_at=result.received_at)
    if corrects and corrects.value != value:
        _take_back(by, tube, members)
    again = _sample_again(tube, value, members)
    if value == ResultValue.POSITIVE:
        _raise_alarm(by, tube, members)
    result_reported.send(Result, result=result, by=by)
    return result, again


def _take_back(by: Actor, tube: Tube, members: list[TubeMember]) -> None:
    """Undo what followed from the result that is corrected now, as far as nobody has acted on it."""
    settle_silently(by=by, kind=Matter.Kind.POSITIVE, subject_id=_subject(tube, members))
    withdraw_asked(person_ids=[member.person_id for member in members], kind=DueKind.SAMPLE, tube=tube.code)


def _sample_again(tube: Tube, value: ResultValue, members: list[TubeMember]) -> int:
    """Ask for a single sample of each whom this result leaves open; returns of how many."""
    code = _why_again(tube, value)
    if code is None:
        return 0
    closes_at = now() + timedelta(hours=sampling_rules().resample_hours)
    for member in members:
        ask_once_more(
            site_id=tube.site_id, person_id=member.person_id, kind=DueKind.SAMPLE, closes_at=closes_at,
            reason=Reason(code, {"tube": tube.code}),
        )  # fmt: skip
    return len(members)


def _why_again(tube: Tube, value: ResultValue) -> str | None:
    if value == ResultValue.NEGATIVE:
        return None
    if value == ResultValue.POSITIVE:
        return "pool_positive" if tube.size > TubeSize.SINGLE else None
    return "sample_spoilt" if value == ResultValue.SPOILT else "sample_inconclusive"


def _raise_alarm(by: Actor, tube: Tube, members: list[TubeMember]) -> None:
    places = [place_of(tube.site_id, member.person_id) for member in members]
    rooms = sorted({place.room for place in places if place})
    if tube.size > TubeSize.SINGLE:
        template = gettext_noop(
            "Pool %(number)s is positive: %(people)s people in %(rooms)s stay in their rooms and are sampled "
            "singly now."
        )
    else:
        template = gettext_noop(
            "Tube %(number)s is positive: %(rooms)s. Nobody enters or leaves the room; tell the doctor and "
            "the site head now."
        )
    room_id = places[0].room_id if len(rooms) == 1 and places[0] else None
    raise_matter(
        by=by, site_id=tube.site_id, kind=Matter.Kind.POSITIVE, subject_id=_subject(tube, members),
        code=POSITIVE_TUBE, template=template, room_id=room_id,
        number=spoken(tube.code), people=len(members), rooms=", ".join(rooms) or "–",
    )  # fmt: skip


def _subject(tube: Tube, members: list[TubeMember]) -> UUID:
    """The person of a single tube, so that a second positive tube joins the same matter; the pool itself."""
    return tube.id if tube.size > TubeSize.SINGLE else members[0].person_id
