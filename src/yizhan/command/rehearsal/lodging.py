"""A room for each party as it comes, up in groups of four, and the third count at the door."""

from typing import Any

from yizhan.command.rehearsal.arriving import close_round
from yizhan.command.rehearsal.browser import server_ms
from yizhan.command.rehearsal.phone import Phone
from yizhan.command.rehearsal.scene import ROOM, Scene
from yizhan.command.rehearsal.travellers import TravelParty
from yizhan.command.rehearsal.truth import Slip

ALONE = "minors_without_guardian"
PATIENCE_S = 120.0
NOT_THERE_YET_S = 20.0
TRIES = 8
FINDINGS = ("insulin", "chronic_medicine", "recent_surgery", "no_common_language", "infant_feeding")
SHARE_WITH_FINDINGS = 0.08


def give_rooms(scene: Scene, phone: Phone, lane: int) -> None:
    """Ask for rooms the moment a party stands there, and take the first that is proposed."""
    chance = scene.chance(phone.name)
    while (party := scene.lines[lane].reception.get()) is not None:
        scene.takes("proposal", chance)
        if _give_room(scene, phone, party):
            scene.story.roomed[party.number] = scene.night.now()
            scene.lines[lane].entry.put(party)
        else:
            scene.story.no_room.append(party.number)
    scene.lines[lane].entry.close()


def lead_upstairs(scene: Scene, lane: int, guide: int) -> None:
    """Take people up in groups, and wait a little for the group to be full."""
    chance = scene.chance(f"guide {lane} {guide}")
    full: int = scene.facts.reported["upstairs_together"]
    while (party := scene.lines[lane].entry.get()) is not None:
        group = [party]
        while sum(len(one.members) for one in group) < full:
            another = scene.lines[lane].entry.get(PATIENCE_S)
            if another is None:
                break
            group.append(another)
        scene.takes("way_up", chance)
        for one in group:
            scene.story.in_room[one.number] = scene.night.now()
            scene.lines[lane].corridor.put(one)
    if scene.is_last(f"guides {lane}", scene.facts.assumed["guides_in_a_lane"]):
        scene.lines[lane].corridor.close()


def check_rooms(scene: Scene, phone: Phone, lane: int) -> None:
    """Count 3: knock at each door, count, and ask what must be known tonight."""
    chance = scene.chance(phone.name)
    while (party := scene.lines[lane].corridor.get()) is not None:
        for room, people in party.rooms.items():
            scene.takes("room_check", chance)
            short = (
                party is scene.truth.slip_by
                and scene.truth.slip is Slip.COUNTED_SHORT
                and room == list(party.rooms)[-1]
            )
            counted = people - short
            phone.tap("intake.check_room", batch_id=str(scene.batch_id), room_id=room, people=counted)
            scene.count(ROOM, counted)
            if chance.random() < SHARE_WITH_FINDINGS:
                findings = [{"kind": chance.choice(FINDINGS)}]
                phone.tap("intake.note_findings", room_id=room, findings=findings)
        scene.residents.put(party)
    if close_round(scene, phone, ROOM):
        scene.residents.close()


def _give_room(scene: Scene, phone: Phone, party: TravelParty) -> bool:
    for _ in range(TRIES):
        waiting = _waiting(scene, phone, party)
        if waiting is None:
            # The tap that counted them is still on the way from another phone.
            scene.night.sleep(NOT_THERE_YET_S)
            continue
        if ALONE in waiting["marks"]:
            scene.story.alone |= {member["tag"] for member in waiting["members"]}
        proposals = _propose(scene, phone, waiting["party_id"])
        if not proposals:
            return False
        if _accept(scene, phone, party, waiting["party_id"], proposals[0]):
            return True
    return False


def _waiting(scene: Scene, phone: Phone, party: TravelParty) -> dict[str, Any] | None:
    rows: list[dict[str, Any]] = scene.read(phone, "waiting-parties")
    found = next((row for row in rows if row["number"] == party.number), None)
    complete = found is not None and len(found["members"]) >= len(party.members) and found["count_command"]
    return found if complete else None


def _propose(scene: Scene, phone: Phone, party_id: str) -> list[dict[str, Any]]:
    response = phone.browser.get(f"/api/v1/sites/{scene.stage.code}/parties/{party_id}/proposals")
    scene.notebook.note_proposal(response.elapsed.total_seconds() * 1000, server_ms(response.headers))
    proposals: list[dict[str, Any]] = response.json()
    return proposals


def _accept(scene: Scene, phone: Phone, party: TravelParty, party_id: str, first: dict[str, Any]) -> bool:
    shares = [{"room_id": room["room_id"], "letters": room["letters"]} for room in first["rooms"]]
    reason = scene.facts.table["written"]["rule_broken"] if first["broken"] else ""
    decision = phone.decide(
        "stays.room_party", party_id=party_id, rooms=shares, reasons=first["codes"], reason=reason
    )
    if decision.status != "accepted":
        return False
    party.rooms = {share["room_id"]: len(share["letters"]) or len(party.members) for share in shares}
    if first["broken"]:
        scene.story.forced.append(f"{party.number:03d}")
    return True
