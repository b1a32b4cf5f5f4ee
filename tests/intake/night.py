"""The county hotel on its first night, to be driven through the product's own actions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.support.beginnings import begins
from yizhan.command.actions.sites import set_up_site
from yizhan.command.demonstration import demonstration_facts, hotel_plan
from yizhan.core.actors import SYSTEM, Actor, ActorKind, Tap
from yizhan.core.clock import FixedClock, running
from yizhan.core.ids import new_id
from yizhan.duty.actions.postings import post_account
from yizhan.intake.actions.announce import announce_batch, revise_batch
from yizhan.intake.actions.counting import check_room, close_round, count_party, take_temperature, undo_count
from yizhan.intake.actions.rolls import issue_roll
from yizhan.intake.enums import CountRound
from yizhan.intake.models import Batch
from yizhan.intake.queries.counts import BatchCounts, batch_counts
from yizhan.intake.rules import Announcement
from yizhan.people.actions.accounts import make_account
from yizhan.people.enums import AgeGroup
from yizhan.places.models import Room, Site
from yizhan.stays.actions.rooming import room_party
from yizhan.stays.models import Stay
from yizhan.stays.rules import RoomShare, parse_tag

EVENING = datetime(2022, 3, 16, 11, 0, tzinfo=UTC)
ADULT, CHILD = AgeGroup.ADULT, AgeGroup.CHILD
PAIR = (ADULT, CHILD)


@dataclass
class Night:
    """A site with a crew, a roll of wristbands and, once announced, a batch."""

    site: Site
    crew: dict[str, UUID]
    clock: FixedClock
    batch_id: UUID = field(default_factory=new_id)

    def by(self, name: str, *, at: datetime | None = None) -> Actor:
        """Somebody of the crew with a fresh tap, made now unless said otherwise."""
        return Actor(ActorKind.ACCOUNT, self.crew[name]).with_tap(Tap(new_id(), at or self.clock.now()))

    def minutes(self, count: float) -> None:
        """Let time pass."""
        self.clock.set(self.clock.now() + timedelta(minutes=count))

    @property
    def batch(self) -> Batch:
        """The batch as the database has it."""
        return Batch.objects.get(id=self.batch_id)

    @property
    def counts(self) -> BatchCounts:
        """The three counts, compared."""
        return batch_counts(self.batch)

    def announce(self, *, batch_id: UUID | None = None, **facts: Any) -> UUID:
        """Announce a batch; the first one becomes the night's own."""
        chosen = batch_id or self.batch_id
        announce_batch(
            by=self.by("clerk"), site_id=self.site.id, batch_id=chosen, announcement=Announcement(**facts)
        )
        return chosen

    def revise(self, after: int, **facts: Any) -> None:
        """Record newer word about the batch."""
        revise_batch(
            by=self.by("clerk"), site_id=self.site.id, batch_id=self.batch_id,
            announcement=Announcement(**facts), after_revision=after,
        )  # fmt: skip

    def count(
        self, number: int, make_up: Sequence[AgeGroup] = PAIR, *, wave: int = 1, by: str = "counter1"
    ) -> UUID:
        """Count a party off the bus; returns the tap."""
        actor = self.by(by)
        count_party(
            by=actor, site_id=self.site.id, batch_id=self.batch_id, wave=wave, number=number,
            make_up=tuple(make_up),
        )  # fmt: skip
        return actor.command_id

    def undo(self, mark_id: UUID, *, by: str = "counter1") -> None:
        """Take a tap of count 1 back."""
        undo_count(by=self.by(by), site_id=self.site.id, mark_id=mark_id)

    def measure(self, tag: str, value: str = "36.5", *, by: str = "counter2", **more: Any) -> None:
        """Take the temperature of whoever wears a wristband."""
        number, letter = parse_tag(tag) or (0, "")
        take_temperature(
            by=self.by(by), site_id=self.site.id, batch_id=self.batch_id, number=number, letter=letter,
            value_c=Decimal(value), **more,
        )  # fmt: skip

    def room(self, name: str) -> Room:
        """A room by its name."""
        return Room.objects.get(site=self.site, name=name)

    def house(self, number: int, room: str, *, letters: tuple[str, ...] = (), reason: str = "test") -> None:
        """Give a party its room."""
        party_id = Stay.objects.filter(site=self.site, band_number=number, ended_at=None)[0].party_id
        room_party(
            by=self.by("clerk"), site_id=self.site.id, party_id=party_id, reason=reason,
            rooms=(RoomShare(room_id=self.room(room).id, letters=letters),),
        )  # fmt: skip

    def check(self, room: str, people: int, *, by: str = "counter3") -> None:
        """Count the people in a room."""
        check_room(
            by=self.by(by), site_id=self.site.id, batch_id=self.batch_id, room_id=self.room(room).id,
            people=people,
        )  # fmt: skip

    def close(self, round_: CountRound, people: int, *, by: str = "counter1") -> None:
        """Say that a round has seen everybody."""
        close_round(by=self.by(by), site_id=self.site.id, batch_id=self.batch_id, round=round_, people=people)

    def stay(self, tag: str) -> Stay:
        """The open stay under a wristband."""
        number, letter = parse_tag(tag) or (0, "")
        return Stay.objects.select_related("person").get(
            site=self.site, band_number=number, band_letter=letter, ended_at=None
        )


@begins
def open_night(*, rooms_per_floor: int = 9) -> Night:
    """Set up the county hotel and its crew, with wristbands 1 to 300 on one roll."""
    clock = FixedClock(EVENING)
    facts = demonstration_facts()
    with running(clock):
        site_id = new_id()
        set_up_site(
            by=SYSTEM, site_id=site_id, plan=hotel_plan({**facts["site"], "rooms_per_floor": rooms_per_floor})
        )
        night = Night(Site.objects.get(id=site_id), dict(_crew(site_id, facts["crew"])), clock)
        issue_roll(by=night.by("counter1"), site_id=site_id, first=1, last=300)
    return night


@begins
def open_announced(*, rooms_per_floor: int = 9, **facts: Any) -> Night:
    """Set up the same, and announce a batch."""
    night = open_night(rooms_per_floor=rooms_per_floor)
    with running(night.clock):
        night.announce(**facts)
    return night


@begins
def open_with_parties(rooms: tuple[tuple[int, str], ...], **facts: Any) -> Night:
    """Set up the same, announce a batch, and let parties of an adult and a child into rooms, by number."""
    night = open_announced(**facts)
    with running(night.clock):
        for number, room in rooms:
            night.count(number)
            night.house(number, room)
    return night


def _crew(site_id: UUID, members: Iterable[dict[str, str]]) -> Iterable[tuple[str, UUID]]:
    for member in members:
        account_id = new_id()
        make_account(
            by=SYSTEM, account_id=account_id, username=member["username"], display_name=member["username"]
        )
        post_account(
            by=SYSTEM, site_id=None if member["role"] == "command_post" else site_id, posting_id=new_id(),
            account_id=account_id, role=member["role"], team_key=member["team"],
        )  # fmt: skip
        yield member["username"], account_id
