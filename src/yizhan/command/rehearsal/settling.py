"""The head watches the counts, asks on the spot about each difference, and settles it with a reason."""

from typing import Any

from yizhan.command.rehearsal.phone import Phone
from yizhan.command.rehearsal.scene import OFF_BUS, ROOM, TEMPERATURE, Scene
from yizhan.command.rehearsal.story import Slipped
from yizhan.command.rehearsal.truth import Slip

LOOK_EVERY_S = 120.0
GIVE_UP_S = 6 * 3600.0
ROUNDS = {OFF_BUS, TEMPERATURE, ROOM}


def watch_the_counts(scene: Scene, phone: Phone) -> None:
    """Look every two minutes until all rounds are closed and nothing is open."""
    scene.night.sleep_until(scene.facts.words(scene.truth.people)[-1].eta)
    began = scene.night.now()
    while (scene.night.now() - began).total_seconds() < GIVE_UP_S:
        scene.night.sleep(LOOK_EVERY_S)
        counts = scene.read(phone, f"batches/{scene.batch_id}/counts")
        for difference in counts["differences"]:
            _ask(scene, phone, counts, difference)
        if set(counts["closed"]) == ROUNDS and not counts["differences"]:
            return


def see_to_matters(scene: Scene, phone: Phone) -> None:
    """Settle whatever waits for a person: phone the guardian, tell the doctor, name who looks in."""
    for matter in scene.read(phone, "matters"):
        phone.decide(
            "duty.settle_matter",
            matter_id=matter["id"],
            settlement=scene.facts.table["written"]["matter_seen_to"],
        )


def _ask(scene: Scene, phone: Phone, counts: dict[str, Any], difference: dict[str, Any]) -> None:
    """Settle what the people concerned confirm; whoever is merely on the way is left alone."""
    answer = _answer(scene, counts, difference)
    tag = difference["tag"]
    if answer is None or tag in scene.story.found:
        return
    scene.story.found[tag] = Slipped(difference["round"], difference["wave"], tag, scene.night.now())
    decision = phone.decide(
        "intake.settle_difference",
        batch_id=str(scene.batch_id),
        stay_id=difference["stay_id"],
        wave=difference["wave"],
        reason=scene.facts.table["written"][scene.truth.slip.value],
        **answer,
    )
    if decision.status == "accepted":
        scene.story.settled.append(tag)


def _answer(scene: Scene, counts: dict[str, Any], difference: dict[str, Any]) -> dict[str, Any] | None:
    party, slip = scene.truth.slip_by, scene.truth.slip
    tag, round_ = difference["tag"], difference["round"]
    missed = f"{party.number:03d}-{party.letters[-1]}"
    if slip is Slip.MISSED and round_ == TEMPERATURE and tag == missed:
        return {"round": TEMPERATURE, "kind": "present"}
    if slip is Slip.COUNTED_SHORT and round_ == ROOM and tag.startswith(f"{party.number:03d}-"):
        return {"round": ROOM, "kind": "present"}
    meant = next((one for one in counts["differences"] if one["tag"] == missed), None)
    if slip is Slip.MISTYPED and round_ == OFF_BUS and tag == scene.story.mistyped and meant:
        return {"round": TEMPERATURE, "kind": "mistyped", "meant_stay_id": meant["stay_id"]}
    return None
