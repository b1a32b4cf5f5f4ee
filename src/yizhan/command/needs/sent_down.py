"""Supplies from above: asked for, sent by the command post; fewer come, and the rest is sent after."""

from functools import partial
from typing import Any

from yizhan.command.needs.day import Day
from yizhan.provision.models import StockTransfer

KEEPER, POST = "logistics", "post"


def plan_supplies_from_above(day: Day) -> None:
    """Put down what the command post has, and what it is asked for."""
    facts = day.facts.assumed["supplies"]
    day.agenda.at(day.facts.clock(facts["at_the_post"]["at"]), partial(_fill_the_post, day))
    day.agenda.at(day.facts.clock(facts["asked"]["at"]), partial(_ask, day))


def _fill_the_post(day: Day) -> None:
    """Take a delivery into the command post's own store, at its desk."""
    row = day.facts.assumed["supplies"]["at_the_post"]
    address, form = day.desk(POST).form(day.address("stores/receipts/"), "item_0")
    day.desk(POST).submit(address, form, item_0=row["item"], count_0=str(row["count"]))
    day.noted.store.at_the_post[row["item"]] += row["count"]


def _ask(day: Day) -> None:
    """Ask for what runs low; the command post answers, and sends it a little later."""
    row = day.facts.assumed["supplies"]["asked"]
    asked = day.decide(KEEPER, "provision.ask_for_stock", lines=row["lines"])
    store = day.noted.store
    store.asked_of, store.matter_id = day.who(asked["responsible_id"]), asked["matter_id"]
    day.decide(POST, "duty.answer_matter", matter_id=store.matter_id, words=day.wrote("sent_down"))
    clock, (line,) = day.facts.clock, row["lines"]
    less, lost = line["count"] - row["lacking"], row["lost"]
    day.agenda.at(clock(row["sent_at"]), partial(_send, day, line["item"], line["count"]))
    day.agenda.at(clock(row["came_at"]), partial(_take_in, day, line["item"], less, lost))
    day.agenda.at(clock(row["sent_after_at"]), partial(_send_after, day, line["item"], row["lacking"]))
    day.agenda.at(clock(row["came_after_at"]), partial(_take_in, day, line["item"], row["lacking"]))


def _send(day: Day, item: str, count: int) -> None:
    """Send it out of the command post's store, at its desk, and say that it is done."""
    desk = day.desk(POST)
    address, form = desk.form_to(day.address(f"stores/items/{item}/"), "/stores/transfers/")
    desk.submit(address, form, count=str(count), to=str(day.site_id))
    day.noted.store.at_the_post[item] -= count
    day.decide(day.noted.store.asked_of, "duty.finish_matter", matter_id=day.noted.store.matter_id)


def _send_after(day: Day, item: str, count: int) -> None:
    """Send what was lost on the way, once more."""
    store = day.noted.store
    day.decide(POST, "duty.answer_matter", matter_id=store.matter_id, words=day.wrote("sent_after"))
    _send(day, item, count)


def _take_in(day: Day, item: str, came: int, lost: str = "") -> None:
    """Confirm what really came; with something `lost` the asking is not done with, else it is."""
    store = day.noted.store
    transfer = StockTransfer.objects.get(to_site_id=day.site_id, ended_at=None)
    (line,) = transfer.lines.all()
    arrived = [{"line_id": str(line.id), "count": came}]
    said: dict[str, Any] = {"transfer_id": str(transfer.id), "arrived": arrived, "words": lost}
    confirmed = day.decide(KEEPER, "provision.confirm_stock", **said)
    store.on_hand[item] += came
    store.lost_on_the_way += confirmed["lacking"]
    words = day.wrote("came_short") if lost else ""
    action = "duty.not_solved" if lost else "duty.confirm_matter"
    day.decide(KEEPER, action, matter_id=store.matter_id, words=words)
