"""The first night as it happened, played through the actions in one go: for pages that need a full house."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import FixedClock, now
from yizhan.duty.models import Posting
from yizhan.health.enums import CareKind
from yizhan.intake.actions.counting import (
    DoorFinding,
    check_room,
    count_party,
    note_findings,
    take_temperature,
)
from yizhan.intake.actions.registration import MemberFacts, register_person
from yizhan.intake.actions.rolls import issue_roll
from yizhan.intake.enums import RegistrationRoute
from yizhan.intake.models import BandRoll, Batch
from yizhan.intake.queries.proposals import proposals_for
from yizhan.people.enums import AgeGroup, DocumentKind, Language, Relation, Sex
from yizhan.people.identity import Identity
from yizhan.stays.actions.rooming import room_party
from yizhan.stays.models import Stay
from yizhan.stays.rules import RoomShare

ADULT, CHILD = AgeGroup.ADULT, AgeGroup.CHILD
MakeUp = tuple[AgeGroup, ...]
PARTIES_A_WAVE = 4
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN_NAMES = ("晨", "子涵", "雨桐", "浩然", "欣怡", "建国", "丽", "思远", "静", "明轩", "海燕", "宇航")


@dataclass(frozen=True)
class PlayedParty:
    """A party of the night: its wristband number, who was seen, and the rooms it was given."""

    number: int
    party_id: UUID
    make_up: MakeUp
    stays: tuple[UUID, ...]
    rooms: tuple[UUID, ...] = ()


@dataclass
class PlayedNight:
    """What came of it, in the order in which the parties left the bus."""

    site_id: UUID
    batch_id: UUID
    parties: list[PlayedParty] = field(default_factory=list)

    @property
    def waiting(self) -> list[PlayedParty]:
        """The parties that still stand in the lobby."""
        return [party for party in self.parties if not party.rooms]


def first_night_parties() -> list[MakeUp]:
    """The 44 parties of the recorded night: 43 adults and 41 children."""
    return [(ADULT, CHILD)] * 35 + [(ADULT, CHILD, CHILD)] * 2 + [(CHILD, CHILD)] + [(ADULT,)] * 6


def play_first_night(
    site_id: UUID, *, seed: int = 1, make_ups: Sequence[MakeUp] | None = None, waiting: int = 0,
    registered: float = 0.6, fever: int = 1, clock: FixedClock | None = None,
) -> PlayedNight:  # fmt: skip
    """Let parties leave the bus, be measured, roomed, looked into and registered by the site's crew.

    The last `waiting` parties stay in the lobby without a room, the share `registered` of the
    others has a name, and so many parties as `fever` says have somebody with 38 °C. With a `clock`
    the night takes its time: forty seconds a party. Needs an open batch and a crew with counters.
    """
    crew = _Crew(site_id)
    batch = Batch.objects.filter(site_id=site_id, finished_at=None, cancelled_at=None).earliest("number")
    night = PlayedNight(site_id, batch.id)
    chance = random.Random(seed)
    coming = list(make_ups if make_ups is not None else first_night_parties())
    chance.shuffle(coming)
    if not BandRoll.objects.filter(site_id=site_id).exists():
        issue_roll(by=crew.actor("counter"), site_id=site_id, first=1, last=9999)
    feverish = set(chance.sample(range(len(coming)), min(fever, len(coming))))
    for place, make_up in enumerate(coming):
        party = _count(night, crew, place, make_up, hot=place in feverish)
        if place < len(coming) - waiting:
            party = _room(night, crew, party)
        night.parties.append(party)
        if clock:
            clock.set(clock.now() + timedelta(seconds=40))
    _look_in(night, crew, chance)
    _register(night, crew, chance, registered)
    return night


class _Crew:
    """Somebody for each task."""

    def __init__(self, site_id: UUID) -> None:
        rows = Posting.objects.filter(site_id=site_id).order_by("account__username")
        self._by_role: dict[str, list[UUID]] = {}
        for role, account_id in rows.values_list("role", "account_id"):
            self._by_role.setdefault(role, []).append(account_id)

    def actor(self, role: str, place: int = 0) -> Actor:
        accounts = self._by_role.get(role) or self._by_role["site_head"]
        return Actor(ActorKind.ACCOUNT, accounts[place % len(accounts)]).tapping()


def _count(night: PlayedNight, crew: _Crew, place: int, make_up: MakeUp, *, hot: bool) -> PlayedParty:
    number = place + 1
    counted = count_party(
        by=crew.actor("counter"), site_id=night.site_id, batch_id=night.batch_id, number=number,
        wave=place // PARTIES_A_WAVE + 1, make_up=make_up,
    )  # fmt: skip
    for position in range(len(make_up)):
        take_temperature(
            by=crew.actor("counter", 1), site_id=night.site_id, batch_id=night.batch_id, number=number,
            letter=chr(ord("A") + position), value_c=Decimal("38.0" if hot and position == 0 else "36.5"),
        )  # fmt: skip
    return PlayedParty(number, counted.party_id, make_up, counted.stays)


def _room(night: PlayedNight, crew: _Crew, party: PlayedParty) -> PlayedParty:
    best = proposals_for(night.site_id, party.party_id, 1)
    if not best:
        return party
    chosen = best[0]
    room_party(
        by=crew.actor("reception"), site_id=night.site_id, party_id=party.party_id,
        rooms=tuple(RoomShare(room_id=room.room_id, letters=room.letters) for room in chosen.rooms),
        reasons=chosen.codes[:20], reason="no other room" if chosen.broken else "",
        knowing=tuple(broken.code for broken in chosen.broken),
    )  # fmt: skip
    rooms = tuple(room.room_id for room in chosen.rooms)
    return PlayedParty(party.number, party.party_id, party.make_up, party.stays, rooms)


def _look_in(night: PlayedNight, crew: _Crew, chance: random.Random) -> None:
    """The room check, with what a minute at the door finds here and there."""
    people = {room_id: 0 for party in night.parties for room_id in party.rooms}
    for party in night.parties:
        for room_id in party.rooms:
            people[room_id] += len(party.make_up) // len(party.rooms)
    for room_id, count in people.items():
        check_room(
            by=crew.actor("counter", 2), site_id=night.site_id, batch_id=night.batch_id, room_id=room_id,
            people=count,
        )  # fmt: skip
    found = [CareKind.INSULIN, CareKind.PREGNANT, CareKind.DEPENDENT, CareKind.NO_COMMON_LANGUAGE]
    rooms = chance.sample(sorted(people, key=str), min(len(found), len(people)))
    for kind, room_id in zip(found, rooms, strict=False):
        weeks = 20 if kind == CareKind.PREGNANT else None
        note_findings(
            by=crew.actor("counter", 2), site_id=night.site_id, room_id=room_id,
            findings=(DoorFinding(kind=kind, letter="A", weeks=weeks),),
        )  # fmt: skip


def _register(night: PlayedNight, crew: _Crew, chance: random.Random, share: float) -> None:
    roomed = [party for party in night.parties if party.rooms]
    for party in chance.sample(roomed, round(share * len(roomed))):
        family = chance.choice(FAMILY_NAMES)
        elder = chance.random() < 0.12
        for stay_id, group in zip(party.stays, party.make_up, strict=True):
            identity = _identity(chance, family, group, elder=elder)
            relation = Relation.GRANDPARENT if elder else Relation.PARENT
            register_person(
                by=crew.actor("clerk"), site_id=night.site_id, route=RegistrationRoute.CALL,
                facts=MemberFacts(
                    stay_id=stay_id, identity=identity,
                    relation=relation if group == ADULT and len(party.make_up) > 1 else Relation.UNKNOWN,
                ),
            )  # fmt: skip


def _identity(chance: random.Random, family: str, group: AgeGroup, *, elder: bool) -> Identity:
    years = chance.randint(6, 12) if group == CHILD else chance.randint(66, 79) if elder else 38
    born = date(now().year - years, chance.randint(1, 12), chance.randint(1, 28))
    return Identity(
        name=family + chance.choice(GIVEN_NAMES), sex=chance.choice([Sex.FEMALE, Sex.MALE]), birth_date=born,
        document_kind=DocumentKind.PASSPORT, document_number=f"E{chance.randint(10_000_000, 99_999_999)}",
        phone="" if group == CHILD else f"199{chance.randint(0, 99_999_999):08d}", language=Language.CHINESE,
    )  # fmt: skip


def open_stays(site_id: UUID) -> dict[str, Stay]:
    """Everybody at the site by wristband."""
    return {stay.tag: stay for stay in Stay.objects.filter(site_id=site_id, ended_at=None)}
