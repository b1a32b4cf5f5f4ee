"""Two sites that know nothing of each other, each with people whose names are found again in any reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from tests.web.goods import let_people_order
from tests.web.told_sites import tell_people
from yizhan.care.actions.cold import make_refrigerator
from yizhan.care.actions.crisis import open_crisis
from yizhan.care.actions.interpreters import add_interpreter
from yizhan.care.actions.medicines import keep_medicine
from yizhan.care.actions.on_call import go_on_call
from yizhan.care.actions.orders import ask_medicine
from yizhan.care.actions.register import open_record
from yizhan.care.actions.screening import screen
from yizhan.care.enums import CareNeed, DoseUnit, FoundFrom, Instrument
from yizhan.care.instruments import questionnaires
from yizhan.care.rules import MedicineWords
from yizhan.cases.actions.opening import open_case
from yizhan.command.actions.questions import ask_questions
from yizhan.command.actions.rehearsals import start_run
from yizhan.command.actions.sites import set_up_site
from yizhan.command.demonstration import demonstration_facts, hotel_plan
from yizhan.command.models import PlanQuestion, RehearsalRun
from yizhan.core.actors import SYSTEM, Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.commands import Envelope, submit
from yizhan.core.ids import new_id
from yizhan.course.actions.begin import begin_course
from yizhan.course.actions.changes import propose_change
from yizhan.course.rules import GivenFacts, Patch
from yizhan.duty.actions.attachments import keep_attachment
from yizhan.duty.actions.matters_asking import ask
from yizhan.duty.actions.matters_chat import paste_chat
from yizhan.duty.actions.off_duty import stand_down
from yizhan.duty.actions.postings import post_account
from yizhan.duty.actions.round_plans import plan_round
from yizhan.duty.enums import Channel
from yizhan.duty.models import ChatDraft, Posting
from yizhan.duty.rules import roles
from yizhan.health.actions.appointments import arrange_appointment
from yizhan.health.actions.labels import make_labels
from yizhan.health.actions.observations import observe
from yizhan.health.actions.result_files import receive_results
from yizhan.health.actions.results import enter_result
from yizhan.health.actions.sampling import take_sample
from yizhan.health.actions.sending import hand_over_boxes, pack_box
from yizhan.health.enums import AppointmentKind, ResultValue, Transport
from yizhan.health.models import FeverCase, Tube
from yizhan.intake.actions.announce import announce_batch
from yizhan.intake.actions.counting import count_party, take_temperature
from yizhan.intake.actions.registration import MemberFacts, claim_card, register_person
from yizhan.intake.actions.relay import relay_line
from yizhan.intake.actions.rolls import issue_roll
from yizhan.intake.enums import RegistrationRoute
from yizhan.intake.models import CountdownStep
from yizhan.intake.rules import Announcement, VehicleFacts
from yizhan.leaving.actions.early import propose_early
from yizhan.leaving.actions.handing_over import keep_community
from yizhan.leaving.actions.ordering import Way, order_transfer
from yizhan.leaving.enums import Destination
from yizhan.ledgers.actions.lists import receive_list
from yizhan.ledgers.enums import ListSource
from yizhan.people.actions.accounts import make_account
from yizhan.people.identity import Identity
from yizhan.places.models import Entrance, Room
from yizhan.planning.actions.plans import ask_plan, claim_plan, end_plan
from yizhan.planning.answering import Answer, Step
from yizhan.planning.asking import Question
from yizhan.planning.enums import Use
from yizhan.protocols.actions.rulings import rule_protocol
from yizhan.protocols.facts import Anchor
from yizhan.roster.actions.rosters import import_roster, receive_roster
from yizhan.roster.models import RosterPerson
from yizhan.stays.actions.rooming import room_party
from yizhan.stays.models import JournalEntry, RoomCard, Stay
from yizhan.stays.rules import RoomShare

NOBODY, OUTSIDER = "nobody", "outsider"
# Parts of addresses that are the same everywhere, or that nothing answers to.
SAMPLES = {
    "meal": "breakfast", "letter": "A", "secret": "no-such-secret", "ticket": "no-such-ticket",
    "call": "no-such-call", "day": "2022-03-16", "version": "1", "pk": "1",
    "sheet_kind": "off_bus", "sheet_number": "1", "badge_id": str(new_id()), "phone_id": str(new_id()),
    "use": "clearing", "place": "0", "ends": "9999999999", "seal": "no-such-seal",
    "protocol": "cn-covid-ed9-contact", "need": "quilt", "saying": "say",
    "stock_item": "mask", "pack_kind": "arrival", "attachment_id": str(new_id()),
}  # fmt: skip


@dataclass
class Place:
    """A site as its crew and its addresses know it, with what must never be read elsewhere."""

    code: str
    canaries: tuple[str, ...]
    site_id: UUID = field(default_factory=new_id)
    crew: dict[str, UUID] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    secret: str = ""

    def by(self, role: str) -> Actor:
        """Somebody in a role, with a fresh tap."""
        return Actor(ActorKind.ACCOUNT, self.crew[role]).tapping()


def open_place(code: str, name: str, phone: str) -> Place:
    """Set up a site where two people came, one of them called `name`, a conflict is open, and more come."""
    place = Place(code, (name, phone, f"bus of {name}"))
    facts = {**demonstration_facts()["site"], "code": code, "rooms_per_floor": 2, "floors": [3]}
    set_up_site(by=SYSTEM, site_id=place.site_id, plan=hotel_plan(facts))
    for role in roles():
        place.crew[role] = open_account(f"{code}.{role.replace('_', '-')}")
        home = None if role == "command_post" else place.site_id
        post_account(
            by=SYSTEM, site_id=home, posting_id=new_id(), account_id=place.crew[role], role=role, team_key=""
        )
    _let_people_in(place, name, phone)
    return place


def open_account(username: str) -> UUID:
    """Make an account that serves nowhere yet."""
    account_id = new_id()
    make_account(by=SYSTEM, account_id=account_id, username=username, display_name=username)
    return account_id


def _let_people_in(place: Place, name: str, phone: str) -> None:
    head, site_id, batch_id = place.by, place.site_id, new_id()
    bus = VehicleFacts(seats=45, height_m=Decimal("3.5"))
    words = Announcement(expected=4, words=f"bus of {name}", cohort="school", vehicles=(bus,))
    announce_batch(by=head("site_head"), site_id=site_id, batch_id=batch_id, announcement=words)
    issue_roll(by=head("site_head"), site_id=site_id, first=1, last=99)
    counted = count_party(
        by=head("counter"), site_id=site_id, batch_id=batch_id, wave=1, number=23, make_up=("adult", "child")
    )
    take_temperature(
        by=head("counter"), site_id=site_id, batch_id=batch_id, number=23, letter="A", value_c=Decimal("38.0")
    )
    room = Room.objects.filter(site_id=site_id, beds__gte=2).earliest("position")
    room_party(
        by=head("clerk"), site_id=site_id, party_id=counted.party_id, rooms=(RoomShare(room_id=room.id),),
        reason="only one",
    )  # fmt: skip
    identity = Identity(name=name, phone=phone)
    register_person(
        by=head("clerk"), site_id=site_id, route=RegistrationRoute.CALL,
        facts=MemberFacts(stay_id=counted.stays[0], identity=identity),
    )  # fmt: skip
    _count_again(place, batch_id)
    roster_id = _bring_roster(place, name, phone)
    card = RoomCard.objects.get(room=room, ended_at=None)
    place.secret = claim_card(code=card.code, number=23, address="127.0.0.1")[1]
    run = new_id()
    start_run(by=head("site_head"), site_id=site_id, run_id=run, kind=RehearsalRun.Kind.ESTIMATE)
    ask_questions(by=head("site_head"), site_id=site_id, set_id=new_id())
    plan_id = _plan_rooms(place, room)
    place.parts = {
        "site_code": place.code, "batch_id": str(batch_id), "party_id": str(counted.party_id),
        "line_id": str(_call_in(place, batch_id)),
        "stay_id": str(counted.stays[0]), "room_id": str(room.id), "code": card.code,
        "entrance_id": str(Entrance.objects.filter(site_id=site_id)[0].id),
        "sequence": str(JournalEntry.objects.filter(site_id=site_id, kind="roomed")[0].sequence),
        "account_id": str(place.crew["catering"]),
        "posting_id": str(Posting.objects.get(account_id=place.crew["catering"]).id),
        "step_id": str(next(iter(_steps(batch_id)), new_id())),
        "list_id": str(_bring_outside_list(place, name)),
        "roster_id": str(roster_id), "row_id": str(RosterPerson.objects.get(roster_id=roster_id).id),
        "run_id": str(run), "other_id": str(run), "plan_id": str(plan_id),
        "question_id": str(PlanQuestion.objects.filter(asked_in__site_id=site_id)[0].id),
        **_watch_over(place, name, counted.stays[0], room),
        **_plan_a_day(place, room),
        **_send_samples(place, name, counted.stays),
        **_ask_for_things(place, name, room), **let_people_order(place, name, counted.party_id),
        **_let_people_leave(place, name, counted.stays), **tell_people(place, name),
        **SAMPLES,
    }  # fmt: skip


def _watch_over(place: Place, name: str, stay_id: UUID, room: Room) -> dict[str, str]:
    """Have somebody with a fever, an observation, and treatment elsewhere."""
    person_id = Stay.objects.get(id=stay_id).person_id
    seen = observe(
        by=place.by("health"), site_id=place.site_id, person_id=person_id, value_c=Decimal("38.1"),
        symptoms=("cough",), note=f"{name} coughs",
    )  # fmt: skip
    arranged = arrange_appointment(
        by=place.by("health"), site_id=place.site_id, person_id=person_id, kind=AppointmentKind.DIALYSIS,
        place=f"hospital of {name}", starts_at=now() + timedelta(hours=6), transport=Transport.AMBULANCE,
    )  # fmt: skip
    positive = open_case(by=place.by("health"), site_id=place.site_id, person_id=person_id)
    return {
        **_care_for(place, name, stay_id), "positive_id": str(positive.case_id),
        "case_id": str(FeverCase.objects.get(person_id=person_id).id), "floor_id": str(room.floor_id),
        "observation_id": str(seen.observation_id), "appointment_id": str(arranged.appointment_id),
    }  # fmt: skip


def _care_for(place: Place, name: str, stay_id: UUID) -> dict[str, str]:
    """Have somebody on the register of special care, who takes a medicine, and one that is being got."""
    site_id, person_id = place.site_id, Stay.objects.get(id=stay_id).person_id
    kept = open_record(
        by=place.by("care"), site_id=site_id, person_id=person_id, needs=(CareNeed.AGE,),
        found_from=FoundFrom.VISIT, carer_id=place.crew["care"], plan=f"plan for {name}",
        door=f"{name} is deaf",
    )  # fmt: skip
    medicine = keep_medicine(
        by=place.by("health"), site_id=site_id, person_id=person_id, unit=DoseUnit.TABLET, per_day=Decimal(2),
        left=Decimal(3), words=MedicineWords(name=f"pills of {name}"),
    )  # fmt: skip
    asked = ask_medicine(by=place.by("health"), site_id=site_id, person_id=person_id, what=f"{name}'s pills")
    go_on_call(by=place.by("care"), site_id=site_id, hours=4)
    opened = open_crisis(
        by=place.by("care"), site_id=site_id, person_id=person_id, words=f"{name} does not sleep"
    )
    answers = dict.fromkeys([key for key, _ in questionnaires()[Instrument.GAD2].items], 3)
    screened = screen(
        by=place.by("care"), site_id=site_id, person_id=person_id, instrument=Instrument.GAD2, wants=True,
        answers=answers,
    )  # fmt: skip
    interpreter = add_interpreter(
        by=place.by("care"), site_id=site_id, name=f"aunt of {name}", phone="13900000000", languages=("de",)
    )
    cold = make_refrigerator(by=place.by("health"), site_id=site_id, name=f"of {name}")
    return {
        "crisis_id": str(opened.crisis_id),
        "screening_id": str(screened.screening_id),
        "instrument": "phq9",
        "interpreter_id": str(interpreter.interpreter_id),
        "record_id": str(kept.record_id), "medicine_id": str(medicine.medicine_id),
        "supply_id": str(asked.order_id), "refrigerator_id": str(cold.refrigerator_id),
    }  # fmt: skip


def _plan_a_day(place: Place, room: Room) -> dict[str, str]:
    """Plan an entry to whoever has the fever, and set a ruling that somebody else has still to sign."""
    head, ruling_id, protocol = place.by("site_head"), new_id(), "cn-covid-ed2to6-contact"
    planned = plan_round(
        by=head, site_id=place.site_id, kinds=["observation"], floors=[room.floor_id],
        planned_at=now() + timedelta(minutes=5),
    )  # fmt: skip
    rule_protocol(
        by=place.by("site_head"), site_id=place.site_id, ruling_id=ruling_id, protocol=protocol,
        said={"day_one": "anchor_day"}, authority=place.canaries[0], document="No. 1",
    )  # fmt: skip
    return {"round_id": str(planned.round_id), "ruling_id": str(ruling_id), "protocol_id": protocol}


def _send_samples(place: Place, name: str, stays: Sequence[UUID]) -> dict[str, str]:
    """Have one sample at a laboratory, one result, and a laboratory's file that asks something."""
    site_id = place.site_id
    made = make_labels(by=place.by("health"), site_id=site_id, count=2)
    tubes = [Tube.objects.get(id=tube_id).code for tube_id in made.tubes]
    people = [Stay.objects.get(id=stay_id).person_id for stay_id in stays]
    boxes = []
    for person_id, tube in zip(people, tubes, strict=True):
        take_sample(by=place.by("health"), site_id=site_id, person_ids=[person_id], tube=tube)
        boxes.append(pack_box(by=place.by("health"), site_id=site_id, tubes=[tube]).box_id)
    hand_over_boxes(
        by=place.by("health"), site_id=site_id, box_ids=boxes[:1], received_by=f"courier of {name}"[:60],
        laboratory=f"laboratory of {name}"[:80], temperature_c=Decimal("4.0"),
        promised_at=now() + timedelta(hours=6),
    )  # fmt: skip
    result = enter_result(by=place.by("clerk"), site_id=site_id, tube=tubes[0], value=ResultValue.NEGATIVE)
    file = f"管号,姓名,检测结果\n{tubes[1]},{name},{name}\n".encode()
    kept = receive_results(by=place.by("clerk"), site_id=site_id, contents=file, name=f"{name}.csv")
    return {
        "person_id": str(people[0]), "first_tube": tubes[0], "labels": "2", "tube_number": tubes[0],
        "box_id": str(boxes[0]), "result_id": str(result.result_id), "file_id": str(kept.file_id),
    }  # fmt: skip


