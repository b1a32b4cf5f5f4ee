"""The figures of the day of needs, and whether they came out right: what should be is what was played."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_noop

from yizhan.command.needs.day import Day
from yizhan.command.needs.figures_of_things import table_of_things, wanted_of_things
from yizhan.command.needs.found import Found
from yizhan.command.needs.noted import CHAT, PAGE, Asked
from yizhan.command.rehearsal.figures import Failure, Figures

Wanted = dict[str, tuple[Any, Any]]


def figures_of(day: Day, found: Found, broken: list[int], wall_s: float) -> Figures:
    """Add the day up, and hold what the product has against what was really asked and done."""
    table = {
        **_asked(day, found), **_cared(day, found), **_told(day, found), **table_of_things(day, found),
        **_record(day, broken, wall_s),
    }  # fmt: skip
    wanted = {
        **_wanted_of_asked(day, found, table), **_wanted_of_cared(day, found, table),
        **_wanted_of_told(day, found, table), **wanted_of_things(day, found, table),
        **_wanted_of_record(day, table),
    }  # fmt: skip
    return Figures(table, list(_failures(wanted)))


def _failures(wanted: Wanted) -> Iterator[Failure]:
    for what, (expected, found) in wanted.items():
        if expected != found:
            yield Failure(what, expected, found)


def _asked(day: Day, found: Found) -> dict[str, Any]:
    asked, matters = day.noted.asked, found.matters
    return {
        "requests": len(matters),
        "answered_by_named_person": sum(bool(one.answered_by) for one in matters),
        "unanswered": sum(not one.answered_by for one in matters),
        "silent": sum(bool(one.level) for one in asked),
        "escalated_in_time": sum(one.climbed and not one.too_early for one in asked),
        "confirmed": sum(one.closed in ("confirmed", "at_door") for one in matters),
        "closed_without_confirmation": sum(bool(one.closed) and not one.on_word for one in matters),
        "not_solved_at_first": sum(one.reopened for one in matters),
        "handovers": day.noted.handovers,
        "handovers_unaccepted_at_end": sum(bool(one.offered_to) for one in matters),
        "joined": day.noted.joined,
    }


def _cared(day: Day, found: Found) -> dict[str, Any]:
    watched = day.noted.watched
    return {
        "crisis_lookins_due": watched.due,
        "crisis_lookins_made": found.watch.looked_in,
        "crisis_lookins_missed": watched.missed,
        "crisis_lookins_missed_without_alarm": watched.unheard,
        "protected_readings_by_named": found.watch.read_by_named,
        "protected_reads_tried": watched.tries,
        "protected_reads_by_others": watched.read_by_others + found.watch.read_by_others,
        "medicines": len(day.noted.medicines),
        "medicines_warned": sum(one.warned for one in day.noted.medicines),
        "medicines_run_out": sum(one.ran_out for one in day.noted.medicines),
        "medicines_run_out_unwarned": sum(one.unwarned for one in day.noted.medicines),
        "meals_due": day.noted.eating.due,
        "meals_delivered": found.meals,
        "meals_by_hand": day.noted.eating.by_hand,
    }


def _wanted_of_cared(day: Day, found: Found, table: dict[str, Any]) -> Wanted:
    watched = day.noted.watched
    return {
        gettext_noop("look-ins"): (watched.due, table["crisis_lookins_made"]),
        gettext_noop("look-ins missed on purpose"): (1, watched.missed),
        gettext_noop("look-ins missed without an alarm"): (0, table["crisis_lookins_missed_without_alarm"]),
        gettext_noop("alarms before anybody was late"): ([], watched.rang_too_early),
        gettext_noop("alarm that goes on after somebody came"): (False, watched.still_rings),
        gettext_noop("an answer about harm rang at once"): (True, watched.rung_at_once),
        gettext_noop("protected thread shown to who is named"): (watched.readings, watched.read_by_named),
        gettext_noop("readings that left no trace"): (
            0, max(watched.readings - table["protected_readings_by_named"], 0)
        ),
        gettext_noop("protected reads by others"): (0, table["protected_reads_by_others"]),
        gettext_noop("ambulance offered at once"): (True, day.noted.pain.ambulance_offered),
        gettext_noop("emergency rang for those who answer"): (True, day.noted.pain.rang),
        gettext_noop("missing in the emergency's thread"): ([], day.noted.pain.missing_in_thread),
        gettext_noop("medicines run out without a warning"): (0, table["medicines_run_out_unwarned"]),
        gettext_noop("medicines warned of too early or too late"): (
            0, sum(one.wrongly_told for one in day.noted.medicines)
        ),
        gettext_noop("medicines that nobody gets more of"): (0, found.medicines_unattended),
        gettext_noop("meals"): (table["meals_due"], table["meals_delivered"]),
        gettext_noop("numbers told wrongly to the kitchen"): (0, day.noted.eating.kitchen_wrong),
    }  # fmt: skip


def _told(day: Day, found: Found) -> dict[str, Any]:
    told = day.noted.told
    return {
        "notices_sent_to": told.recipients,
        "notices_read": told.read,
        "notices_told_in_person": told.in_person,
        "notices_unread_unfollowed": told.unfollowed + found.notices_forgotten,
    }


def _wanted_of_told(day: Day, found: Found, table: dict[str, Any]) -> Wanted:
    told = day.noted.told
    return {
        gettext_noop("parties that got the notice"): (told.parties, table["notices_sent_to"]),
        gettext_noop("notice not shown on the page"): (0, told.not_shown),
        gettext_noop("told in person"): (told.parties - told.read, table["notices_told_in_person"]),
        gettext_noop("notices nobody has read"): (0, found.notices_unread),
        gettext_noop("notices unread and not followed up"): (0, table["notices_unread_unfollowed"]),
    }


def _record(day: Day, broken: list[int], wall_s: float) -> dict[str, Any]:
    return {
        "acknowledged_commands": len(day.notebook.acknowledged),
        "conflicts": dict(day.notebook.conflicts()),
        "network_faults": sum(sum(network.faults.values()) for network in day.networks),
        "invariants_broken": broken,
        "wall_seconds": round(wall_s, 1),
    }


def _wanted_of_asked(day: Day, found: Found, table: dict[str, Any]) -> Wanted:
    asked, by_id = day.noted.asked, {one.matter_id: one for one in found.matters}
    known = [(one, by_id[one.matter_id]) for one in asked if one.matter_id in by_id]
    return {
        gettext_noop("requests"): (len(asked), table["requests"]),
        gettext_noop("requests of which there is no trace"): (0, len(asked) - len(known)),
        gettext_noop("requests taken for another"): (0, sum(a.need != a.request.need for a in asked)),
        gettext_noop("unanswered"): (0, table["unanswered"]),
        gettext_noop("answered by somebody else"): (
            0,
            sum(one.answered_by != theirs.answered_by for one, theirs in known),
        ),
        gettext_noop("put before whom it does not concern"): (
            0,
            sum(_went_astray(day, one) for one in asked),
        ),
        gettext_noop("name not shown to whoever asked"): (0, sum(not one.named for one in asked)),
        gettext_noop("answer not shown to whoever asked"): (0, sum(not one.answer_shown for one in asked)),
        gettext_noop("rule not shown to whoever asked"): (0, sum(not one.policy_shown for one in asked)),
        gettext_noop("silence that climbed in time"): (table["silent"], table["escalated_in_time"]),
        gettext_noop("closed on another word"): (
            0,
            sum(one.closed != theirs.closed for one, theirs in known),
        ),
        gettext_noop("closed without confirmation"): (0, table["closed_without_confirmation"]),
        gettext_noop("hand-overs nobody said yes to"): (0, table["handovers_unaccepted_at_end"]),
        gettext_noop("seen by whom it is about"): (0, day.noted.seen_by_whom_it_is_about),
    }


def _went_astray(day: Day, one: Asked) -> bool:
    """Tell whether nobody heard it in person, and it was put before somebody of another role."""
    return one.way in (PAGE, CHAT) and day.roles.get(one.first_asked) not in one.request.goes_to


def _wanted_of_record(day: Day, table: dict[str, Any]) -> Wanted:
    return {
        gettext_noop("commands in conflict"): (
            {**dict.fromkeys(day.noted.ordering.told_no, 1), "not_enough": 1},
            table["conflicts"],
        ),
        gettext_noop("invariants broken"): ([], table["invariants_broken"]),
    }
