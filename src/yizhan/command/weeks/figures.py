"""The figures of the three weeks, and whether they came out right."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from yizhan.command.rehearsal.figures import Failure, Figures
from yizhan.command.weeks.house import House
from yizhan.command.weeks.testing import unreported
from yizhan.duty.models import Obligation
from yizhan.ledgers.queries.book import Book, in_out_book
from yizhan.protocols.facts import DueKind
from yizhan.stays.models import JournalEntry


def figures_of(house: House, broken: list[int], wall_s: float) -> Figures:
    """Add the weeks up, and hold them against what really happened."""
    book = in_out_book(house.site, house.facts.date(1), house.facts.date(house.facts.days))
    table = _table(house, book, broken, wall_s)
    return Figures(table, list(_failures(house, table)))


def _table(house: House, book: Book, broken: list[int], wall_s: float) -> dict[str, Any]:
    kept = house.kept
    temperatures, samples = _due(house, DueKind.TEMPERATURE), _due(house, DueKind.SAMPLE)
    return {
        "received": sum(day.received for day in book.days),
        "released": sum(day.released + day.transferred for day in book.days),
        "present_by_day": [day.present for day in book.days],
        "ledger_equals_journal_by_day": [day.agrees for day in book.days],
        "slips_made": kept.slips_made,
        "slips_found_same_day": kept.slips_found,
        "released_early": _released_early(house),
        "past_due_without_alarm": kept.missing_alarms,
        "moves": kept.moves,
        "moves_lower_bound": kept.moves_bound,
        "cohort_mixes": kept.cohort_mixes,
        "observations_due": temperatures[0],
        "observations_taken": temperatures[1],
        "samples_due": samples[0],
        "samples_taken": samples[1],
        "samples_without_result": unreported(house),
        "positives": kept.positives,
        "contacts_recomputed": kept.contacts,
        "laboratory_files_again": kept.files_again,
        "acknowledged_commands": len(house.notebook.acknowledged),
        "conflicts": dict(house.notebook.conflicts()),
        "invariants_broken": broken,
        "wall_seconds": round(wall_s, 1),
    }


def _failures(house: House, table: dict[str, Any]) -> Iterator[Failure]:
    reported, days = house.facts.reported, house.facts.days
    wanted = {
        gettext_noop("received"): (reported["received"], table["received"]),
        gettext_noop("released or transferred"): (reported["released"], table["released"]),
        gettext_noop("present at the end of each day"): (
            house.kept.expected_present,
            table["present_by_day"],
        ),
        gettext_noop("ledger equals journal"): ([True] * days, table["ledger_equals_journal_by_day"]),
        gettext_noop("slips found on the same day"): (table["slips_made"], table["slips_found_same_day"]),
        gettext_noop("slips made"): (len(house.facts.assumed["slips"]), table["slips_made"]),
        gettext_noop("released before the due time"): (0, table["released_early"]),
        gettext_noop("past due without an alarm"): (0, table["past_due_without_alarm"]),
        gettext_noop("moves of the conversion"): (table["moves_lower_bound"], table["moves"]),
        gettext_noop("corridors with two cohorts"): (0, table["cohort_mixes"]),
        gettext_noop("temperatures taken"): (table["observations_due"], table["observations_taken"]),
        gettext_noop("samples taken"): (table["samples_due"], table["samples_taken"]),
        gettext_noop("samples without a result"): (0, table["samples_without_result"]),
        gettext_noop("positive"): (len(house.facts.assumed["positives"]), table["positives"]),
        gettext_noop("contacts counted anew"): (table["positives"], table["contacts_recomputed"]),
        gettext_noop("a file brought twice, read once"): (1, table["laboratory_files_again"]),
        gettext_noop("commands in conflict"): ({}, table["conflicts"]),
        gettext_noop("invariants broken"): ([], table["invariants_broken"]),
    }
    for what, (expected, found) in wanted.items():
        if expected != found:
            yield Failure(what, expected, found)


def _due(house: House, kind: DueKind) -> tuple[int, int]:
    """Return how many of a kind were due until the end, and how many of them were met."""
    ends = house.facts.at(house.facts.days + 1, "00:00")
    due = Obligation.objects.filter(site_id=house.site_id, kind=kind, closes_at__lte=ends, withdrawn_at=None)
    return due.count(), due.filter(met_at__isnull=False).count()


def _released_early(house: House) -> int:
    """Return how many releases the journal has before their due time without a second signature."""
    bodies = JournalEntry.objects.filter(site_id=house.site_id, kind="released").values_list(
        "body", flat=True
    )
    return sum(_is_early(json.loads(bytes(body))) for body in bodies)


def _is_early(body: dict[str, Any]) -> bool:
    too_soon = "due" in body and datetime.fromisoformat(body["at"]) < datetime.fromisoformat(body["due"])
    return too_soon and "signed" not in body
