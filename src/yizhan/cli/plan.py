"""`yizhan plan`."""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from yizhan.planning.asking import Question
    from yizhan.planning.queries.plans import PlanView

DONE, NOTHING, UNUSABLE = 0, 1, 2
LOOKS_EVERY_S = 0.3
EXAMPLES = """examples:
  yizhan plan rooming --site huarui
  yizhan plan what-if --site huarui --lost 4F/B --more 100
  yizhan plan clearing --site huarui --floor 2F --teams 2
  yizhan plan hotels --site huarui --batch 1 --hotel jinlong --hotel dongfang

A plan is kept at the site: a person approves it at the desk, or nothing happens."""


def add_arguments(parser: ArgumentParser) -> None:
    """What is planned, and where."""
    parser.add_argument(
        "use", choices=["rooming", "clearing", "days", "what-if", "hotels", "solve"],
        help="what is planned; “solve” works out what the desk asked for",
    )  # fmt: skip
    parser.add_argument("plan", nargs="?", type=UUID, help="of “solve”: the id of the plan")
    parser.add_argument("--site", metavar="CODE", help="the site")
    parser.add_argument("--floor", metavar="NAME", action="append", default=[], help="a floor to be cleared")
    parser.add_argument(
        "--lost", metavar="PLACE", action="append", default=[],
        help="a floor (4F) or a corridor of it (4F/B) that can no longer be used",
    )  # fmt: skip
    parser.add_argument("--more", type=int, default=0, metavar="N", help="people beyond those announced")
    parser.add_argument("--days", type=int, default=14, metavar="N", help="length of a stay (default 14)")
    parser.add_argument("--instead", type=int, metavar="N", help="another length, to be compared")
    parser.add_argument("--teams", type=int, default=1, metavar="N", help="parties that move at once")
    parser.add_argument("--batch", type=int, metavar="N", help="of “hotels”: the batch to be shared out")
    parser.add_argument(
        "--hotel", metavar="CODE", action="append", default=[],
        help="of “hotels”: another site that may take some",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the plan as JSON")


def run(options: Namespace) -> int:
    """Plan and print; 0 when a plan was found, 1 when none was, 2 when nothing could be asked."""
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings

    prepare(migrate=False)
    from pydantic import ValidationError  # noqa: PLC0415 - after prepare()

    from yizhan.core.refusals import Refusal  # noqa: PLC0415

    try:
        return _solve(options.plan) if options.use == "solve" else _ask(options)
    except (Refusal, _NoSuchPlaceError) as error:
        return _unusable(str(error))
    except ValidationError as error:
        return _unusable("\n".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors()))


class _NoSuchPlaceError(Exception):
    """A site, floor or corridor that is not there; the message says which there are."""


def _solve(plan_id: UUID | None) -> int:
    from yizhan.planning.models import Plan  # noqa: PLC0415 - after prepare()
    from yizhan.planning.process import perform  # noqa: PLC0415

    if plan_id is None or not Plan.objects.filter(id=plan_id).exists():
        return _unusable("Which plan? The desk starts it with its id.")
    return DONE if perform(plan_id) else NOTHING


def _ask(options: Namespace) -> int:
    from yizhan.cli.language import speak  # noqa: PLC0415 - after prepare()
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415
    from yizhan.core.ids import new_id  # noqa: PLC0415
    from yizhan.planning.actions.plans import ask_plan  # noqa: PLC0415

    site_id, plan_id = _site(options.site), new_id()
    ask_plan(by=SYSTEM, site_id=site_id, plan_id=plan_id, question=_question(options, site_id))
    plan = _awaited(site_id, plan_id)
    if plan is None or plan.answer is None:
        print("Nothing came of this plan. Whoever runs the server finds why there.", file=sys.stderr)
        return NOTHING
    speak()
    if options.json:
        print(json.dumps(plan.row.answer, ensure_ascii=False, indent=2))
    else:
        from yizhan.planning.wording import plan_text  # noqa: PLC0415 - after prepare()

        print(plan_text(plan))
    return DONE


def _awaited(site_id: UUID, plan_id: UUID) -> "PlanView | None":
    """Watch a plan being worked out; an interrupt takes the best that there is."""
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415 - after prepare()
    from yizhan.planning.actions.plans import stop_plan  # noqa: PLC0415
    from yizhan.planning.queries.plans import plan_of  # noqa: PLC0415

    told = None
    while (plan := plan_of(site_id, plan_id)) and plan.is_open:
        if plan.gap_percent not in (None, told):
            told = plan.gap_percent
            print(f"a plan is there; at most {told} % could be better (Ctrl-C takes it)", file=sys.stderr)
        try:
            time.sleep(LOOKS_EVERY_S)
        except KeyboardInterrupt:
            stop_plan(by=SYSTEM, site_id=site_id, plan_id=plan_id)
    return plan


def _question(options: Namespace, site_id: UUID) -> "Question":
    from yizhan.planning.asking import Question  # noqa: PLC0415 - after prepare()
    from yizhan.planning.enums import Use  # noqa: PLC0415

    return Question(
        use=Use(options.use.replace("-", "_")), more=options.more, days=options.days, instead=options.instead,
        teams=options.teams, floors=tuple(_floor(site_id, name) for name in options.floor),
        lost=tuple(room for place in options.lost for room in _rooms(site_id, place)),
        batch=_batch(site_id, options.batch) if options.batch else None,
        hotels=tuple(_site(code) for code in options.hotel),
    )  # fmt: skip


def _site(code: str | None) -> UUID:
    from yizhan.places.models import Site  # noqa: PLC0415 - after prepare()

    sites = dict(Site.objects.values_list("code", "id"))
    if code not in sites:
        raise _NoSuchPlaceError(f"There is no site “{code or ''}”. There are: {', '.join(sites)}.")
    return sites[code]


def _batch(site_id: UUID, number: int) -> UUID:
    from yizhan.intake.models import Batch  # noqa: PLC0415 - after prepare()

    batches = dict(Batch.objects.filter(site_id=site_id).values_list("number", "id"))
    if number not in batches:
        raise _NoSuchPlaceError(f"There is no batch {number}. There are: {', '.join(map(str, batches))}.")
    return batches[number]


def _floor(site_id: UUID, name: str) -> UUID:
    from yizhan.places.models import Floor  # noqa: PLC0415 - after prepare()

    floors = dict(Floor.objects.filter(site_id=site_id).values_list("name", "id"))
    if name not in floors:
        raise _NoSuchPlaceError(f"There is no floor “{name}”. There are: {', '.join(floors)}.")
    return floors[name]


def _rooms(site_id: UUID, place: str) -> list[UUID]:
    from yizhan.places.models import Room  # noqa: PLC0415 - after prepare()

    floor, _, corridor = place.partition("/")
    rooms = Room.objects.filter(floor_id=_floor(site_id, floor))
    if corridor:
        known = list(rooms.order_by("corridor").values_list("corridor", flat=True).distinct())
        rooms = rooms.filter(corridor=corridor)
        if corridor not in known:
            raise _NoSuchPlaceError(f"Floor {floor} has no corridor “{corridor}”: {', '.join(known)}.")
    return list(rooms.values_list("id", flat=True))


def _unusable(why: str) -> int:
    print(why, file=sys.stderr)
    return UNUSABLE
