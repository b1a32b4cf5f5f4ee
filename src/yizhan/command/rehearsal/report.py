"""The report of a rehearsal, as a commander wants to hear it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from yizhan.command.rehearsal.figures import Figures
from yizhan.command.rehearsal.scene import Scene
from yizhan.stays.queries.words import wish_words

ROUNDS = {
    "off_bus": gettext_noop("Off the bus"),
    "temperature": gettext_noop("Temperature"),
    "room": gettext_noop("Room check"),
}
FORGOTTEN = {
    "steps_not_ticked": gettext_noop("steps of the countdown not ticked"),
    "parties_without_room": gettext_noop("parties without a room"),
    "taps_not_sent": gettext_noop("taps not sent"),
    "matters_open": gettext_noop("matters open"),
    "differences_open": gettext_noop("differences open"),
}
IDLE_SHOWN = 6


def in_words(scene: Scene, figures: Figures) -> str:
    """Return the report in the active language."""
    table = figures.table
    lines = [
        *_arrival(scene, table),
        *_counts(table),
        *_rooms(scene, table),
        *wishes_in_words(table),
        *_names(table),
        *_work(scene, table),
        *_record(table),
        *_verdict(figures),
    ]
    return "\n".join(lines)


def _arrival(scene: Scene, table: dict[str, Any]) -> Iterator[str]:
    yield _("Announced %(announced)s, came %(people)s: adults %(adults)s, children %(children)s, "
            "parties %(parties)s.") % {
        **table, "people": scene.truth.people
    }  # fmt: skip
    for conflict in scene.story.conflicts:
        yield _("  Entrance: %(vehicle)s is %(missing_m)s m too high for %(entrance)s.") % conflict
    if scene.story.cleared_at:
        yield _("  Cleared at %(time)s, %(minutes)s minutes before the first bus.") % {
            "time": _clock(scene, scene.story.cleared_at), "minutes": _minutes_before_bus(scene)
        }  # fmt: skip


def _counts(table: dict[str, Any]) -> Iterator[str]:
    yield _("Counts, as tapped and as settled:")
    for key, name in ROUNDS.items():
        yield f"  {_(name)}: {table['counted_raw'][key]} → {table['counted'][key]}"
    yield _("  Differences: %(differences_found)s found, %(differences_settled)s settled.") % table


def _rooms(scene: Scene, table: dict[str, Any]) -> Iterator[str]:
    minutes = table["minutes"]
    yield _("Rooms: %(parties_roomed)s of %(parties)s parties; children without guardian, "
            "flagged: %(alone)s.") % {
        **table, "alone": table["minors_without_guardian"]
    }  # fmt: skip
    yield _("  First bus to last room: %(first_bus_to_last_room)s min. Wait for a room: median "
            "%(median_wait_for_a_room)s, longest %(longest_wait_for_a_room)s min. Longest way up: "
            "%(longest_way_up)s min.") % minutes  # fmt: skip
    yield _("  A proposal took %(p50)s ms, at worst %(p99)s ms.") % table["proposal_ms"]
    if scene.story.forced:
        yield _("  A rule was broken with a reason for %(tags)s.") % {"tags": ", ".join(scene.story.forced)}
    if scene.story.no_room:
        tags = ", ".join(f"{number:03d}" for number in scene.story.no_room)
        yield _("  No room was left for %(tags)s.") % {"tags": tags}


def wishes_in_words(table: dict[str, Any]) -> Iterator[str]:
    """Yield what the rooms broke, rule by rule, beside the best in hindsight."""
    yield _("  Wishes broken: %(units)s, weight %(score)s. With hindsight at best %(best)s, weight "
            "%(best_score)s.") % {
        "units": _plain(table["wishes_broken_units"]), "score": _plain(table["wishes_score"]),
        "best": _plain(table["clairvoyant_broken_units"]), "best_score": _plain(table["clairvoyant_score"]),
    }  # fmt: skip
    best = table["clairvoyant_broken"]
    for code, units in table["wishes_broken"].items():
        words = {"wish": wish_words(code), "units": _plain(units), "best": _plain(best.get(code, 0))}
        yield _("    %(wish)s: %(units)s (with hindsight %(best)s)") % words


def _plain(number: float) -> str:
    return f"{number:g}" if number < 1_000_000 else f"{number:.0f}"


def _names(table: dict[str, Any]) -> Iterator[str]:
    yield _("Registered at 06:00: %(registered_at_0600)s. Samples: %(samples)s. "
            "Breakfast: %(breakfast_bags)s bags, %(childrens_bags)s for children.") % table  # fmt: skip


def _work(scene: Scene, table: dict[str, Any]) -> Iterator[str]:
    idle = sorted(table["idle_minutes"].items(), key=lambda row: -row[1])[:IDLE_SHOWN]
    if idle:
        named = _(", ").join(f"{_who(scene, worker)} {minutes}" for worker, minutes in idle)
        yield _("Stood idle, in minutes: %(who)s.") % {"who": named}
    forgotten = [f"{_(FORGOTTEN[key])} {count}" for key, count in table["forgotten"].items() if count]
    yield _("Forgotten: %(what)s.") % {"what": _(", ").join(forgotten) or _("nothing")}


def _record(table: dict[str, Any]) -> Iterator[str]:
    yield (
        _("Commands acknowledged: %(acknowledged_commands)s; lost %(lost)s, done twice %(duplicated)s.")
        % table
    )
    if table["network_faults"] or table["server_outages_s"]:
        yield _("  Network faults: %(faults)s. The server was down for %(outages)s s.") % {
            "faults": sum(table["network_faults"].values()),
            "outages": ", ".join(str(seconds) for seconds in table["server_outages_s"]) or "0",
        }
    broken = ", ".join(str(number) for number in table["invariants_broken"]) or _("none")
    yield _("Invariants broken: %(broken)s.") % {"broken": broken}


def _verdict(figures: Figures) -> Iterator[str]:
    if figures.right:
        yield _("The night came out right, in %(wall_seconds)s seconds.") % figures.table
        return
    yield _("The night did not come out right:")
    for one in figures.failures:
        facts = {"what": _(one.what), "expected": one.expected, "found": one.found}
        yield _("  %(what)s: should be %(expected)s, was %(found)s.") % facts


def _who(scene: Scene, worker: str) -> str:
    member = scene.stage.crew.get(worker)
    if member is None:
        return {"guide": _("Guide")}.get(worker.partition("-")[0], worker)
    return member.zh if (get_language() or "zh").startswith("zh") else member.en


def _clock(scene: Scene, moment: Any) -> str:
    return f"{moment.astimezone(scene.facts.zone):%H:%M}"


def _minutes_before_bus(scene: Scene) -> int:
    story = scene.story
    if story.arrived_at is None or story.cleared_at is None:
        return 0
    return round((story.arrived_at - story.cleared_at).total_seconds() / 60)
