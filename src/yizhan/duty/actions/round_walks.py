"""Who walks a round: beginning it, handing it over in the middle, ending it. Taps may come late and twice."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.rounds import lock_round
from yizhan.duty.enums import TaskState
from yizhan.duty.models import Round, RoundLeg, RoundTask
from yizhan.duty.queries.postings import capabilities_of
from yizhan.duty.queries.rounds import AMOUNTS_TO, NOT_CLOSED, tally_of


class RoundWalked(Outcome):
    """The round, and how much of it was done and missed so far."""

    site_id: UUID
    round_id: UUID
    done: int
    missed: int


@action("duty.start_round", needs="round.walk")
def start_round(*, by: Actor, site_id: UUID, round_id: UUID) -> RoundWalked:
    """Begin a round and lead it. Whoever was named for it may be somebody else: whoever goes in leads."""
    walked = lock_round(site_id, round_id)
    if walked.called_off_at is not None:
        raise Refusal(
            "round_called_off",
            gettext_noop("This round was called off. What was done counts; plan another entry for the rest."),
        )
    moment = moment_of(by)
    if walked.started_at is None:
        _lead(by, walked, moment)
        walked.started_at = moment
    elif walked.walker_id == by.account_id:
        walked.started_at = min(walked.started_at, moment)
    else:
        raise Refusal(
            "round_taken", gettext_noop("Somebody walks this round already. Let them hand it over to you.")
        )
    walked.save(update_fields=["started_at", "walker", "offered_to"])
    return _outcome(walked)


@action("duty.hand_over_round", needs="round.walk")
def hand_over_round(*, by: Actor, site_id: UUID, round_id: UUID, account_id: UUID) -> RoundWalked:
    """Ask somebody to go on with a round; it stays with who walks it until they accept.

    Naming who walks it takes the question back. Anyone who may walk can ask, also for a walker who cannot.
    """
    walked = _under_way(site_id, round_id)
    if account_id != walked.walker_id:
        check_walks(site_id, account_id)
    walked.offered_to_id = account_id if account_id != walked.walker_id else None
    walked.save(update_fields=["offered_to"])
    return _outcome(walked)


@action("duty.accept_round", needs="round.walk")
def accept_round(*, by: Actor, site_id: UUID, round_id: UUID) -> RoundWalked:
    """Take over a round that one was asked to go on with; what is done stays done."""
    walked = _under_way(site_id, round_id)
    if walked.walker_id != by.account_id:
        if walked.offered_to_id != by.account_id:
            raise Refusal(
                "not_offered",
                gettext_noop("Nobody has asked you to go on with this round. Let them hand it over to you."),
            )
        _lead(by, walked, moment_of(by))
        walked.save(update_fields=["walker", "offered_to"])
    return _outcome(walked)


@action("duty.end_round", needs="round.walk")
def end_round(*, by: Actor, site_id: UUID, round_id: UUID) -> RoundWalked:
    """End a round: what is still open is missed, unless it was met or withdrawn elsewhere.

    The first end counts. An end that comes before the beginning, from a phone that sends both late, says
    that there was one.
    """
    walked = lock_round(site_id, round_id)
    if walked.called_off_at is not None:
        raise Refusal("round_over", gettext_noop("This round is over. Plan another entry."))
    if walked.ended_at is None:
        moment = moment_of(by)
        if walked.started_at is None:
            _lead(by, walked, moment)
            walked.started_at = moment
        walked.ended_at, walked.offered_to = max(moment, walked.started_at), None
        walked.save(update_fields=["started_at", "ended_at", "walker", "offered_to"])
        _close_the_rest(walked)
    return _outcome(walked)


def check_walks(site_id: UUID, account_id: UUID) -> None:
    """Refuse somebody whose posting does not let them walk rounds."""
    if "round.walk" not in capabilities_of(account_id, site_id):
        raise Refusal(
            "does_not_walk", gettext_noop("This person walks no rounds at this site. Choose somebody else.")
        )


def _under_way(site_id: UUID, round_id: UUID) -> Round:
    walked = lock_round(site_id, round_id)
    if walked.started_at is None:
        raise Refusal("round_not_begun", gettext_noop("Nobody walks this round yet. Begin it yourself."))
    if walked.ended_at is not None:
        raise Refusal("round_over", gettext_noop("This round is over. Plan another entry."))
    return walked


def _lead(by: Actor, walked: Round, moment: datetime) -> None:
    walked.walker_id, walked.offered_to = by.account_id, None
    RoundLeg.objects.create(id=new_id(), round=walked, walker_id=by.account_id, since=moment)


def _close_the_rest(walked: Round) -> None:
    rest = walked.tasks.filter(state__in=NOT_CLOSED).annotate(amounts_to=AMOUNTS_TO)
    closed = list(
        rest.select_related("obligation").select_for_update(of=("self",), no_key=True).order_by("id")
    )
    for task in closed:
        elsewhere = task.obligation if task.amounts_to == TaskState.DONE else None
        task.state = TaskState.MISSED if task.amounts_to in NOT_CLOSED else TaskState(task.amounts_to)
        task.closed_at = elsewhere.met_at if elsewhere else walked.ended_at
        task.record_id = elsewhere.record_id if elsewhere else None
    RoundTask.objects.bulk_update(closed, ["state", "closed_at", "record_id"])


def _outcome(walked: Round) -> RoundWalked:
    tally = tally_of(walked.id)
    return RoundWalked(site_id=walked.site_id, round_id=walked.id, done=tally.done, missed=tally.missed)