def _let_people_leave(place: Place, name: str, stays: Sequence[UUID]) -> dict[str, str]:
    """Have one of a party wait for a second signature, and the other one for a vehicle to hospital."""
    by, site_id = place.by, place.site_id
    begin_course(
        by=by("clerk"), site_id=site_id, stay_ids=tuple(stays), protocol="cn-covid-ed9-contact",
        given=GivenFacts(anchors={Anchor.LAST_EXPOSURE: now()}),
    )  # fmt: skip
    corrected = propose_change(
        by=by("clerk"), site_id=site_id, stay_ids=(stays[0],), patch=Patch(credited_days=1), reason=name
    )
    community_id, order_id = new_id(), new_id()
    keep_community(
        by=by("reception"), site_id=site_id, community_id=community_id, street=place.code, name="East",
        phone="010-1234567",
    )  # fmt: skip
    early = propose_early(
        by=by("site_head"), site_id=site_id, stay_id=stays[0], reason=f"mother of {name} is ill"
    )
    way = Way(
        origin_kind=Destination.SITE, origin_id=site_id, target_kind=Destination.HOSPITAL,
        target_words=f"hospital of {name}", leaves_at=now(), expected_at=now(),
    )  # fmt: skip
    person_id = Stay.objects.get(id=stays[1]).person_id
    order_transfer(
        by=by("clerk"), site_id=site_id, order_id=order_id, way=way, person_ids=(person_id,), reason=name
    )
    return {
        "community_id": str(community_id), "order_id": str(order_id), "early_id": str(early.early_id),
        "change_id": str(corrected.applied_id),
    }  # fmt: skip


