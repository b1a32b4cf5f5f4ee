"""A notice that must be read: most read it on their page, the others are told by somebody in person."""

import time
from functools import partial

from yizhan.command.needs.day import Day
from yizhan.command.rehearsal.browser import PAUSE_S
from yizhan.core.ids import new_id
from yizhan.notices.queries.following import to_tell, unread_unfollowed

# What follows up runs beside the server, on the wall's time: after a leap of the clock it is given some.
PATIENCE_S = 20.0


def plan_notices(day: Day) -> None:
    """Put down when it is sent, when who reads it, when the others are told."""
    facts, chance = day.facts.assumed["notice"], day.chance("notice")
    day.agenda.at(day.facts.clock(facts["at"]), partial(_send, day))
    first, last = (day.facts.clock(facts[key]) for key in ("at", "read_until"))
    readers = [group for group in day.guests.coming(0) if group.number in day.with_page]
    for group in readers:
        if chance.random() < facts["read"]:
            moment = first + (last - first) * (0.02 + 0.98 * chance.random())
            day.agenda.at(moment, partial(_read, day, group.number))
    day.agenda.at(day.facts.clock(facts["told_at"]), partial(_tell, day))


def _send(day: Day) -> None:
    wording = day.facts.assumed["notice"]["wording"]
    sent = day.decide(
        "clerk", "notices.send_notice", notice_id=str(new_id()), wording=wording, whom="residents",
        importance="important",
    )  # fmt: skip
    day.noted.told.notice_id = sent["notice_id"]
    day.noted.told.recipients = sent["recipients"]
    day.noted.told.parties = len(day.guests.here())


def _read(day: Day, number: int) -> None:
    page = day.pages[number].get("/r/party/notices/")
    day.noted.told.read += 1
    day.noted.told.not_shown += day.facts.assumed["notice"]["wording"]["zh"] not in page.text


def _tell(day: Day) -> None:
    """Tell everybody who stands on the list at their door; nobody who has read it stands there."""
    deadline = time.monotonic() + PATIENCE_S
    told = day.noted.told
    while len(to_tell(day.site_id)) < told.parties - told.read and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    for one in to_tell(day.site_id):
        day.decide("hotel", "notices.tell_in_person", recipient_id=str(one.recipient.id))
        told.in_person += 1
    told.unfollowed = unread_unfollowed(day.site_id, day.now())
