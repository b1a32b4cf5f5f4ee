"""Parcels: scanned in, looked through, disinfected, held or sent back for a reason, carried to the doors."""

import random
from functools import partial
from typing import Any

from yizhan.command.needs.day import Day
from yizhan.command.needs.noted import Sent
from yizhan.command.needs.walking import begin_walk
from yizhan.provision.models import Parcel
from yizhan.provision.queries.parcels import PARCELS

AT_THE_GATE, CARRIER = "reception", "hotel"


def plan_parcels(day: Day, people: int) -> None:
    """Decide what comes for whom and what becomes of it; put down the vans and the walks."""
    facts, chance = day.facts.assumed["parcels"], day.chance("parcels")
    count = round(day.facts.reported["parcels"] * people / day.facts.reported["residents"])
    rooms = [group.room for group in day.guests.coming(0)]
    kinds = list(facts["becomes"])
    weights = [facts["becomes"][kind] for kind in kinds]
    for number in range(count):
        (becomes,) = chance.choices(kinds, weights)
        day.noted.parcels.append(Sent(f"SF{day.seed:03d}{number:05d}", chance.choice(rooms), becomes))
    vans = facts["vans"]
    for place, hour in enumerate(vans):
        load = day.noted.parcels[place :: len(vans)]
        day.agenda.at(day.facts.clock(hour), partial(_take_in, day, load, chance))
    for hour in facts["walks"]:
        day.agenda.at(day.facts.clock(hour), partial(_carry, day, chance))


def _take_in(day: Day, load: list[Sent], chance: random.Random) -> None:
    """Scan a van's load at the gate, some of it twice; look each parcel through, disinfect the lot."""
    phone, facts = day.phones[AT_THE_GATE], day.facts.assumed["parcels"]
    for one in load:
        unknown = one.becomes == "unknown"
        said: dict[str, Any] = {"looks": facts["looks"]} if unknown else {"room_id": one.room}
        for _ in range(1 + (chance.random() < facts["scanned_twice"])):
            phone.keep("provision.receive_parcel", number=one.number, sender=facts["sender"], **said)
        one.state = "in"
    phone.finish()
    known = Parcel.objects.filter(site_id=day.site_id, number__in=[one.number for one in load])
    ids = {number: str(parcel_id) for number, parcel_id in known.values_list("number", "id")}
    for one in load:
        one.parcel_id = ids.get(one.number, "")
        _look_through(day, one)
    phone.finish()
    day.decide(AT_THE_GATE, "provision.disinfect_parcels", parcel_ids=list(ids.values()))


def _look_through(day: Day, one: Sent) -> None:
    """Let it go on, hold it, send it back; whose it is may be found out. What follows waits for the look."""
    phone, facts = day.phones[AT_THE_GATE], day.facts.assumed["parcels"]
    held = one.becomes if one.becomes in facts["held"] or one.becomes == "unknown" else ""
    look = phone.keep("provision.check_parcel", parcel_id=one.parcel_id, held_for=held)
    one.state = "held" if held else "ready"
    after: dict[str, Any] = {"depends_on": (look,), "parcel_id": one.parcel_id}
    if one.becomes == "unknown":
        phone.keep("provision.address_parcel", **after, room_id=one.room)
        one.state = "ready"
    if one.becomes in facts["refused"]:
        phone.keep("provision.refuse_parcel", **after, refused_for=one.becomes)
        one.state = "back"


def _carry(day: Day, chance: random.Random) -> None:
    """Carry what is ready to the doors; where nobody opens at first it comes down and goes up again."""
    by_id = {one.parcel_id: one for one in day.noted.parcels}
    last = day.now() >= day.facts.clock(day.facts.assumed["parcels"]["walks"][-1])
    walk = begin_walk(day, CARRIER, PARCELS)
    for stop in walk.stops:
        items: list[dict[str, Any]] = stop["items"].get(PARCELS, [])
        opens = last or chance.random() >= day.facts.assumed["no_answer"]
        for item in items if opens else ():
            by_id[item["id"]].state = "delivered"
        for task in stop["tasks"] if not opens else ():
            walk.pass_over(task["id"])
        if items and opens:
            walk.keep("provision.hand_over_parcels", room_id=stop["room_id"], lines=[])
    walk.end()