def _ask_for_things(place: Place, name: str, room: Room) -> dict[str, str]:
    """Have something asked with a picture, a line of a chat to look at, and somebody of the crew unwell."""
    site_id, picture = place.site_id, b"\xff\xd8\xff\xe0\0\x04ab\xff\xda" + name.encode()
    kept = keep_attachment(by=place.by("reception"), site_id=site_id, content=picture)
    asked = ask(
        by=place.by("reception"), site_id=site_id, need="quilt", words=f"{name} is cold", room_id=room.id,
        channel=Channel.DOOR, attachment_id=kept,
    )  # fmt: skip
    paste_chat(by=place.by("clerk"), site_id=site_id, text=f"{room.name} {name}: towel")
    unwell = stand_down(by=place.by("site_head"), site_id=site_id, account_id=place.crew["safety"])
    return {
        "matter_id": str(asked.matter_id), "attachment_id": str(kept), "off_duty_id": str(unwell.off_duty_id),
        "draft_id": str(ChatDraft.objects.get(site_id=site_id).id),
    }  # fmt: skip


def _plan_rooms(place: Place, room: Room) -> UUID:
    """Keep the room for people who are expected, in a plan that nobody has approved."""
    plan_id = new_id()
    ask_plan(
        by=place.by("site_head"), site_id=place.site_id, plan_id=plan_id, question=Question(use=Use.ROOMING)
    )
    claim_plan(by=SYSTEM, plan_id=plan_id, host="", process=1)
    kept = Step(party_id=None, tag="≈1", people=2, shares=(RoomShare(room_id=room.id, letters=("A", "B")),))
    end_plan(by=SYSTEM, plan_id=plan_id, answer=Answer(steps=(kept,)))
    return plan_id


