"""Medicines: written down, watched by the day, warned of in time, got before or after they have run out."""

from datetime import timedelta
from functools import partial
from typing import Any

from yizhan.care.queries.medicines import running_out
from yizhan.command.needs.day import Day
from yizhan.command.needs.noted import Taken

HOUR, NEAR = timedelta(hours=1), timedelta(minutes=10)


def plan_medicines(day: Day) -> None:
    """Put down when medicines are written down, looked through every hour, and when new ones come."""
    facts = day.facts.assumed["medicines"]
    adults = [group.guests[0] for group in day.guests.coming(0)]
    for place, row in enumerate(facts["taken"]):
        taken = Taken(row, adults[place % len(adults)].person_id)
        day.noted.medicines.append(taken)
        day.agenda.at(day.facts.clock(facts["written_down_at"]), partial(_write_down, day, taken))
        if "asked" in row:
            day.agenda.at(day.facts.clock(row["asked"]), partial(_ask, day, taken))
            day.agenda.at(day.facts.clock(row["bought"]), partial(_buy, day, taken))
            day.agenda.at(day.facts.clock(row["handed"]), partial(_hand_over, day, taken))
    moment = day.facts.clock(facts["written_down_at"])
    while (moment := moment + HOUR) < day.facts.end:
        day.agenda.at(moment, partial(look_through, day))


def _write_down(day: Day, taken: Taken) -> None:
    row: dict[str, Any] = taken.row
    taken.counted_at, taken.counted = day.now(), float(row["left"])
    kept = day.decide(
        "nurse", "care.keep_medicine", person_id=taken.person_id, words={"name": row["name"]},
        unit=row["unit"], per_day=str(row["per_day"]), left=str(row["left"]),
    )  # fmt: skip
    taken.medicine_id = kept["medicine_id"]


def look_through(day: Day) -> None:
    """Look what the product warns of, and hold it against what is left by the script's own arithmetic."""
    warned = {str(one.id) for one in running_out(day.site_id)}
    warn, now = timedelta(days=day.facts.assumed["medicines"]["warn_days"]), day.now()
    for taken in day.noted.medicines:
        if taken.medicine_id in warned:
            taken.warned = True
        elif taken.out_at is not None and taken.out_at <= now and not taken.on_its_way:
            taken.unwarned = True
        if taken.out_at is not None and taken.out_at <= now:
            taken.ran_out = True
            taken.unwarned |= not taken.warned
        turns = taken.out_at - warn if taken.out_at else None
        if turns is not None and not taken.on_its_way and abs(turns - now) > NEAR:
            taken.wrongly_told += (taken.medicine_id in warned) != (turns <= now)


def _ask(day: Day, taken: Taken) -> None:
    made = day.decide(
        "nurse", "care.ask_medicine", person_id=taken.person_id, medicine_id=taken.medicine_id,
        what=taken.row["name"],
    )  # fmt: skip
    taken.order_id = made["order_id"]


def _buy(day: Day, taken: Taken) -> None:
    day.decide("logistics", "care.buy_medicine", order_id=taken.order_id, cost_cents=taken.row["cents"])
    taken.on_its_way = True


def _hand_over(day: Day, taken: Taken) -> None:
    """Put it into their own hands: what was left and what came lasts again from now on."""
    look_through(day)
    left, amount = taken.left_at(day.now()), taken.row["amount"]
    day.decide("nurse_night", "care.hand_over_medicine", order_id=taken.order_id, amount=str(amount))
    taken.counted_at, taken.counted, taken.on_its_way = day.now(), left + amount, False
    taken.handed = True
