"""The figures of a rehearsal, and whether the night came out right."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_noop

from yizhan.command.rehearsal.bookkeeping import percentile
from yizhan.command.rehearsal.comparing import Kept
from yizhan.command.rehearsal.scene import OFF_BUS, ROOM, TEMPERATURE, Scene
from yizhan.command.rehearsal.story import longest
from yizhan.command.rehearsal.wishes import Rooming

NAMES = {OFF_BUS: "off_bus", TEMPERATURE: "temperature", ROOM: "room"}


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that did not come out as it happened: what it is, what it should be, what it was."""

    what: str
    expected: Any
    found: Any


@dataclass
class Figures:
    """Everything that a rehearsal measured."""

    table: dict[str, Any]
    failures: list[Failure] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """True when the night came out right."""
        return not self.failures

    def as_json(self) -> dict[str, Any]:
        """Return the figures for programs."""
        failures = [{"what": one.what, "expected": one.expected, "found": one.found} for one in self.failures]
        return {**self.table, "came_out_right": self.right, "failures": failures}


def figures_of(scene: Scene, kept: Kept, rooming: Rooming, broken: list[int], wall_s: float) -> Figures:
    """Add the night up and hold it against what really happened, and its rooms against hindsight."""
    table = {**_table(scene, kept, broken, wall_s), **wishes_table(rooming)}
    return Figures(table, list(_failures(scene, kept, table)))


def _table(scene: Scene, kept: Kept, broken: list[int], wall_s: float) -> dict[str, Any]:
    story, notebook = scene.story, scene.notebook
    counts = story.figures["counts"]
    words = scene.facts.words(scene.truth.people)
    faults: Counter[str] = Counter()
    for network in scene.networks:
        faults.update(network.faults)
    return {
        "announced": words[-1].people,
        "counted": _by_round(counts["settled"]),
        "counted_raw": _by_round(counts["raw"]),
        "adults": kept.adults,
        "children": kept.children,
        "parties": kept.parties,
        "parties_roomed": kept.parties_roomed,
        "minors_without_guardian": len(story.alone),
        "entrance_conflicts": len(story.conflicts),
        "entrance_missing_m": sorted({str(conflict["missing_m"]) for conflict in story.conflicts}),
        "differences_found": len(story.found),
        "differences_settled": len(story.settled),
        "registered_at_0600": scene.truth.people - story.figures["unregistered_0600"],
        "breakfast_bags": story.figures["breakfast_bags"],
        "childrens_bags": story.figures["children_bags"],
        "samples": story.figures["samples"],
        "acknowledged_commands": len(notebook.acknowledged),
        "lost": len(kept.lost),
        "duplicated": len(kept.duplicated),
        "invariants_broken": broken,
        "proposal_ms": _milliseconds(notebook.proposals_ms),
        "proposal_server_ms": _milliseconds(notebook.server_ms),
        "conflicts": dict(notebook.conflicts()),
        "network_faults": dict(faults),
        "server_outages_s": [round(seconds, 2) for seconds in story.outages_s],
        "minutes": _minutes(scene),
        "idle_minutes": _idle(scene),
        "forgotten": _forgotten(scene),
        "wall_seconds": round(wall_s, 1),
    }


def wishes_table(rooming: Rooming) -> dict[str, Any]:
    """Return the wishes that the rooms broke, beside the fewest that foreknowledge would have broken."""
    given = rooming.wishes()
    best, bound = rooming.hindsight()
    return {
        "wishes_broken": given.broken,
        "wishes_broken_units": given.units,
        "wishes_score": given.score,
        "clairvoyant_broken": best.broken,
        "clairvoyant_broken_units": best.units,
        "clairvoyant_score": best.score,
        "clairvoyant_bound": bound,
    }


def _failures(scene: Scene, kept: Kept, table: dict[str, Any]) -> Iterator[Failure]:
    truth, story = scene.truth, scene.story
    everybody = dict.fromkeys(NAMES.values(), truth.people)
    wanted = {
        gettext_noop("counted, settled"): (everybody, table["counted"]),
        gettext_noop("adults"): (truth.people - truth.children, kept.adults),
        gettext_noop("children"): (truth.children, kept.children),
        gettext_noop("parties that came"): (len(truth.parties), kept.parties),
        gettext_noop("parties in rooms"): (len(truth.parties), kept.parties_roomed),
        gettext_noop("children without guardian, flagged"): (truth.alone, len(story.alone)),
        gettext_noop("differences found"): (1, len(story.found)),
        gettext_noop("differences settled"): (1, len(story.settled)),
        gettext_noop("entrance conflicts"): (scene.expected_conflicts, len(story.conflicts)),
        gettext_noop("registered at 06:00"): (
            story.figures["registered_by_script_0600"], table["registered_at_0600"]
        ),
        gettext_noop("not registered at the end"): (0, story.figures["unregistered_at_the_end"]),
        gettext_noop("breakfast bags"): (truth.people, table["breakfast_bags"]),
        gettext_noop("children's bags"): (truth.children, table["childrens_bags"]),
        gettext_noop("sample tubes"): (truth.people, table["samples"]),
        gettext_noop("people in the ledger"): (truth.people, story.figures["ledger"]),
        gettext_noop("acknowledged and lost"): ([], list(kept.lost)),
        gettext_noop("done twice"): ([], list(kept.duplicated)),
        gettext_noop("invariants broken"): ([], table["invariants_broken"]),
        gettext_noop("forgotten"): ([], [name for name, count in table["forgotten"].items() if count]),
    }  # fmt: skip
    for what, (expected, found) in wanted.items():
        if expected != found:
            yield Failure(what, expected, found)


def _by_round(counts: dict[str, int]) -> dict[str, int]:
    return {name: counts[str(round_)] for round_, name in NAMES.items()}


def _milliseconds(values: list[float]) -> dict[str, float]:
    return {"p50": round(percentile(values, 0.5), 1), "p99": round(percentile(values, 0.99), 1)}


def _minutes(scene: Scene) -> dict[str, float]:
    story = scene.story
    began = story.arrived_at or scene.night.now()
    to_desk = story.waits(story.off_bus, story.roomed)
    upstairs = story.waits(story.roomed, story.in_room)
    return {
        "first_bus_to_last_room": _rounded(max(story.in_room.values(), default=began) - began),
        "longest_wait_for_a_room": _rounded(longest(to_desk)),
        "median_wait_for_a_room": _rounded(sorted(to_desk)[len(to_desk) // 2] if to_desk else timedelta()),
        "longest_way_up": _rounded(longest(upstairs)),
    }


def _idle(scene: Scene) -> dict[str, float]:
    """Return who of the crew stood idle between two pieces of work; residents have nothing to do."""
    waited = sorted(scene.night.idle.items())
    return {who: _rounded(time) for who, time in waited if not who.startswith("residents") and _rounded(time)}


def _forgotten(scene: Scene) -> dict[str, int]:
    return {
        "steps_not_ticked": scene.story.figures["steps_left"],
        "parties_without_room": len(scene.story.no_room),
        "taps_not_sent": scene.story.figures["taps_left"],
        "matters_open": scene.story.figures["matters_left"],
        "differences_open": len(scene.story.figures["counts"]["differences"]),
    }


def _rounded(duration: timedelta) -> float:
    return round(duration.total_seconds() / 60, 1)
