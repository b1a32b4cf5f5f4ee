"""Supplies of the day: counted, received, given out, packed for all; two phones draw the last at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from yizhan.command.needs.day import Day
from yizhan.command.needs.sent_down import plan_supplies_from_above
from yizhan.command.rehearsal.bookkeeping import Acknowledged

KEEPER, DESK = "logistics", "reception"
PERSONS_AT_ONCE = 60


def plan_supplies(day: Day) -> None:
    """Put down what moves in and out of the store, and open the script's own book of it."""
    facts = day.facts.assumed["supplies"]
    day.noted.store.on_hand.update(day.facts.table["site"]["stock"])
    day.agenda.at(day.facts.clock(facts["counted"]["at"]), partial(_count, day))
    for row in facts["received"]:
        day.agenda.at(day.facts.clock(row["at"]), partial(_receive, day, row))
    for row in facts["issued"]:
        day.agenda.at(day.facts.clock(row["at"]), partial(_issue, day, row))
    for hour in facts["packed_at"]:
        day.agenda.at(day.facts.clock(hour), partial(_hand_packs, day))
    day.agenda.at(day.facts.clock(facts["at_once"]["at"]), partial(_draw_at_once, day))
    plan_supplies_from_above(day)


def _count(day: Day) -> None:
    """Count a shelf, and say why the book was wrong."""
    counted = day.facts.assumed["supplies"]["counted"]
    day.decide(
        KEEPER, "provision.count_stock", item=counted["item"], counted=counted["found"],
        reason=counted["reason"],
    )  # fmt: skip
    day.noted.store.on_hand[counted["item"]] = counted["found"]


def _receive(day: Day, row: dict[str, Any]) -> None:
    day.decide(KEEPER, "provision.receive_stock", lines=row["lines"], donor=row["donor"])
    for line in row["lines"]:
        day.noted.store.on_hand[line["item"]] += line["count"]


def _issue(day: Day, row: dict[str, Any]) -> None:
    day.decide(
        row["by"], "provision.issue_stock", item=row["item"], count=row["count"], purpose=row["purpose"]
    )
    day.noted.store.on_hand[row["item"]] -= row["count"]


def _hand_packs(day: Day) -> None:
    """Hand a care pack to everybody who has come and has none; each article is counted out of the store."""
    store, packed = day.noted.store, day.facts.assumed["supplies"]["packed"]
    persons = [guest.person_id for group in day.guests.here() for guest in group.present]
    for place in range(0, len(persons), PERSONS_AT_ONCE):
        chosen = persons[place : place + PERSONS_AT_ONCE]
        given = day.decide(DESK, "provision.give_pack", kind=packed["kind"], person_ids=chosen)["given"]
        store.packs += given
        fresh = set(chosen) - store.have_packs
        store.packs_wrong += given != len(fresh)
        store.have_packs |= fresh
        for item, count in packed["contents"].items():
            store.on_hand[item] -= count * len(fresh)


def _draw_at_once(day: Day) -> None:
    """Let two phones draw more than is there together, at the same moment: one is told no."""
    row, start = day.facts.assumed["supplies"]["at_once"], Barrier(2)

    def draw(who: str) -> Acknowledged:
        start.wait()
        return day.phones[who].decide("provision.issue_stock", item=row["item"], count=row["each"])

    with ThreadPoolExecutor(2) as hands:
        said = list(hands.map(draw, row["by"]))
    got = Counter(one.status for one in said)
    day.noted.store.drawn_at_once = dict(got)
    day.noted.store.on_hand[row["item"]] -= row["each"] * got["accepted"]
