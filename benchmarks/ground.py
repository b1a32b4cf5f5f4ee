"""The site that is measured: rooms, a crew with one-time links, a batch, and if wanted a long past."""

from typing import Any
from uuid import UUID

from benchmarks.history import write_history
from yizhan.command.actions.sites import set_up_site
from yizhan.command.rules import FloorPlan, RoomPlan, SitePlan
from yizhan.core.actors import SYSTEM, Actor, ActorKind
from yizhan.core.ids import new_id
from yizhan.duty.actions.postings import post_account
from yizhan.intake.actions.announce import announce_batch
from yizhan.intake.actions.counting import count_party
from yizhan.intake.actions.rolls import issue_roll
from yizhan.intake.rules import Announcement
from yizhan.people.actions import accounts
from yizhan.people.enums import AgeGroup
from yizhan.people.models import Account
from yizhan.places.enums import RoomKind
from yizhan.places.models import Room
from yizhan.stays.actions.rooming import room_party
from yizhan.stays.rules import RoomShare

CODE = "bench"
ROOMS_ON_A_FLOOR = 25
NUMBERS_FOR_A_PHONE = 300


def make_site(rooms: int, stays: int, phones: int) -> dict[str, Any]:
    """Fill the empty installation of this process; returns ids, links and rolls."""
    site_id, batch_id = new_id(), new_id()
    set_up_site(by=SYSTEM, site_id=site_id, plan=_plan(rooms))
    head, link = engage(site_id, "head", "site_head")
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
    account, link = engage(site_id, f"phone-{number}", "counter")
    first = 1 + number * NUMBERS_FOR_A_PHONE
    last = first + NUMBERS_FOR_A_PHONE - 1
    issue_roll(
        by=Actor(ActorKind.ACCOUNT, account),
        site_id=site_id,
        first=first,
        last=last,
        device=f"phone-{number}",
    )
    return {"link": link, "first": first, "last": last}


def other_site(number: int) -> UUID:
    """Set up another site beside the one that is measured; returns it."""
    site_id = new_id()
    plan = _plan(ROOMS_ON_A_FLOOR).model_copy(update={"code": f"{CODE}-{number}", "name": f"Bench {number}"})
    set_up_site(by=SYSTEM, site_id=site_id, plan=plan)
    return site_id


def engage(site_id: UUID, username: str, role: str) -> tuple[UUID, str]:
    """Post a new account at the site; returns it and its one-time link."""
    account_id = new_id()
    accounts.make_account(by=SYSTEM, account_id=account_id, username=username, display_name=username)
    post_account(by=SYSTEM, site_id=site_id, posting_id=new_id(), account_id=account_id, role=role)
    return account_id, f"/enter/{accounts.issue_link(by=SYSTEM, account_id=account_id)}/"


def nearly_full(rooms: int, waiting: int, stays: int = 0) -> tuple[dict[str, Any], list[str]]:
    """Make a site with four fifths of its rooms taken, people expected, and parties who wait for a room.

    Returns it, and the parties that wait. `stays` is how many are behind it.
    """
    taken = rooms * 4 // 5
    site = make_site(rooms, stays, -(-(taken + waiting) // NUMBERS_FOR_A_PHONE))
    by = Actor(ActorKind.ACCOUNT, Account.objects.get(username="head").id)
    site_id, batch_id = UUID(site["site"]), UUID(site["batch"])
    free = list(Room.objects.filter(site_id=site_id, beds__gte=2).order_by("floor__level", "position"))
    parties = []
    for number in range(1, taken + waiting + 1):
        counted = count_party(
            by=by, site_id=site_id, batch_id=batch_id, wave=number, number=number,
            make_up=(AgeGroup.ADULT, AgeGroup.CHILD),
        )  # fmt: skip
        parties.append(counted.party_id)
    for party_id, room in zip(parties[:taken], free, strict=False):
        room_party(by=by, site_id=site_id, party_id=party_id, rooms=(RoomShare(room_id=room.id),))
    return site, [str(party_id) for party_id in parties[taken:]]