def _count_again(place: Place, batch_id: UUID) -> None:
    """Give the same wristband out a second time, which leaves a matter open."""
    facts = {
        "site_id": str(place.site_id), "batch_id": str(batch_id), "wave": 1, "number": 23,
        "make_up": ["adult"],
    }  # fmt: skip
    envelope = Envelope(id=new_id(), action="intake.count_party", facts=facts)
    submit(envelope, place.by("counter"), lambda *_: True)


def _bring_roster(place: Place, name: str, phone: str) -> UUID:
    """Bring in a list of one person; returns the list."""
    listed = f"姓名,手机\n{name},{phone}\n".encode()
    by, site_id = place.by, place.site_id
    roster_id = receive_roster(by=by("clerk"), site_id=site_id, contents=listed).roster_id
    import_roster(by=by("clerk"), site_id=site_id, roster_id=roster_id)
    return roster_id


def _bring_outside_list(place: Place, name: str) -> UUID:
    listed = f"姓名,房号\n{name},301\n".encode()
    received = receive_list(
        by=place.by("clerk"), site_id=place.site_id, source=ListSource.HOTEL, as_of=now(), whole=False,
        contents=listed,
    )  # fmt: skip
    return received.list_id


def _call_in(place: Place, batch_id: UUID) -> UUID:
    """Enter a party that was called in by radio; returns the line."""
    return relay_line(
        by=place.by("site_head"), site_id=place.site_id, batch_id=batch_id, line="24 1+1",
        caller_id=place.crew["counter"],
    ).line_id  # fmt: skip


def _steps(batch_id: UUID) -> list[UUID]:
    return list(CountdownStep.objects.filter(batch_id=batch_id).values_list("id", flat=True))
