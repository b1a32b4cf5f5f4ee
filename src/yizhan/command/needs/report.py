"""The report of the day of needs, as a commander wants to hear it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from yizhan.command.rehearsal.figures import Figures
from yizhan.command.weeks.report import of_the_record


def in_words(figures: Figures) -> str:
    """Return the report in the active language."""
    parts = (_asked, _cared, _told, _things, of_the_record)
    return "\n".join([*(line for part in parts for line in part(figures.table)), *_verdict(figures)])


def _asked(table: dict[str, Any]) -> Iterator[str]:
    yield _("Requests: %(requests)s, answered by a named person %(answered_by_named_person)s, unanswered "
            "%(unanswered)s.") % table  # fmt: skip
    yield _("Fell silent on purpose: %(silent)s, called those above in time: %(escalated_in_time)s.") % table
    yield (
        _("Confirmed by whoever asked: %(confirmed)s; closed without: %(closed_without_confirmation)s.")
        % table
    )
    yield _("Handed over: %(handovers)s, nobody said yes: %(handovers_unaccepted_at_end)s.") % table


def _cared(table: dict[str, Any]) -> Iterator[str]:
    yield _("Crisis: %(crisis_lookins_due)s look-ins due, %(crisis_lookins_missed)s missed, without an alarm "
            "%(crisis_lookins_missed_without_alarm)s.") % table  # fmt: skip
    yield _("Protected thread: read by named people %(protected_readings_by_named)s times; others tried "
            "%(protected_reads_tried)s times and got through %(protected_reads_by_others)s times."
            ) % table  # fmt: skip
    yield (
        _("Meals: %(meals_due)s due, %(meals_delivered)s delivered, %(meals_by_hand)s of them by hand.")
        % table
    )


def _told(table: dict[str, Any]) -> Iterator[str]:
    yield _("Medicines: %(medicines)s, warned of in time %(medicines_warned)s, run out "
            "%(medicines_run_out)s, without a warning %(medicines_run_out_unwarned)s.") % table  # fmt: skip
    yield _("Notice to %(notices_sent_to)s parties: read %(notices_read)s, told in person "
            "%(notices_told_in_person)s, forgotten %(notices_unread_unfollowed)s.") % table  # fmt: skip


def _things(table: dict[str, Any]) -> Iterator[str]:
    yield _("Order lines: %(order_lines)s, wrong %(order_lines_wrong)s. Parcels: in %(parcels_in)s, out "
            "%(parcels_out)s, held %(parcels_held)s.") % table  # fmt: skip
    yield _("Sent down by the command post: %(stock_sent_down)s, came: %(stock_came)s.") % table
    yield _("Care packs: %(packs_given)s. Shelves below nothing: %(stock_negative)s.") % table


def _verdict(figures: Figures) -> Iterator[str]:
    if figures.right:
        yield _("The day came out right, in %(wall_seconds)s seconds.") % figures.table
        return
    yield _("The day did not come out right:")
    for one in figures.failures:
        facts = {"what": _(one.what), "expected": one.expected, "found": one.found}
        yield _("  %(what)s: should be %(expected)s, was %(found)s.") % facts
