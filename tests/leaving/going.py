"""Shorthands for leaving the county hotel; times are those of Shanghai, eight hours before UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.course.watching import Watching, at
from tests.intake.night import Night
from yizhan.command.actions.sites import set_up_site
from yizhan.command.demonstration import demonstration_facts, hotel_plan
from yizhan.command.queries.verify import verify
from yizhan.core.actors import SYSTEM
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.duty.actions.postings import post_account
from yizhan.health.models import Result, Tube, TubeMember
from yizhan.leaving.actions.early import EarlyReleaseDecided, propose_early, sign_early
from yizhan.leaving.actions.ordering import Ordered, Way, order_transfer
from yizhan.leaving.actions.releasing import Released, release
from yizhan.leaving.actions.transferring import let_go, receive
from yizhan.leaving.enums import Destination
from yizhan.leaving.queries.board import Leaver, leaver_of
from yizhan.people.actions.accounts import make_account
from yizhan.places.models import Site
from yizhan.stays.models import JournalEntry, Stay

DUE = at("03-30", "09:00")


@dataclass
class Going(Watching):
    """The night, and what its crew does about people who leave."""

    night: Night

    def set(self, moment: datetime) -> None:
        """Set the server's clock."""
        self.night.clock.set(moment)

    def release(self, *tags: str | UUID, by: str = "head", stay_ids: tuple[UUID, ...] = ()) -> Released:
        """Release people by one decision."""
        ids = stay_ids or self.ids(*tags)
        return release(by=self.night.by(by), site_id=self.night.site.id, stay_ids=ids)

    def propose_early(
        self, tag: str, *, by: str = "head", reason: str = "a death at home"
    ) -> EarlyReleaseDecided:
        """Propose to let somebody go early."""
        return propose_early(
            by=self.night.by(by), site_id=self.night.site.id, stay_id=self.night.stay(tag).id, reason=reason
        )

    def sign_early(self, early_id: UUID, *, by: str = "post") -> EarlyReleaseDecided:
        """Sign an early release."""
        return sign_early(by=self.night.by(by), site_id=self.night.site.id, early_id=early_id)

    def leaver(self, tag: str) -> Leaver:
        """How it stands with somebody."""
        found = leaver_of(self.night.site, self.night.stay(tag).id)
        assert found
        return found

    def sample(self, tag: str, value: str = "", *, size: int = 1) -> Tube:
        """Put somebody's sample into a tube of its own, with its result if it is known."""
        made = {"site": self.night.site, "code": str(new_id())[-12:], "specimen": "throat"}
        tube = Tube.objects.create(size=size, made_at=now(), made_by="test", **made)
        TubeMember.objects.create(
            tube=tube, person=self.night.stay(tag).person, taken_at=now(), received_at=now(),
            taken_by_id=self.night.crew["nurse"],
        )  # fmt: skip
        if value:
            self.result(tube, value)
        return tube

    def result(self, tube: Tube, value: str) -> None:
        """Enter what a tube showed."""
        Result.objects.create(
            tube=tube, value=value, reported_at=now(), received_at=now(), source="hand",
            entered_by_id=self.night.crew["nurse"],
        )  # fmt: skip

    def second_site(self) -> Site:
        """Another hotel, with a receptionist of its own who is called "reception2"."""
        site_id = new_id()
        plan = hotel_plan({**demonstration_facts()["site"], "code": "second", "rooms_per_floor": 3})
        set_up_site(by=SYSTEM, site_id=site_id, plan=plan)
        account_id = new_id()
        make_account(by=SYSTEM, account_id=account_id, username="reception2", display_name="reception2")
        post_account(
            by=SYSTEM, site_id=site_id, posting_id=new_id(), account_id=account_id, role="reception",
            team_key="reception",
        )  # fmt: skip
        self.night.crew["reception2"] = account_id
        return Site.objects.get(id=site_id)

    def order(self, *tags: str, to: Site | None = None, by: str = "clerk", **more: Any) -> Ordered:
        """Order that people are brought to another site, or to hospital, within the hour."""
        target = {"target_kind": Destination.SITE, "target_id": to.id} if to else {
            "target_kind": Destination.HOSPITAL, "target_words": "First Hospital"
        }  # fmt: skip
        way = Way(
            origin_kind=Destination.SITE, origin_id=self.night.site.id, leaves_at=now(),
            expected_at=now() + timedelta(hours=1), **target, **more,
        )  # fmt: skip
        persons = tuple(self.night.stay(tag).person_id for tag in tags)
        return order_transfer(
            by=self.night.by(by), site_id=self.night.site.id, order_id=new_id(), way=way, person_ids=persons,
            reason="conversion",
        )  # fmt: skip

    def let_go(self, order: Ordered, *, by: str = "reception") -> None:
        """Say that everybody on an order is in the vehicle."""
        let_go(
            by=self.night.by(by), site_id=self.night.site.id, order_id=order.order_id,
            passenger_ids=tuple(order.passengers.values()),
        )  # fmt: skip

    def receive(self, site: Site, order: Ordered, number: int = 31, *, by: str = "reception2") -> Stay:
        """Receive everybody on an order under one number; returns the stay of the first."""
        told = receive(
            by=self.night.by(by), site_id=site.id, order_id=order.order_id,
            bands=dict.fromkeys(order.passengers.values(), number),
        )  # fmt: skip
        return Stay.objects.get(id=next(iter(told.stays.values())))


def codes() -> set[str]:
    """What verification finds, as codes; those of rows that tests put there by hand are left out."""
    report = verify()
    found = (*report.faults, *(fault for site in report.sites for fault in site.faults))
    return {fault.code for fault in found}


def entries(kind: str) -> int:
    """How many entries of a kind all journals have."""
    return JournalEntry.objects.filter(kind=kind).count()
