"""The morning after: who is missing at six, samples in walking order, bags at seven, the last names."""

import io
import re
from typing import Any

from yizhan.command.rehearsal.phone import Phone
from yizhan.command.rehearsal.registering import call_rooms
from yizhan.command.rehearsal.scene import Scene
from yizhan.command.rehearsal.settling import see_to_matters
from yizhan.command.rehearsal.truth import Habit

_TAG = re.compile(r"\d{3,4}-[A-Z]")
BAGS, CHILDREN = 2, 3


def clerk_at_six(scene: Scene, phone: Phone) -> None:
    """Read who has not registered, room by room, then call once more until nobody is missing."""
    scene.night.sleep_until(scene.facts.next_morning(scene.facts.reported["first_list_at"]))
    missing = scene.read(phone, "unregistered")
    scene.story.figures["unregistered_0600"] = sum(len(row["members"]) for row in missing["parties"])
    scene.story.figures["registered_by_script_0600"] = scene.story.registered_by(scene.night.now())
    call_rooms(scene, phone, answering=tuple(Habit))
    scene.story.figures["unregistered_at_the_end"] = len(scene.read(phone, "unregistered")["parties"])


def nurse_at_six(scene: Scene, phone: Phone) -> None:
    """Take the list for two nurses: every room in walking order, every tube with its label."""
    scene.night.sleep_until(scene.facts.next_morning(scene.facts.reported["first_list_at"]))
    rows = _rows(scene, phone, "samples/round.xlsx")
    tags = {cell for row in rows for cell in row if isinstance(cell, str) and _TAG.fullmatch(cell)}
    scene.story.figures["samples"] = len(tags)


def kitchen_at_seven(scene: Scene, phone: Phone) -> None:
    """Take the breakfast list for the runners, and add up the bags."""
    scene.night.sleep_until(scene.facts.next_morning(scene.facts.reported["breakfast_at"]))
    rows = _rows(scene, phone, "meals/breakfast/bags.xlsx")
    scene.story.figures["breakfast_bags"], scene.story.figures["children_bags"] = count_bags(rows)


def head_ends_the_night(scene: Scene, phone: Phone) -> None:
    """Read the counts for the report, see to what is open, and close the batch."""
    scene.night.sleep_until(scene.facts.next_morning("08:30"))
    scene.story.figures["counts"] = scene.read(phone, f"batches/{scene.batch_id}/counts")
    scene.story.figures["ledger"] = scene.read(phone, "ledger")["people"]
    steps = scene.read(phone, "field")["steps"]
    scene.story.figures["steps_left"] = sum(step["done_at"] is None for step in steps)
    see_to_matters(scene, phone)
    phone.decide("intake.finish_batch", batch_id=str(scene.batch_id))
    scene.story.figures["matters_left"] = len(scene.read(phone, "matters"))


def count_bags(rows: list[list[Any]]) -> tuple[int, int]:
    """Add up a kitchen list: all bags, and those for children; a door's row has figures in both columns."""
    doors = [
        row
        for row in rows
        if len(row) > CHILDREN and all(isinstance(row[c], int | float) for c in (BAGS, CHILDREN))
    ]
    return int(sum(row[BAGS] for row in doors)), int(sum(row[CHILDREN] for row in doors))


def _rows(scene: Scene, phone: Phone, path: str) -> list[list[Any]]:
    import python_calamine  # noqa: PLC0415 - heavy, and needed once

    file = phone.browser.get(f"/s/{scene.stage.code}/lists/{path}").content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(file))
    rows: list[list[Any]] = book.get_sheet_by_index(0).to_python()
    return rows
