"""Matters driven through the product's own actions, and how somebody of the crew sees them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.duty.crew import make_member
from tests.intake.night import Night
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.duty.actions.matters_asking import MatterAsked, ask
from yizhan.duty.actions.matters_closing import (
    close_matter,
    confirm_matter,
    finish_matter,
    not_solved,
    reopen_matter,
)
from yizhan.duty.actions.matters_handing import (
    answer_matter,
    decline_matter,
    join_hands,
    offer_matter,
    raise_urgency,
    say_on_matter,
    take_matter,
)
from yizhan.duty.models import Matter
from yizhan.duty.queries.matters_board import MineNow, mine_now
from yizhan.duty.queries.matters_reading import reader_at
from yizhan.duty.queries.matters_thread import Thread, thread_of
from yizhan.people.models import PartyToken

ACTIONS: dict[str, Callable[..., object]] = {
    "answer": answer_matter, "say": say_on_matter, "offer": offer_matter, "take": take_matter,
    "decline": decline_matter, "help": join_hands, "urgent": raise_urgency, "finish": finish_matter,
    "confirm": confirm_matter, "not_solved": not_solved, "close": close_matter, "reopen": reopen_matter,
}  # fmt: skip


@dataclass
class Hotel:
    """The hotel of a night whose residents ask for things, with a crew by name."""

    night: Night

    @property
    def site_id(self) -> UUID:
        """The hotel."""
        return self.night.site.id

    def member(self, name: str, role: str, team: str = "") -> UUID:
        """Post somebody more; returns the account."""
        account = make_member(self.site_id, name, role, team)
        self.night.crew[name] = account.id
        return account.id

    def by(self, name: str) -> Actor:
        """Somebody of the crew with a fresh tap."""
        return Actor(ActorKind.ACCOUNT, self.night.crew[name]).tapping()

    def party(self, tag: str) -> Actor:
        """The page of the party of a wristband, opened anew."""
        token = PartyToken.objects.create(
            party_id=self.night.stay(tag).party_id, site_id=self.site_id, created_at=now(),
            secret_digest=new_id().bytes * 2, expires_at=now() + timedelta(days=30),
        )  # fmt: skip
        return Actor(ActorKind.PARTY, token.id).tapping()

    def ask(self, by: Actor, need: str = "quilt", **facts: Any) -> MatterAsked:
        """Ask for something."""
        return ask(by=by, site_id=self.site_id, need=need, **facts)

    def do(self, what: str, by: Actor, matter_id: UUID, **facts: Any) -> None:
        """Do something on a matter; by the name of the action in `ACTIONS`."""
        ACTIONS[what](by=by.tapping(), site_id=self.site_id, matter_id=matter_id, **facts)

    def matter(self, matter_id: UUID) -> Matter:
        """The matter as the database has it."""
        return Matter.objects.get(id=matter_id)

    def thread(self, name: str, matter_id: UUID) -> Thread | None:
        """The matter as somebody of the crew sees it; None if they may not."""
        return thread_of(reader_at(self.night.crew[name], self.site_id), self.site_id, matter_id)

    def mine(self, name: str) -> MineNow:
        """What concerns somebody of the crew."""
        return mine_now(reader_at(self.night.crew[name], self.site_id), self.site_id)

    def kinds(self, name: str, matter_id: UUID) -> list[str]:
        """What happened in a thread, by kind."""
        thread = self.thread(name, matter_id)
        assert thread is not None
        return [line.kind.value for line in thread.lines]
