"""It turned cold, and many ask for the same: joined, worked on once, confirmed by each."""

from functools import partial

from yizhan.command.needs.answering import wait_for_word
from yizhan.command.needs.day import Day
from yizhan.command.needs.noted import Asked


def plan_cold_evening(day: Day) -> None:
    """Put down when the quilts are seen as one need, and when they are brought."""
    colder = day.facts.assumed["colder"]
    day.agenda.at(day.facts.clock(colder["joined_at"]), partial(_join, day))
    day.agenda.at(day.facts.clock(colder["brought_at"]), partial(_bring, day))


def _same(day: Day) -> list[Asked]:
    return [one for one in day.noted.asked if one.request.together and one.matter_id]


def _join(day: Day) -> None:
    same = _same(day)
    if len(same) > 1:
        others = [one.matter_id for one in same[1:]]
        day.decide(same[0].responsible, "duty.join_matters", matter_id=same[0].matter_id, others=others)
        day.noted.joined += len(others)


def _bring(day: Day) -> None:
    """Call the lot done; each is asked by itself whether it is solved."""
    same = _same(day)
    if same:
        day.decide(
            same[0].responsible, "duty.finish_matter", matter_id=same[0].matter_id, words=day.wrote("done")
        )
    for one in same:
        wait_for_word(day, one)
