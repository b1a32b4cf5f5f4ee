"""At the end of a shift everything open is handed over by name, and everything is taken."""

from functools import partial

from yizhan.command.needs.answering import offer, take
from yizhan.command.needs.day import Day
from yizhan.command.needs.noted import Asked


def plan_shifts(day: Day) -> None:
    """Put down when the shifts change, in the evening and back in the morning."""
    evening, morning = day.facts.assumed["shifts"]
    relieved: dict[str, str] = day.facts.table["relieved_by"]
    day.agenda.at(day.facts.clock(evening), partial(_change, day, relieved))
    back = {night: by_day for by_day, night in relieved.items()}
    day.agenda.at(day.facts.clock(morning), partial(_change, day, back))


def _change(day: Day, relieved: dict[str, str]) -> None:
    """Let everybody offer what is open; the first that is offered is declined, and found somebody else."""
    declines = True
    for leaves, comes in relieved.items():
        theirs = [one for one in day.noted.asked if _waits_with(one, leaves)]
        if not theirs:
            continue
        handings = [{"matter_id": one.matter_id, "to": day.accounts[comes]} for one in theirs]
        day.decide(leaves, "duty.hand_over_shift", handings=handings, words=day.wrote("offer"))
        for place, one in enumerate(theirs):
            one.offered_to = comes
            act = partial(_decline, day, one) if declines and place == 0 else partial(take, day, one)
            day.later(day.takes("take_over", one.matter_id), act)
        declines = False


def _waits_with(one: Asked, who: str) -> bool:
    return one.is_open and one.responsible == who and not one.offered_to and one.fate != "dropped"


def _decline(day: Day, asked: Asked) -> None:
    """Say no, so that it stays where it was and is offered to somebody else."""
    day.decide(asked.offered_to, "duty.decline_matter", matter_id=asked.matter_id, words=day.wrote("decline"))
    asked.offered_to = ""
    day.noted.declined += 1
    offer(day, asked, "deputy")
