"""Before the buses: word comes in three times, the entrance is too low, the teams get ready."""

from datetime import UTC, datetime
from typing import Any

from yizhan.command.rehearsal.facts import Word
from yizhan.command.rehearsal.phone import Phone
from yizhan.command.rehearsal.scene import Scene
from yizhan.command.rehearsal.truth import vehicles_for

# Ticks come a little before or after their time, never all at once.
EARLIEST_S, LATEST_S = -240, 60
TICK_EVERY_S = 30


def clerk_announces(scene: Scene, phone: Phone) -> None:
    """Write down each word as it comes, and look at what it means for the site."""
    words = scene.facts.words(scene.truth.people)
    for number, word in enumerate(words):
        scene.night.sleep_until(word.at)
        announcement = _announcement(scene, word)
        if number == 0:
            phone.decide("intake.announce_batch", batch_id=str(scene.batch_id), announcement=announcement)
        else:
            phone.decide(
                "intake.revise_batch",
                batch_id=str(scene.batch_id),
                announcement=announcement,
                after_revision=number,
            )
        _look_ahead(scene, phone, word)


def clear_the_entrance(scene: Scene, phone: Phone) -> None:
    """Take the sign down where it is too low, measure again, and see that nothing is in the way."""
    low = {conflict["entrance_id"] for conflict in scene.story.conflicts}
    for entrance in sorted(low):
        phone.decide(
            "intake.measure_entrance", entrance_id=entrance,
            clearance_m=str(scene.facts.assumed["clearance_without_sign_m"]),
        )  # fmt: skip
    if low:
        left = scene.read(phone, f"batches/{scene.batch_id}/outlook")["conflicts"]
        scene.story.cleared_at = scene.night.now() if not left else None


def team_gets_ready(scene: Scene, phone: Phone) -> None:
    """Tick off each step of one's own team when it is due."""
    chance = scene.chance(f"ticks {phone.name}")
    scene.night.sleep_until(scene.facts.words(scene.truth.people)[-1].at)
    scene.night.sleep(TICK_EVERY_S * 2)
    steps = [step for step in _steps(scene, phone) if step["mine"] and not step["done_at"]]
    for step in sorted(steps, key=lambda step: str(step["due_at"])):
        due = datetime.fromisoformat(step["due_at"]).astimezone(UTC)
        scene.night.sleep_until(due)
        scene.night.sleep(max(chance.uniform(EARLIEST_S, LATEST_S), 0))
        phone.tap("intake.tick_step", step_id=step["id"])
    phone.finish()


def _steps(scene: Scene, phone: Phone) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = scene.read(phone, "field")["steps"]
    return steps


def _announcement(scene: Scene, word: Word) -> dict[str, Any]:
    assumed = scene.facts.assumed
    return {
        "words": word.words,
        "expected": word.people,
        "certainty": word.certainty,
        "eta": word.eta.isoformat(),
        "origin": assumed["origin"],
        "cohort": assumed["cohort"],
        "protocol": assumed["protocol"],
        "vehicles": vehicles_for(scene.truth.people, assumed) if word.vehicles else [],
    }


def _look_ahead(scene: Scene, phone: Phone, word: Word) -> None:
    outlook = scene.read(phone, f"batches/{scene.batch_id}/outlook")
    if word.vehicles:
        scene.story.conflicts = outlook["conflicts"]
        scene.story.conflicts_at = scene.night.now()
