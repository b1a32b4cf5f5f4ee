"""The demonstration: the county hotel on the evening of the first day, buses announced."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from yizhan.command.actions.sites import set_up_site
from yizhan.command.demonstration_house import fill_house
from yizhan.command.demonstration_needs import fill_needs
from yizhan.command.demonstration_store import fill_store
from yizhan.command.rules import FloorPlan, RoomPlan, SitePlan
from yizhan.core.actors import SYSTEM, Actor, ActorKind
from yizhan.core.clock import FixedClock, now, running
from yizhan.core.ids import new_id
from yizhan.core.shipped import read_shipped
from yizhan.duty.actions.postings import post_account
from yizhan.intake.actions.announce import announce_batch, revise_batch
from yizhan.intake.actions.countdown import tick_step
from yizhan.intake.models import CountdownStep
from yizhan.intake.rules import Announcement, VehicleFacts
from yizhan.people.actions.accounts import make_account
from yizhan.people.models import Account
from yizhan.places.enums import RoomKind
from yizhan.places.models import Occupancy, Site
from yizhan.stays.models import RoomCard

BEDS = {RoomKind.SINGLE: 1, RoomKind.TWIN: 2, RoomKind.FAMILY: 4}


@dataclass(frozen=True, slots=True)
class ResidentsWay:
    """How the page of somebody who lives there opens: the code on the card in their room, the wristband."""

    card: str
    number: int


def load_demonstration(*, lived_in: bool = False) -> UUID:
    """Load the demonstration unless it is there; returns the account of its site head.

    Its house is empty, or `lived_in`: then three families have been there under a protocol for two days,
    and need what people need.
    """
    facts = demonstration_facts()
    known = Account.objects.filter(username=facts["crew"][0]["username"]).first()
    if known and Site.objects.filter(code=facts["site"]["code"]).exists():
        return known.id
    site_id = new_id()
    opened = now() - timedelta(days=facts["house"]["came"]["days_ago"] + 1)
    with running(FixedClock(opened)) if lived_in else nullcontext():
        set_up_site(by=SYSTEM, site_id=site_id, plan=hotel_plan(facts["site"]))
        crew = {member["username"]: _post(site_id, member) for member in facts["crew"]}
    if lived_in:
        site = Site.objects.get(id=site_id)
        fill_house(site, crew, facts["house"])
        fill_store(site, crew, facts["store"])
        fill_needs(site, crew, facts["needs"])
    head = crew[facts["crew"][0]["username"]]
    batch_id = _announce(site_id, Actor(ActorKind.ACCOUNT, head), facts["batch"])
    teams = {member["team"]: crew[member["username"]] for member in facts["crew"]}
    _tick(site_id, batch_id, teams, facts["batch"]["steps_done"])
    return head


def residents_way() -> ResidentsWay | None:
    """Return how to open the page of the family that leaves first; None once its card has ended."""
    number = demonstration_facts()["house"]["parties"][0]["number"]
    rooms = Occupancy.objects.filter(person__stays__band_number=number, ended_at=None).values("room")
    card = RoomCard.objects.filter(room__in=rooms, ended_at=None).first()
    return ResidentsWay(card.code, number) if card else None


@cache
def demonstration_facts() -> dict[str, Any]:
    """Return the facts of the demonstration."""
    facts: dict[str, Any] = read_shipped("yizhan.command", "demonstration.yaml")
    return facts


def hotel_plan(site: dict[str, Any]) -> SitePlan:
    """Return the county hotel: 54 rooms on six floors, 40 twin, 6 family, 8 single."""
    plan = {key: value for key, value in site.items() if key not in ("floors", "rooms_per_floor")}
    floors = [
        _floor(level, site["rooms_per_floor"], singles=1 if i < 4 else 2)
        for i, level in enumerate(site["floors"])
    ]
    return SitePlan(floors=floors, **plan)


def _floor(level: int, count: int, *, singles: int) -> FloorPlan:
    kinds = [RoomKind.FAMILY] + [RoomKind.TWIN] * (count - 1 - singles) + [RoomKind.SINGLE] * singles
    rooms = [
        RoomPlan(
            name=f"{level}{number:02d}",
            kind=kind,
            beds=BEDS[kind],
            corridor="A" if number <= count // 2 else "B",
            extension=f"8{level}{number:02d}",
            features=["accessible"] if number == 1 else [],
        )
        for number, kind in enumerate(kinds, start=1)
    ]
    return FloorPlan(name=str(level), level=level, rooms=rooms)


def _post(site_id: UUID, member: dict[str, str]) -> UUID:
    account_id = new_id()
    make_account(by=SYSTEM, account_id=account_id, username=member["username"], display_name=member["name"])
    home = None if member["role"] == "command_post" else site_id
    post_account(
        by=SYSTEM, site_id=home, posting_id=new_id(), account_id=account_id, role=member["role"],
        team_key=member["team"],
    )  # fmt: skip
    return account_id


def _announce(site_id: UUID, head: Actor, batch: dict[str, Any]) -> UUID:
    batch_id = new_id()
    for number, word in enumerate(batch["revisions"]):
        last = number == len(batch["revisions"]) - 1
        announcement = Announcement(
            words=word["words"], expected=word["expected"], certainty=word["certainty"],
            eta=now() + timedelta(minutes=word["minutes"]), origin=batch["origin"], cohort=batch["cohort"],
            protocol=batch["protocol"],
            vehicles=tuple(VehicleFacts(**vehicle) for vehicle in batch["vehicles"]) if last else (),
        )  # fmt: skip
        if number == 0:
            announce_batch(by=head, site_id=site_id, batch_id=batch_id, announcement=announcement)
        else:
            revise_batch(
                by=head, site_id=site_id, batch_id=batch_id, announcement=announcement, after_revision=number
            )
    return batch_id


def _tick(site_id: UUID, batch_id: UUID, teams: dict[str, UUID], done: list[str]) -> None:
    """Tick off what the teams have done by now, each by one of its own people."""
    for step in CountdownStep.objects.filter(batch_id=batch_id, key__in=done).select_related("team"):
        by = Actor(ActorKind.ACCOUNT, teams[step.team.key if step.team else ""])
        tick_step(by=by, site_id=site_id, step_id=step.id)
