"""Who lives in the demonstration's hotel already: three families under a protocol, for two days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import FixedClock, now, running
from yizhan.core.ids import new_id
from yizhan.course.actions.begin import begin_course
from yizhan.course.rules import GivenFacts
from yizhan.health.actions.labels import make_labels_for
from yizhan.health.actions.observations import observe
from yizhan.health.actions.results import enter_result
from yizhan.health.actions.sampling import take_sample
from yizhan.health.actions.sending import hand_over_boxes, pack_box, receive_box
from yizhan.health.enums import Mood, ResultValue
from yizhan.health.models import Box, Tube
from yizhan.health.queries.samples_due import samples_due
from yizhan.intake.actions.announce import announce_batch, finish_batch
from yizhan.intake.actions.counting import check_room, close_round, count_party, take_temperature
from yizhan.intake.actions.registration import MemberFacts, register_person
from yizhan.intake.actions.rolls import issue_roll
from yizhan.intake.enums import Certainty, CountRound, RegistrationRoute
from yizhan.intake.queries.proposals import proposals_for
from yizhan.intake.rules import Announcement
from yizhan.people.enums import AgeGroup, DocumentKind, Language, Relation, Sex
from yizhan.people.identity import Identity
from yizhan.places.models import Site
from yizhan.protocols.actions.rulings import rule_protocol, sign_ruling
from yizhan.protocols.facts import Anchor
from yizhan.protocols.models import Ruling
from yizhan.stays.actions.rooming import room_party
from yizhan.stays.models import Stay
from yizhan.stays.rules import RoomShare

RULED = ("protocol", "said", "authority", "document", "words")
Deed = tuple[datetime, Callable[[], object]]


def fill_house(site: Site, crew: dict[str, UUID], house: dict[str, Any]) -> None:
    """Let them come, be counted, roomed, named, put under their protocol, watched and sampled until now.

    `crew` holds the account of each username. Each deed has its own time; what is still to come is left out.
    """
    present = now()
    lived = _Lived(site, crew, house, present.astimezone(ZoneInfo(site.timezone)).date())
    for moment, deed in sorted(lived.deeds(), key=lambda one: one[0]):
        if moment < present:
            with running(FixedClock(moment)):
                deed()


@dataclass
class _Lived:
    """Everything that was done about them, by whom, until today."""

    site: Site
    crew: dict[str, UUID]
    house: dict[str, Any]
    today: date

    def deeds(self) -> Iterator[Deed]:
        """Yield what was done and when; nothing is done yet."""
        came = self.house["came"]
        for name, deed in {
            "hour": self._receive, "named": self._register, "ruled": self._rule, "signed": self._sign,
            "begun": self._begin,
        }.items():  # fmt: skip
            yield self._at(came["days_ago"], came[name]), deed
        for days_ago in range(came["days_ago"]):
            for hour in self.house["measured"]["hours"]:
                yield self._at(days_ago, hour), self._measure
        for name, deed in {
            "taken": self._take, "packed": self._pack, "gone": self._send, "there": self._arrive,
            "known": self._report,
        }.items():  # fmt: skip
            yield self._at(0, self.house["sample"][name]), deed

    def _at(self, days_ago: int, hour: str) -> datetime:
        """Return a moment by the clock on the site's wall."""
        day = self.today - timedelta(days=days_ago)
        return datetime.combine(day, time.fromisoformat(hour), ZoneInfo(self.site.timezone))

    def _by(self, username: str) -> Actor:
        return Actor(ActorKind.ACCOUNT, self.crew[username]).tapping()

    @property
    def _stays(self) -> list[Stay]:
        numbers = [party["number"] for party in self.house["parties"]]
        found = Stay.objects.filter(site=self.site, band_number__in=numbers)
        return list(found.order_by("band_number", "band_letter"))

    def _receive(self) -> None:
        site_id, batch_id = self.site.id, new_id()
        people = sum(len(party["members"]) for party in self.house["parties"])
        said = Announcement(**self.house["announced"], expected=people, certainty=Certainty.EXACT, eta=now())
        announce_batch(by=self._by("head"), site_id=site_id, batch_id=batch_id, announcement=said)
        issue_roll(by=self._by("counter1"), site_id=site_id, **self.house["roll"])
        for party in self.house["parties"]:
            self._let_in(batch_id, party)
        for username, counted in zip(("counter1", "counter2", "counter3"), CountRound, strict=True):
            close_round(
                by=self._by(username), site_id=site_id, batch_id=batch_id, round=counted, people=people
            )
        finish_batch(by=self._by("head"), site_id=site_id, batch_id=batch_id)

    def _let_in(self, batch_id: UUID, party: dict[str, Any]) -> None:
        """Count a party three times and give it the room that is proposed first."""
        where: dict[str, Any] = {"site_id": self.site.id, "batch_id": batch_id}
        groups = tuple(self._age_group(member) for member in party["members"])
        number = party["number"]
        counted = count_party(by=self._by("counter1"), number=number, wave=1, make_up=groups, **where)
        for stay in Stay.objects.filter(party_id=counted.party_id):
            take_temperature(
                by=self._by("counter2"), number=number, letter=stay.band_letter, **where,
                value_c=Decimal(self.house["measured"]["values"][0]),
            )  # fmt: skip
        best = proposals_for(self.site.id, counted.party_id, 1)[0]
        room_party(
            by=self._by("reception"), site_id=self.site.id, party_id=counted.party_id, reasons=best.codes,
            rooms=tuple(RoomShare(room_id=room.room_id, letters=room.letters) for room in best.rooms),
        )  # fmt: skip
        for room in best.rooms:
            check_room(by=self._by("counter3"), room_id=room.room_id, people=len(room.letters), **where)

    def _age_group(self, member: dict[str, Any]) -> AgeGroup:
        return AgeGroup.ADULT if member["age"] >= self.house["adult_from"] else AgeGroup.CHILD

    def _register(self) -> None:
        members = [member for party in self.house["parties"] for member in party["members"]]
        for stay, member in zip(self._stays, members, strict=True):
            facts = MemberFacts(stay_id=stay.id, identity=_identity(member), relation=Relation.UNKNOWN)
            register_person(
                by=self._by("clerk"), site_id=self.site.id, facts=facts, route=RegistrationRoute.CALL
            )

    def _rule(self) -> None:
        said = {name: self.house["course"][name] for name in RULED}
        rule_protocol(by=self._by("head"), site_id=self.site.id, ruling_id=new_id(), **said)

    def _sign(self) -> None:
        ruling = Ruling.objects.get(site_id=self.site.id)
        sign_ruling(by=self._by("post"), site_id=self.site.id, ruling_id=ruling.id, accept=True)

    def _begin(self) -> None:
        for party in self.house["parties"]:
            stays = tuple(stay.id for stay in self._stays if stay.band_number == party["number"])
            exposed = self._at(party["exposed_days_ago"], "12:00")
            begin_course(
                by=self._by("clerk"), site_id=self.site.id, stay_ids=stays,
                protocol=self.house["course"]["protocol"],
                given=GivenFacts(anchors={Anchor.LAST_EXPOSURE: exposed}),
            )  # fmt: skip

    def _measure(self) -> None:
        values = self.house["measured"]["values"]
        for place, stay in enumerate(self._stays):
            observe(
                by=self._by("nurse"), site_id=self.site.id, person_id=stay.person_id, mood=Mood.GOOD,
                value_c=Decimal(values[(place + now().hour) % len(values)]),
            )  # fmt: skip

    def _take(self) -> None:
        due = samples_due(self.site.id, now(), now() + timedelta(minutes=1)).open
        people = list(dict.fromkeys(one.person_id for one in due))
        if not people:
            return
        made = make_labels_for(by=self._by("nurse"), site_id=self.site.id, person_ids=people)
        codes = dict(Tube.objects.filter(id__in=made.tubes).values_list("meant_for_id", "code"))
        for person_id in people:
            take_sample(
                by=self._by("nurse"), site_id=self.site.id, person_ids=[person_id], tube=codes[person_id]
            )

    def _pack(self) -> None:
        if codes := self._codes():
            pack_box(by=self._by("nurse"), site_id=self.site.id, tubes=codes)

    def _send(self) -> None:
        told, promised = self.house["laboratory"], self._at(0, self.house["sample"]["promised"])
        if boxes := list(Box.objects.filter(site=self.site).values_list("id", flat=True)):
            hand_over_boxes(
                by=self._by("nurse"), site_id=self.site.id, box_ids=boxes, received_by=told["courier"],
                laboratory=told["name"], temperature_c=Decimal(told["box_c"]), promised_at=promised,
            )  # fmt: skip

    def _arrive(self) -> None:
        collector = self.house["laboratory"]["collector"]
        for box in Box.objects.filter(site=self.site):
            receive_box(by=self._by("clerk"), site_id=self.site.id, box_id=box.id, received_by=collector)

    def _report(self) -> None:
        for code in self._codes():
            enter_result(by=self._by("clerk"), site_id=self.site.id, tube=code, value=ResultValue.NEGATIVE)

    def _codes(self) -> list[str]:
        return list(Tube.objects.filter(site=self.site).order_by("code").values_list("code", flat=True))


def _identity(member: dict[str, Any]) -> Identity:
    return Identity(
        name=member["name"], sex=Sex(member["sex"]), birth_date=date(now().year - member["age"], 1, 15),
        document_kind=DocumentKind.PASSPORT, document_number=member["document"],
        phone=member.get("phone", ""), language=Language.CHINESE,
    )  # fmt: skip
