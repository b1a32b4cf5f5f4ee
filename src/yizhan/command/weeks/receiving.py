"""Parties come: announced, counted three times, roomed, registered, and put under the protocol."""

from typing import Any

from yizhan.command.weeks.guests import Group
from yizhan.command.weeks.house import House
from yizhan.core.ids import new_id
from yizhan.stays.models import Stay


def receive(house: House, groups: list[Group], *, protocol: str, cohort: str) -> None:
    """Let parties come, from the announcement to the course of everybody's stay."""
    arrive(house, groups, cohort=cohort)
    for exposed in sorted({group.exposed for group in groups}):
        _begin(house, exposed, [group for group in groups if group.exposed == exposed], protocol)


def arrive(house: House, groups: list[Group], *, cohort: str) -> None:
    """Let parties come, from the announcement until everybody is in a room and registered."""
    batch_id = str(new_id())
    people = sum(len(group.guests) for group in groups)
    house.decide(
        "clerk", "intake.announce_batch", batch_id=batch_id, announcement=_word(house, people, cohort)
    )
    _count(house, batch_id, groups)
    for group in groups:
        _give_room(house, group)
    _look_in(house, batch_id, groups)
    _register(house, groups)
    for who, round_ in (("door", 1), ("nurse", 2), ("door", 3)):
        house.decide(who, "intake.close_round", batch_id=batch_id, round=round_, people=people)
    house.decide("head", "intake.finish_batch", batch_id=batch_id)


def _word(house: House, people: int, cohort: str) -> dict[str, Any]:
    return {
        "words": cohort, "expected": people, "certainty": "exact", "eta": house.clock.now().isoformat(),
        "origin": cohort, "cohort": cohort, "protocol": "", "vehicles": [],
    }  # fmt: skip


def _count(house: House, batch_id: str, groups: list[Group]) -> None:
    """Count 1 at the bus door and count 2 at the thermometer."""
    door, nurse = house.phones["door"], house.phones["nurse"]
    chance = house.chance(f"arrival {batch_id}")
    taps = {
        group.number: door.keep(
            "intake.count_party", batch_id=batch_id, wave=1, number=group.number,
            make_up=["child" if guest.traveller.child else "adult" for guest in group.guests],
        )
        for group in groups
    }  # fmt: skip
    door.finish()
    for group in groups:
        counted = house.notebook.acknowledged[taps[group.number]].result
        group.party_id = counted["party_id"]
        for guest, stay_id in zip(group.guests, counted["stays"], strict=True):
            guest.stay_id = stay_id
            nurse.keep(
                "intake.take_temperature", batch_id=batch_id, number=group.number, letter=guest.letter,
                value_c=normal(house, chance), device="T1",
            )  # fmt: skip
    nurse.finish()


def normal(house: House, chance: Any) -> str:
    """Draw a normal temperature, as typed."""
    low, high = house.facts.assumed["normal_c"]
    return f"{chance.uniform(low, high):.1f}"


def _give_room(house: House, group: Group) -> None:
    proposals = house.read("reception", f"parties/{group.party_id}/proposals")
    first = proposals[0]
    rooms = [{"room_id": room["room_id"], "letters": room["letters"]} for room in first["rooms"]]
    house.decide(
        "reception", "stays.room_party", party_id=group.party_id, rooms=rooms, reasons=first["codes"],
        reason=house.facts.table["written"]["rule_broken"] if first["broken"] else "",
    )  # fmt: skip
    group.room = rooms[0]["room_id"]


def _look_in(house: House, batch_id: str, groups: list[Group]) -> None:
    """Count 3, door by door."""
    phone = house.phones["door"]
    for group in groups:
        phone.keep("intake.check_room", batch_id=batch_id, room_id=group.room, people=len(group.guests))
    phone.finish()


def _register(house: House, groups: list[Group]) -> None:
    phone = house.phones["clerk"]
    for group in groups:
        for guest in group.guests:
            one = guest.traveller
            identity = {
                "name": one.name, "sex": one.sex, "birth_date": one.birth_date.isoformat(),
                "document_kind": "resident_id" if one.document_number else "none",
                "document_number": one.document_number, "phone": "" if one.child else one.phone,
                "diet": guest.diet,
            }  # fmt: skip
            facts = {"stay_id": guest.stay_id, "identity": identity, "relation": one.relation}
            phone.keep("intake.register_person", facts=facts, route="call")
    phone.finish()


def _begin(house: House, exposed: int, groups: list[Group], protocol: str) -> None:
    given = {"anchors": {"last_exposure": house.facts.at(exposed, "12:00").isoformat()}}
    stays = [guest.stay_id for group in groups for guest in group.guests]
    house.decide("clerk", "course.begin", stay_ids=stays, protocol=protocol, given=given)


def rule(house: House, protocol: str) -> None:
    """Let the head set what the authority ruled, and the command post sign it."""
    ruling: dict[str, Any] = house.facts.assumed["ruling"]
    ruling_id = str(new_id())
    said = {"day_one": ruling["day_one"], "1.ends_at": ruling["ends_at"]}
    house.decide(
        "head", "protocols.rule", ruling_id=ruling_id, protocol=protocol, said=said,
        authority=house.facts.table["written"]["authority"], document=ruling["document"],
    )  # fmt: skip
    house.decide("post", "protocols.sign", ruling_id=ruling_id, accept=True)


def know_persons(house: House) -> None:
    """Note who is who: the person behind each stay."""
    known = {str(stay): str(person) for stay, person in Stay.objects.values_list("id", "person_id")}
    for guest in house.guests.people:
        if guest.stay_id and not guest.person_id:
            guest.person_id = known[guest.stay_id]
