"""`yizhan setup`."""

import sys
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from pathlib import Path
from typing import Any

from yizhan.cli.database import prepare
from yizhan.cli.language import speak
from yizhan.cli.link import add_base, fresh_link

EXAMPLES = """examples:
  yizhan setup                                       asks for everything
  yizhan setup --code county --name "County station" --rooms rooms.xlsx \\
               --entrance Gate=3.2 --entrance Side=? --head chen.jie
  yizhan setup --code school --name "Town school" --floors 1-4 --rooms-per-floor 12 --beds 2 --no-lift \\
               --head chen.jie
  yizhan setup --plan site.yaml --head chen.jie

A list of rooms (.xlsx, .xls, .ods or .csv) has one room a row, under headings in Chinese or English:
floor and room; beds, kind, extension and corridor where they are known. A plan is YAML:
  {code: county, name: County station, lift: true, entrances: [{name: Gate, clearance_m: 3.2}],
   floors: [{name: "3", level: 3, rooms: [{name: "301", kind: twin, beds: 2}]}]}"""


def add_arguments(parser: ArgumentParser) -> None:
    """Everything that the questions ask, so that nothing needs to be asked."""
    site = parser.add_argument_group("the site")
    site.add_argument("--code", help="short name in addresses: small letters, digits, hyphens")
    site.add_argument("--name", help="name of the site")
    site.add_argument("--name-en", help="its name in English")
    site.add_argument("--phone", help="telephone of the site")
    site.add_argument("--chat-group", help="name of the residents' chat group")
    site.add_argument("--timezone", help="such as Asia/Shanghai (default)")
    site.add_argument(
        "--lift", action=BooleanOptionalAction, default=None, help="whether there is a lift (default yes)"
    )
    site.add_argument(
        "--entrance", action="append", metavar="NAME=METRES", help="clear height; NAME=? if not measured"
    )
    rooms = parser.add_argument_group("its rooms, in one of three ways")
    rooms.add_argument("--rooms", type=Path, metavar="FILE", help="the hotel's list of rooms")
    rooms.add_argument(
        "--plan", type=Path, metavar="FILE", help="a whole plan in YAML; options given here replace its facts"
    )
    rooms.add_argument("--floors", metavar="3-8", help="storeys, all alike")
    rooms.add_argument("--rooms-per-floor", type=int)
    rooms.add_argument("--beds", type=int, help="beds in each room (default 2)")
    head = parser.add_argument_group("its first site head")
    head.add_argument("--head", metavar="USERNAME", help="user name of the first site head")
    head.add_argument("--head-name", help="what the site head is called")
    add_base(head)


def run(options: Namespace) -> int:
    """Set the site up, all or nothing, and print the site head's one-time link."""
    prepare()
    speak()
    from pydantic import ValidationError  # noqa: PLC0415 - after prepare()

    from yizhan.cli.questions import NobodyToAsk, ask_missing  # noqa: PLC0415
    from yizhan.command.plans import BadPlan  # noqa: PLC0415
    from yizhan.command.room_list import BadRoomList  # noqa: PLC0415
    from yizhan.command.sheets import UnreadableFile  # noqa: PLC0415
    from yizhan.core.refusals import Refusal  # noqa: PLC0415

    try:
        return _set_up(ask_missing(options))
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'plan'}: {fault['msg']}" for fault in error.errors()]
    except BadRoomList as error:
        faults = [f"{options.rooms}: {fault}" for fault in error.faults]
    except (BadPlan, UnreadableFile, NobodyToAsk) as error:
        faults = [str(error)]
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print("\n".join(faults), file=sys.stderr)
    return 2


def _set_up(options: Namespace) -> int:
    from django.db import transaction  # noqa: PLC0415 - after prepare()
    from django.utils.translation import gettext as _  # noqa: PLC0415

    from yizhan.cli.invite import post  # noqa: PLC0415
    from yizhan.command.actions.sites import set_up_site  # noqa: PLC0415
    from yizhan.command.rules import SitePlan  # noqa: PLC0415
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415
    from yizhan.core.ids import new_id  # noqa: PLC0415

    plan = SitePlan.model_validate(plan_of(options))
    with transaction.atomic():
        made = set_up_site(by=SYSTEM, site_id=new_id(), plan=plan)
        head = Namespace(
            username=options.head,
            name=options.head_name,
            role="site_head",
            site=plan.code,
            team="information",
        )
        account_id = post(head)
    found = {"name": plan.name, "floors": len(plan.floors), "rooms": made.rooms, "beds": made.beds}
    print(_("%(name)s is set up: %(floors)d floors, %(rooms)d rooms, %(beds)d beds.") % found)
    print(_("One-time sign-in link of the site head (24 hours):"))
    print(fresh_link(account_id, options.base))
    return 0


def plan_of(options: Namespace) -> dict[str, Any]:
    """Return the plan that the options give, unchecked: a file's facts, replaced by what is given."""
    from yizhan.command.plans import entrance_from, equal_floors, levels_from, read_plan  # noqa: PLC0415
    from yizhan.command.room_list import read_room_list  # noqa: PLC0415

    plan = read_plan(options.plan) if options.plan else {}
    for name in ("code", "name", "name_en", "phone", "chat_group", "timezone", "lift"):
        given = getattr(options, name)
        if given is not None:
            plan[name] = given
    if options.entrance is not None:
        plan["entrances"] = [entrance_from(text) for text in options.entrance]
    if options.rooms:
        plan["floors"] = read_room_list(options.rooms)
    elif options.floors:
        plan["floors"] = equal_floors(levels_from(options.floors), options.rooms_per_floor, options.beds or 2)
    return plan
