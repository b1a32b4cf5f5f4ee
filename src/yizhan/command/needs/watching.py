"""A mind in crisis: rung at once, watched by named people; a look-in is missed and rings till one comes."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from yizhan.care.models import Crisis
from yizhan.command.needs.day import Day
from yizhan.command.needs.prying import pry
from yizhan.command.weeks.guests import Guest

A_LITTLE, MINUTE = timedelta(seconds=2), timedelta(minutes=1)


def plan_crisis(day: Day) -> None:
    """Put down who is on call, when somebody answers that they think of harming themselves, and the end."""
    facts = day.facts.assumed["crisis"]
    day.agenda.at(day.facts.clock(facts["on_call_at"]), partial(_go_on_call, day))
    day.agenda.at(day.facts.clock(facts["at"]), partial(_screen, day))
    day.agenda.at(day.facts.clock(facts["over_at"]), partial(_end, day))


def _go_on_call(day: Day) -> None:
    for who in day.facts.assumed["crisis"]["on_call"]:
        day.decide(who, "care.go_on_call", hours=24)


def _screen(day: Day) -> None:
    """Ask the nine questions, as somebody wanted; one answer brings those on call at once."""
    facts, watched = day.facts.assumed["crisis"], day.noted.watched
    guest = _young_one(day)
    first, *_ = facts["on_call"]
    day.decide(
        first, "care.screen", person_id=guest.person_id, instrument="phq9", answers=facts["answers"],
        wants=True,
    )  # fmt: skip
    answering = [who for who in facts["on_call"] if _answers(day, who)]
    watched.rung_at_once = all(_rings(day, who, "emergency") for who in answering)
    crisis = Crisis.objects.get(site_id=day.site_id, person_id=guest.person_id, ended_at=None)
    watched.crisis_id = str(crisis.id)
    _go_there(day, first)
    for act in facts["written"]:
        day.decide(first, act["action"], crisis_id=watched.crisis_id, **act["facts"])
    _read(day, first)
    day.later(MINUTE, partial(pry, day))
    # The first look-in is due at once, and made; from then on the clock of the watch runs.
    watched.due += 1
    _look(day, first)


def _go_there(day: Day, who: str) -> None:
    """Answer the red button that rang by itself, and end it when somebody is with them."""
    (rung,) = [one for one in _asks(day, who) if one["kind"] == "emergency"]
    day.decide(who, "duty.answer_emergency", emergency_id=rung["id"], kind="going")
    by = next(one for one in day.facts.assumed["crisis"]["on_call"] if _answers(day, one))
    day.decide(by, "duty.close_emergency", emergency_id=rung["id"], outcome=day.wrote("with_them"))


def _answers(day: Day, who: str) -> bool:
    return day.roles[who] in ("health", "site_head", "deputy_head")


def _look(day: Day, who: str) -> None:
    """Look in, and put down when somebody has to look in next."""
    watched, facts = day.noted.watched, day.facts.assumed["crisis"]
    watched.last = day.now()
    day.decide(who, "care.watch_look", crisis_id=watched.crisis_id)
    watched.made += 1
    due = watched.last + timedelta(minutes=facts["every_minutes"])
    if due >= day.facts.clock(facts["over_at"]):
        return
    watched.due += 1
    in_time = due - timedelta(minutes=facts["early_minutes"])
    if watched.due == facts["missed"]:
        _listen(day, due)
    else:
        turn = facts["on_call"][watched.due % len(facts["on_call"])]
        day.agenda.at(in_time, partial(_look, day, turn))


def _listen(day: Day, due: datetime) -> None:
    """Let nobody come: it rings for those who are named, then for everybody who may read such threads."""
    facts, watched = day.facts.assumed["crisis"], day.noted.watched
    named = facts["on_call"]
    others = [key for key, role in day.roles.items() if role in facts["may_read"] and key not in named]
    every = due + timedelta(minutes=facts["rings_all_after_minutes"])
    watched.missed += 1
    day.agenda.at(due - MINUTE, partial(_must_be_still, day, named, due))
    day.agenda.at(due + A_LITTLE, partial(_hear, day, named, watched.heard_by_named))
    day.agenda.at(every - MINUTE, partial(_must_be_still, day, others, every))
    day.agenda.at(every + A_LITTLE, partial(_hear, day, others, watched.heard_by_all))
    day.agenda.at(every + 2 * A_LITTLE, partial(_come_at_last, day, named[0]))


def _hear(day: Day, who: list[str], heard: dict[str, bool]) -> None:
    """Note on whose phones it rings now; with the slip of the alarm their phones are off."""
    if "alarm" not in day.slips:
        heard.update({key: _rings(day, key, "watch") for key in who})


def _must_be_still(day: Day, who: list[str], until: datetime) -> None:
    rang = [key for key in who if _rings(day, key, "watch")]
    # On a slow machine the moment may be past when the last has looked.
    if day.now() < until:
        day.noted.watched.rang_too_early += rang


def _come_at_last(day: Day, who: str) -> None:
    _look(day, who)
    day.noted.watched.still_rings = _rings(day, who, "watch")


def _end(day: Day) -> None:
    """End it by the decision of two, and hear that it rings no more."""
    crisis_id, (first, second, *_) = day.noted.watched.crisis_id, day.facts.assumed["crisis"]["on_call"]
    because = day.wrote("crisis_over")
    day.decide(first, "care.propose_crisis_end", crisis_id=crisis_id, because=because)
    day.decide(second, "care.sign_crisis_end", crisis_id=crisis_id)
    _read(day, second)


def _read(day: Day, who: str) -> None:
    """Read the thread as somebody who is named to it; the reading is counted on both sides."""
    page = day.desk(who).get(day.address(f"care/threads/{day.noted.watched.crisis_id}/"))
    day.noted.watched.readings += 1
    day.noted.watched.read_by_named += day.facts.assumed["crisis"]["canary"] in page.text


def _asks(day: Day, who: str) -> list[dict[str, Any]]:
    rung: list[dict[str, Any]] = day.read(who, "emergencies")
    return rung


def _rings(day: Day, who: str, kind: str) -> bool:
    return any(one["kind"] == kind and one["rings"] for one in _asks(day, who))


def _young_one(day: Day) -> Guest:
    """Return who is watched: an adult who came alone, if anybody did."""
    there = day.guests.coming(0)
    alone = [group for group in there if len(group.guests) == 1]
    return day.chance("crisis").choice(alone or there).guests[0]
