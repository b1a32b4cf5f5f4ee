"""The first night, played from beginning to end by everybody at once."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from yizhan.command.rehearsal import announcing, arriving, lodging, morning, registering, settling
from yizhan.command.rehearsal.phone import Phone
from yizhan.command.rehearsal.scene import Scene
from yizhan.command.rehearsal.server import ServerProcess

TEAMS = ("gate", "hygiene", "hotel")
RESIDENTS_AT_ONCE = 6
POWER_CUT_AFTER = timedelta(minutes=9)


def play(scene: Scene, server: ServerProcess) -> None:
    """Play the night; raises what stopped it."""
    phones = {key: scene.phone(key) for key in scene.stage.crew}
    scene.night.play(_workers(scene, phones, server))
    scene.story.figures["taps_left"] = sum(phone.pending for phone in phones.values())
    for phone in phones.values():
        phone.browser.close()


def _workers(scene: Scene, phones: dict[str, Phone], server: ServerProcess) -> dict[str, Callable[[], None]]:
    workers: dict[str, Callable[[], None]] = {
        "clerk": partial(_clerk, scene, phones["clerk"]),
        "head": partial(_head, scene, phones["head"]),
        "nurse": partial(_nurse, scene, phones["nurse"]),
        "kitchen": partial(_kitchen, scene, phones["kitchen"]),
    }
    for team in TEAMS:
        workers[team] = partial(announcing.team_gets_ready, scene, phones[team])
    for lane in range(scene.stage.lanes):
        workers |= _lane(scene, phones, lane)
    for part in range(RESIDENTS_AT_ONCE):
        workers[f"residents-{part + 1}"] = partial(registering.residents_register, scene, part)
    if scene.stormy:
        workers["power"] = partial(_cut_the_power, scene, server)
    return workers


def _lane(scene: Scene, phones: dict[str, Phone], lane: int) -> dict[str, Callable[[], None]]:
    number = lane + 1
    guides = {
        f"guide-{number}.{guide}": partial(lodging.lead_upstairs, scene, lane, guide)
        for guide in range(1, scene.facts.assumed["guides_in_a_lane"] + 1)
    }
    return {
        **guides,
        f"door-{number}": partial(arriving.count_off_the_bus, scene, phones[f"door-{number}"], lane),
        f"thermometer-{number}": partial(
            arriving.take_temperatures, scene, phones[f"thermometer-{number}"], lane
        ),
        f"reception-{number}": partial(_receive, scene, phones[f"reception-{number}"], lane),
        f"corridor-{number}": partial(lodging.check_rooms, scene, phones[f"corridor-{number}"], lane),
    }


def _receive(scene: Scene, phone: Phone, lane: int) -> None:
    if lane == 0:
        announcing.team_gets_ready(scene, phone)
    lodging.give_rooms(scene, phone, lane)


def _clerk(scene: Scene, phone: Phone) -> None:
    announcing.clerk_announces(scene, phone)
    announcing.team_gets_ready(scene, phone)
    registering.clerk_calls_in_the_night(scene, phone)
    morning.clerk_at_six(scene, phone)


def _head(scene: Scene, phone: Phone) -> None:
    scene.night.sleep_until(scene.facts.words(scene.truth.people)[-1].at + timedelta(minutes=2))
    announcing.clear_the_entrance(scene, phone)
    settling.watch_the_counts(scene, phone)
    settling.see_to_matters(scene, phone)
    morning.head_ends_the_night(scene, phone)


def _nurse(scene: Scene, phone: Phone) -> None:
    announcing.team_gets_ready(scene, phone)
    arriving.measure_again(scene, phone)
    morning.nurse_at_six(scene, phone)


def _kitchen(scene: Scene, phone: Phone) -> None:
    announcing.team_gets_ready(scene, phone)
    morning.kitchen_at_seven(scene, phone)


def _cut_the_power(scene: Scene, server: ServerProcess) -> None:
    """Kill the server in the middle of everything, and start it again."""
    scene.night.sleep_until(scene.facts.words(scene.truth.people)[-1].eta + POWER_CUT_AFTER)
    began = time.monotonic()
    server.kill()
    server.start()
    scene.story.outages_s.append(time.monotonic() - began)
