"""Makes the site that is measured: 500 rooms, a crew, a batch, and if wanted a long past.

Run in a process of its own, with YIZHAN_HOME and DATABASE_URL of the installation to fill:
`python -m benchmarks.site --rooms 500 --stays 100000 --phones 20`. Prints JSON: what the load needs.
"""

import argparse
import json
import os
from typing import Any
from uuid import UUID

CODE = "bench"
ROOMS_ON_A_FLOOR = 25
NUMBERS_FOR_A_PHONE = 300


def make_site(rooms: int, stays: int, phones: int) -> dict[str, Any]:
    """Fill the empty installation of this process; returns ids, links and rolls."""
    from benchmarks.history import write_history
    from yizhan.command.actions.sites import set_up_site
    from yizhan.core.actors import SYSTEM, Actor, ActorKind
    from yizhan.core.ids import new_id
    from yizhan.intake.actions.announce import announce_batch
    from yizhan.intake.rules import Announcement

    site_id, batch_id = new_id(), new_id()
    set_up_site(by=SYSTEM, site_id=site_id, plan=_plan(rooms))
    head, link = _engage(site_id, "head", "site_head")
    if stays:
        write_history(site_id, head, stays)
    announce_batch(
        by=Actor(ActorKind.ACCOUNT, head), site_id=site_id, batch_id=batch_id,
        announcement=Announcement(expected=rooms * 2, origin="bench"),
    )  # fmt: skip
    return {
        "site": str(site_id), "code": CODE, "batch": str(batch_id), "head": link,
        "phones": [_phone(site_id, number) for number in range(phones)],
    }  # fmt: skip


def _plan(rooms: int) -> Any:
    from yizhan.command.rules import FloorPlan, RoomPlan, SitePlan
    from yizhan.places.enums import RoomKind

    kinds = [(RoomKind.TWIN, 2)] * 7 + [(RoomKind.FAMILY, 4)] * 2 + [(RoomKind.SINGLE, 1)]
    floors = []
    for start in range(0, rooms, ROOMS_ON_A_FLOOR):
        level = start // ROOMS_ON_A_FLOOR + 1
        plans = [
            RoomPlan(name=str(8801 + number), kind=kinds[number % 10][0], beds=kinds[number % 10][1],
                     corridor="A" if number % 2 else "B")
            for number in range(start, min(start + ROOMS_ON_A_FLOOR, rooms))
        ]  # fmt: skip
        floors.append(FloorPlan(name=str(level), level=level, rooms=plans))
    return SitePlan(code=CODE, name="Bench", floors=floors)


def _phone(site_id: UUID, number: int) -> dict[str, Any]:
    from yizhan.core.actors import Actor, ActorKind
    from yizhan.intake.actions.rolls import issue_roll

    account, link = _engage(site_id, f"phone-{number}", "counter")
    first = 1 + number * NUMBERS_FOR_A_PHONE
    last = first + NUMBERS_FOR_A_PHONE - 1
    issue_roll(by=Actor(ActorKind.ACCOUNT, account), site_id=site_id, first=first, last=last, device=f"phone-{number}")
    return {"link": link, "first": first, "last": last}


def _engage(site_id: UUID, username: str, role: str) -> tuple[UUID, str]:
    from yizhan.core.actors import SYSTEM
    from yizhan.core.ids import new_id
    from yizhan.duty.actions.postings import post_account
    from yizhan.people.actions import accounts

    account_id = new_id()
    accounts.make_account(by=SYSTEM, account_id=account_id, username=username, display_name=username)
    post_account(by=SYSTEM, site_id=site_id, posting_id=new_id(), account_id=account_id, role=role)
    return account_id, f"/enter/{accounts.issue_link(by=SYSTEM, account_id=account_id)}/"


def main() -> None:
    """Fill the installation and print what the load needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=500)
    parser.add_argument("--stays", type=int, default=0)
    parser.add_argument("--phones", type=int, default=20)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.cli.database import prepare

    prepare()
    print(json.dumps(make_site(options.rooms, options.stays, options.phones)))


if __name__ == "__main__":
    main()
