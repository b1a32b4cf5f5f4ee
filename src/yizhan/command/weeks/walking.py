"""The two entries of a day: planned from what is due, walked door by door, ended with what was missed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from yizhan.command.weeks.house import House
from yizhan.command.weeks.receiving import normal
from yizhan.duty.queries.due import due_by_floor

OBSERVATION, SAMPLING, CENSUS = "observation", "sampling", "census"
BETWEEN_FLOORS = timedelta(minutes=20)


def walk(
    house: House, kinds: list[str], planned_at: datetime, *, walker: str = "nurse", relief: str = ""
) -> None:
    """Walk one entry for each floor on which something of these kinds is due.

    With `relief` the walker's phone is lost in the middle of the first one: the other goes on from there.
    """
    house.until(planned_at)
    for row in due_by_floor(house.site_id, house.clock.now(), house.clock.now() + BETWEEN_FLOORS):
        if row.floor and any(task.kind in kinds for task in row.tasks):
            walker, relief = _walk_floor(house, kinds, str(row.floor.id), walker, relief), ""


def _walk_floor(house: House, kinds: list[str], floor: str, walker: str, relief: str) -> str:
    now = house.clock.now()
    planned = house.decide(
        "head", "duty.plan_round", kinds=kinds, floors=[floor], planned_at=now.isoformat(), suits=2
    )
    round_id = planned["round_id"]
    house.decide(walker, "duty.start_round", round_id=round_id)
    stops = house.read(walker, f"rounds/{round_id}")["stops"]
    until = len(stops) // 2 if relief else len(stops)
    _visit(house, walker, round_id, stops[:until])
    if relief:
        house.decide(walker, "duty.hand_over_round", round_id=round_id, account_id=house.account(relief))
        house.decide(relief, "duty.accept_round", round_id=round_id)
        _visit(house, relief, round_id, stops[until:])
        walker = relief
    house.until(now + BETWEEN_FLOORS)
    house.decide(walker, "duty.end_round", round_id=round_id)
    return walker


def _visit(house: House, who: str, round_id: str, stops: list[dict[str, Any]]) -> None:
    phone, chance = house.phones[who], house.chance(f"walk {round_id}")
    tubes = house.labels(who, sum(task["kind"] == SAMPLING for stop in stops for _, task in _tasks(stop)))
    for stop in stops:
        for person, task in _tasks(stop):
            if task["kind"] == OBSERVATION:
                phone.keep(
                    "health.observe", person_id=person, value_c=normal(house, chance), mood="good",
                    round_id=round_id,
                )  # fmt: skip
            elif task["kind"] == SAMPLING:
                phone.keep("health.take_sample", person_ids=[person], tube=next(tubes), round_id=round_id)
            elif task["kind"] == CENSUS:
                tags = house.seen_in(stop["room_id"])
                phone.keep("stays.look_into_room", room_id=stop["room_id"], tags=tags, round_id=round_id)
    phone.finish()


def _tasks(stop: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is to be done at a door, with the person whom it is about; "" for the room itself."""
    yield from (("", task) for task in stop["tasks"])
    yield from ((person["person_id"], task) for person in stop["people"] for task in person["tasks"])
