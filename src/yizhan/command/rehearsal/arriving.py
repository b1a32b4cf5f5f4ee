"""Off the bus and past the thermometer: two counts by people who do not see each other's figures."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from yizhan.command.rehearsal.phone import Phone
from yizhan.command.rehearsal.scene import OFF_BUS, TEMPERATURE, Scene
from yizhan.command.rehearsal.travellers import LETTERS, TravelParty
from yizhan.command.rehearsal.truth import Slip

NORMAL_C = (36.1, 36.9)
FIRST_DEVICE, SECOND_DEVICE = "T1", "T2"
SPARE_BANDS = 20


def count_off_the_bus(scene: Scene, phone: Phone, lane: int) -> None:
    """Count 1: tap the make-up of each party as it steps down, wave after wave."""
    chance = scene.chance(phone.name)
    parties = scene.truth.parties[lane :: scene.stage.lanes]
    number = _take_roll(scene, phone, lane)
    scene.night.sleep_until(scene.facts.words(scene.truth.people)[-1].eta)
    scene.story.arrived_at = scene.story.arrived_at or scene.night.now()
    for wave in waves(parties, scene.facts.reported["off_the_bus_together"]):
        which = scene.next_wave()
        for party in wave:
            scene.takes("leave_bus", chance)
            party.wave, party.number = which, number
            number += 1
            _tap_party(scene, phone, party)
            scene.story.off_bus[party.number] = scene.night.now()
            scene.lines[lane].thermometer.put(party)
    scene.lines[lane].thermometer.close()
    scene.count(OFF_BUS, sum(len(party.members) for party in parties))
    close_round(scene, phone, OFF_BUS)


def take_temperatures(scene: Scene, phone: Phone, lane: int) -> None:
    """Count 2: measure everybody by wristband; the phone of the first lane loses its network for a while."""
    chance = scene.chance(phone.name)
    away = (
        timedelta(minutes=scene.facts.assumed["phone_offline_minutes"])
        if lane == 0 and scene.stormy
        else None
    )
    back = None
    while (party := scene.lines[lane].thermometer.get()) is not None:
        if away:
            phone.browser.network.offline, back, away = True, scene.night.now() + away, None
        if back and scene.night.now() >= back:
            phone.browser.network.offline, back = False, None
        for place in range(len(party.members)):
            scene.takes("temperature", chance)
            _measure(scene, phone, party, place, lane, chance)
        scene.lines[lane].reception.put(party)
    scene.lines[lane].reception.close()
    phone.browser.network.offline = False
    phone.finish()
    if close_round(scene, phone, TEMPERATURE):
        scene.fevers.close()


def measure_again(scene: Scene, phone: Phone) -> None:
    """Measure a fever a second time, at rest and with another device."""
    chance = scene.chance(phone.name)
    while (party := scene.fevers.get()) is not None:
        scene.takes("second_reading", chance)
        fever: float = scene.facts.assumed["fever_c"]
        value = fever if scene.truth.fever_stays else NORMAL_C[0]
        phone.tap(
            "intake.take_temperature",
            **_reading(scene, party, "A", value),
            device=SECOND_DEVICE,
            at_rest=True,
        )
    phone.finish()


def close_round(scene: Scene, phone: Phone, round_: int) -> bool:
    """Say that this was everybody, once the last lane is through; True in that lane."""
    phone.finish()
    if not scene.is_last(f"round {round_}", scene.stage.lanes):
        return False
    phone.tap("intake.close_round", batch_id=str(scene.batch_id), round=round_, people=scene.counted(round_))
    phone.finish()
    return True


def waves(parties: list[TravelParty], together: int) -> Iterator[list[TravelParty]]:
    """Let parties off the bus so many people at a time; a larger party is a wave of its own."""
    wave: list[TravelParty] = []
    for party in parties:
        if wave and sum(len(one.members) for one in (*wave, party)) > together:
            yield wave
            wave = []
        wave.append(party)
    if wave:
        yield wave


def _take_roll(scene: Scene, phone: Phone, lane: int) -> int:
    numbers = _roll_of(scene, lane)
    phone.decide("intake.issue_roll", first=numbers[0], last=numbers[-1], device=phone.name)
    return numbers[0]


def _roll_of(scene: Scene, lane: int) -> range:
    """The wristbands of a lane; the last ones are to spare."""
    size = len(scene.truth.parties) // scene.stage.lanes + 1 + SPARE_BANDS
    return range(1 + lane * size, 1 + (lane + 1) * size)


def _tap_party(scene: Scene, phone: Phone, party: TravelParty) -> None:
    before: tuple[UUID, ...] = ()
    if party is scene.truth.wrong_tap:
        wrong = phone.tap(
            "intake.count_party", **_counted(scene, party, ["adult"] * (len(party.members) + 1))
        )
        before = (phone.tap("intake.undo_count", depends_on=(wrong,), mark_id=str(wrong)),)
    make_up = ["child" if member.child else "adult" for member in party.members]
    phone.tap("intake.count_party", depends_on=before, **_counted(scene, party, make_up))


def _counted(scene: Scene, party: TravelParty, make_up: list[str]) -> dict[str, Any]:
    return {"batch_id": str(scene.batch_id), "wave": party.wave, "number": party.number, "make_up": make_up}


def _measure(
    scene: Scene, phone: Phone, party: TravelParty, place: int, lane: int, chance: random.Random
) -> None:
    slips = party is scene.truth.slip_by and place == len(party.members) - 1
    if slips and scene.truth.slip is Slip.MISSED:
        return
    feverish = party is scene.truth.feverish and place == 0
    value = scene.facts.assumed["fever_c"] if feverish else round(chance.uniform(*NORMAL_C), 1)
    reading = _reading(scene, party, LETTERS[place], value)
    if slips and scene.truth.slip is Slip.MISTYPED:
        # A number from the end of the roll: nobody wears it.
        reading["number"] = _roll_of(scene, lane)[-1]
        scene.story.mistyped = f"{reading['number']:03d}-{reading['letter']}"
    phone.tap("intake.take_temperature", **reading, device=FIRST_DEVICE)
    scene.count(TEMPERATURE, 1)
    if feverish:
        scene.fevers.put(party)


def _reading(scene: Scene, party: TravelParty, letter: str, value: float) -> dict[str, Any]:
    return {
        "batch_id": str(scene.batch_id),
        "number": party.number,
        "letter": letter,
        "value_c": str(value),
    }
