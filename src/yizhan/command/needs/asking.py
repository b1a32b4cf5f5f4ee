"""People ask: on their page, at the door, on the hotline by day and by night, in the chat group."""

import random
from datetime import datetime, timedelta
from functools import partial

from yizhan.command.needs.answering import put_before
from yizhan.command.needs.chatting import put_into_chats
from yizhan.command.needs.day import Day
from yizhan.command.needs.facts import NeedsFacts, Request
from yizhan.command.needs.noted import CHAT, DOOR, HOTLINE, PAGE, Asked
from yizhan.command.needs.sudden_pain import ask_in_pain
from yizhan.command.rehearsal.browser import Unexpected
from yizhan.command.weeks.guests import Group

LEVELS = ("team", "head", "command")
AT_DOORS = ("hotel", "logistics", "nurse")
DOORS_FROM, DOORS_UNTIL = "09:00", "20:00"


def plan_requests(day: Day, people: int) -> None:
    """Decide who asks for what, when and how, and what becomes of it; put it all down."""
    chance = day.chance("requests")
    chosen = choose(day.facts, people, chance)[: len(day.guests.coming(0))]
    for group, (request, way) in zip(_askers(day, chosen, chance), chosen, strict=True):
        day.noted.asked.append(Asked(request, way, group, _moment(day.facts, request, way, chance)))
    _decide_fates(day, chance)
    for asked in day.noted.asked:
        if asked.way != CHAT:
            ask = ask_in_pain if asked.request.red else ASK[asked.way]
            day.agenda.at(asked.at, partial(ask, day, asked))
    put_into_chats(day)


def choose(facts: NeedsFacts, people: int, chance: random.Random) -> list[tuple[Request, str]]:
    """Return what is asked and by which way: everything that was reported, at a smaller site a part of it.

    An emergency is always among it.
    """
    whole = [(one, way) for one in facts.requests for way, count in one.ways.items() for _ in range(count)]
    wanted = round(facts.reported["requests"] * people / facts.reported["residents"])
    red = [row for row in whole if row[0].red]
    others = [row for row in whole if not row[0].red]
    return whole if wanted >= len(whole) else [*red, *chance.sample(others, wanted - len(red))]


def ask_on_page(day: Day, asked: Asked) -> None:
    """Ask on the party's own page, which shows what the rules say and who answers for it."""
    page, request = day.page_of(asked.group), asked.request
    asking = page.get(f"/r/party/needs/{request.need}/")
    asked.policy_shown = request.policy in asking.text
    address, form = page.form_in(asking, "photo_id")
    asked.at = day.now()
    reply = page.submit(address, form, words=request.words)
    way = reply.url.path.strip("/").split("/")
    if way[:3] != ["r", "party", "matters"]:
        raise Unexpected(f"asking for {request.need} led to {reply.url.path}")
    put_before(day, asked, way[3])
    asked.named = day.name_of(asked.responsible) in reply.text


def ask_at_door(day: Day, asked: Asked) -> None:
    """Say it to whoever stands before the door; they write it down there and then."""
    who = AT_DOORS[asked.group.number % len(AT_DOORS)]
    asked.at = day.now()
    made = day.decide(
        who, "duty.ask", need=asked.request.need, words=asked.request.words, channel=DOOR,
        room_id=asked.group.room,
    )  # fmt: skip
    put_before(day, asked, made["matter_id"])


def ask_on_hotline(day: Day, asked: Asked) -> None:
    """Call the hotline; the clerk of the hour writes it down at the desk."""
    who = "clerk_night" if day.now() >= day.facts.clock(day.facts.assumed["shifts"][0]) else "clerk"
    desk, request = day.desk(who), asked.request
    address, form = desk.form_to(day.address("matters/new/"), "/matters/asked/")
    asked.at = day.now()
    reply = desk.submit(
        address, form, need=request.need, words=request.words, room=day.room_names[asked.group.room],
        channel=HOTLINE, **({"about": day.accounts[request.about]} if request.about else {}),
    )  # fmt: skip
    way = reply.url.path.strip("/").split("/")
    if way[2] != "matters" or len(way) != 4:
        raise Unexpected(f"writing down {request.need} led to {reply.url.path}")
    put_before(day, asked, way[3])


ASK = {PAGE: ask_on_page, DOOR: ask_at_door, HOTLINE: ask_on_hotline}


def _askers(day: Day, chosen: list[tuple[Request, str]], chance: random.Random) -> list[Group]:
    """Return which party asks for what: each for one thing, on a page rather those who have one."""
    there = day.guests.coming(0)
    groups = chance.sample(there, len(there))
    # Those without a page come first and ask at doors and by telephone; pages are taken from the end.
    groups.sort(key=lambda one: one.number in day.with_page)
    return [groups.pop() if way == PAGE else groups.pop(0) for _, way in chosen]


def _moment(facts: NeedsFacts, request: Request, way: str, chance: random.Random) -> datetime:
    assumed = facts.assumed
    begin, end = facts.begin + timedelta(minutes=5), facts.clock(assumed["last_asked"])
    if request.red:
        return facts.clock(assumed["pain"]["at"])
    if request.together:
        begin, end = facts.clock(assumed["colder"]["from"]), facts.clock(assumed["colder"]["until"])
    elif way == DOOR:
        begin, end = facts.clock(DOORS_FROM), facts.clock(DOORS_UNTIL)
    elif way == HOTLINE and chance.random() < 0.5:
        begin = facts.clock(assumed["night_from"])
    return begin + (end - begin) * chance.random()


def _decide_fates(day: Day, chance: random.Random) -> None:
    """Decide about which requests the crew falls silent, and which are not solved at first."""
    assumed, asked = day.facts.assumed, day.noted.asked
    plain = [one for one in asked if not (one.request.together or one.request.about or one.request.red)]
    may_wait = [
        one for one in plain
        if one.way == PAGE and not one.request.private and one.request.soon in assumed["ladder"]
    ]  # fmt: skip
    silent = chance.sample(may_wait, min(len(may_wait), _some(asked, assumed["silent"]["share"])))
    first, last = (day.facts.clock(assumed["silent"][key]) for key in ("from", "until"))
    for place, one in enumerate(silent):
        one.level = LEVELS[place % len(LEVELS)]
        one.at = first + (last - first) * chance.random()
    others = [one for one in plain if not one.level and one.way != CHAT]
    for fate in ("not_solved", "by_head"):
        for one in chance.sample(others, min(len(others), _some(asked, assumed[fate]))):
            one.fate = fate
            others.remove(one)
    if "answer" in day.slips and others:
        others[0].fate = "dropped"


def _some(asked: list[Asked], share: float) -> int:
    return max(1, round(len(asked) * share))
