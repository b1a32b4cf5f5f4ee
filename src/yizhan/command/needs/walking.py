"""One entry from its plan to its end, all floors in one go: what is due is done, or passed over."""

from dataclasses import dataclass
from typing import Any

from yizhan.command.needs.day import Day
from yizhan.places.models import Floor


@dataclass(frozen=True, slots=True)
class DayWalk:
    """An entry that somebody walks; the taps wait on the phone until the end."""

    day: Day
    walker: str
    round_id: str
    stops: list[dict[str, Any]]

    def tick(self, task_id: str) -> None:
        """Record that something was done which leaves no other record."""
        self.keep("duty.tick_task", task_id=task_id)

    def pass_over(self, task_id: str) -> None:
        """Go on to the next door: nobody opened."""
        self.keep("duty.skip_task", task_ids=[task_id], reason="no_answer")

    def keep(self, action: str, **facts: Any) -> None:
        """Record something else at a door."""
        self.day.phones[self.walker].keep(action, round_id=self.round_id, **facts)

    def end(self) -> None:
        """Send everything, then end the entry."""
        self.day.phones[self.walker].finish()
        self.day.decide(self.walker, "duty.end_round", round_id=self.round_id)


def begin_walk(day: Day, walker: str, kind: str) -> DayWalk:
    """Let the head plan an entry of one kind for every floor, and somebody begin it."""
    floors = [str(one) for one in Floor.objects.filter(site_id=day.site_id).values_list("id", flat=True)]
    planned = day.decide(
        "head", "duty.plan_round", kinds=[kind], floors=floors, planned_at=day.now().isoformat(), suits=2
    )
    round_id = planned["round_id"]
    day.decide(walker, "duty.start_round", round_id=round_id)
    return DayWalk(day, walker, round_id, day.read(walker, f"rounds/{round_id}")["stops"])
