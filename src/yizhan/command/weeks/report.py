"""The report of the three weeks, as a commander wants to hear it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yizhan.command.rehearsal.figures import Figures


def in_words(figures: Figures) -> str:
    """Return the report in the active language."""
    return "\n".join(
        [*_movements(figures.table), *_care(figures.table), *of_the_record(figures.table), *_verdict(figures)]
    )


def _movements(table: dict[str, Any]) -> Iterator[str]:
    present = table["present_by_day"]
    yield _("Received %(received)s, released or transferred %(released)s.") % table
    yield _("Present at the end of each day: %(present)s.") % {"present": ", ".join(map(str, present))}
    agree = sum(table["ledger_equals_journal_by_day"])
    yield _("Ledger and journal agreed on %(agree)s of %(days)s days.") % {
        "agree": agree,
        "days": len(present),
    }
    yield _("Slips made on purpose: %(slips_made)s, found on the same day: %(slips_found_same_day)s.") % table
    yield (
        _("Released early: %(released_early)s. Past due without an alarm: %(past_due_without_alarm)s.")
        % table
    )
    yield _("Floors cleared with %(moves)s moves, at least %(moves_lower_bound)s were needed.") % table
    yield _("Corridors with two cohorts: %(cohort_mixes)s.") % table


def _care(table: dict[str, Any]) -> Iterator[str]:
    yield _("Temperatures: %(observations_taken)s of %(observations_due)s. Samples: %(samples_taken)s of "
            "%(samples_due)s, without a result %(samples_without_result)s.") % table  # fmt: skip
    yield _("Positive: %(positives)s; contacts counted anew: %(contacts_recomputed)s.") % table


def of_the_record(table: dict[str, Any]) -> Iterator[str]:
    """Yield what `yizhan verify` has to say."""
    broken = ", ".join(str(number) for number in table["invariants_broken"]) or _("none")
    yield _("Invariants broken: %(broken)s.") % {"broken": broken}


def _verdict(figures: Figures) -> Iterator[str]:
    if figures.right:
        yield _("The three weeks came out right, in %(wall_seconds)s seconds.") % figures.table
        return
    yield _("The three weeks did not come out right:")
    for one in figures.failures:
        facts = {"what": _(one.what), "expected": one.expected, "found": one.found}
        yield _("  %(what)s: should be %(expected)s, was %(found)s.") % facts
