"""Invariant 4: present = in - out, for each site and day."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from yizhan.command.queries.verify.ledger import Differences
from yizhan.command.queries.verify.report import Fault
from yizhan.stays.queries.fold import Fold, Visit


def present_is_in_less_out(fold: Fold, differences: Differences, zone: str) -> Iterator[Fault]:
    """Invariant 4: by the journal, arrivals less departures are the open stays, day by day.

    A stay that is in both, from and to the same moments, counts the same on every day; only the
    others are added up, by the site's own days.
    """
    yield from _oddities(fold)
    days = ZoneInfo(zone)
    said = _movements((visit for visit, _ in differences.stays if visit), days)
    found = _movements((visit for _, visit in differences.stays if visit), days)
    for day in sorted({*said[0], *said[1], *found[0], *found[1]}):
        more_in, more_out = said[0][day] - found[0][day], said[1][day] - found[1][day]
        if more_in or more_out:
            template = gettext_noop(
                "%(day)s: the journal has %(in)+d arrivals and %(out)+d departures against the stays."
            )
            yield Fault(4, "day_differs", template, {"day": day, "in": more_in, "out": more_out})


def _oddities(fold: Fold) -> Iterator[Fault]:
    said = {
        "arrived_twice": gettext_noop("%(who)s arrived, and was here already."),
        "band_worn_twice": gettext_noop("Wristband %(who)s was given out while somebody else wore it."),
        "not_present": gettext_noop("%(who)s was not at the site when this was entered."),
    }
    for sequence, code, subject in fold.oddities:
        if code in said:
            yield Fault(4, code, said[code], {"who": subject}, sequence)


def _movements(visits: Iterable[Visit], zone: ZoneInfo) -> tuple[Counter[date], Counter[date]]:
    came: Counter[date] = Counter()
    went: Counter[date] = Counter()
    for visit in visits:
        came[_day(visit.since, zone)] += 1
        if visit.until:
            went[_day(visit.until, zone)] += 1
    return came, went


def _day(moment: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(moment).astimezone(zone).date()
