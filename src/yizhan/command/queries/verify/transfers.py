"""Invariant 4 across sites: who left one for another is there, or on the way, and nowhere twice."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.command.queries.verify.report import Fault, Movements, SiteReport
from yizhan.leaving.enums import Destination, PassengerState
from yizhan.leaving.models import Passenger
from yizhan.stays.enums import EntryKind
from yizhan.stays.queries.fold import Fold

# An order and a person on it, as texts.
Ticket = tuple[str, str]


def movements_of(fold: Fold) -> Movements:
    """Return what a site's journal says of people who came from elsewhere or went there."""
    left = {
        (facts["order"], facts["person"]): (facts["to"], sequence, facts["tag"])
        for sequence, facts in fold.departures.items()
        if facts["kind"] == EntryKind.TRANSFERRED
    }
    came = {(facts["order"], facts["person"]): facts["tag"] for facts in fold.handed_on}
    return Movements(left, came, frozenset(fold.present))


def transfers_balance(reports: Iterable[SiteReport]) -> Iterator[Fault]:
    """Invariant 4: transfers balance over all sites, with those who are on the way; one query."""
    known = list(reports)
    left = {ticket: said for one in known for ticket, said in one.movements.left.items()}
    came = {ticket: tag for one in known for ticket, tag in one.movements.came.items()}
    rows = Passenger.objects.exclude(left_at=None).select_related("order")
    listed = {(str(row.order_id), str(row.person_id)): row for row in rows}
    yield from _at_two_sites(known)
    yield from _lost(left, came, listed)
    yield from _from_nowhere(left, came, listed)
    yield from _listed_otherwise(left, came, listed)


def _at_two_sites(reports: list[SiteReport]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for report in reports:
        for person in report.movements.present:
            first = seen.setdefault(person, report.code)
            if first != report.code:
                template = gettext_noop("Person %(who)s is at %(one)s and at %(other)s at once.")
                yield Fault(4, "at_two_sites", template, {"who": person, "one": first, "other": report.code})


def _lost(
    left: Mapping[Ticket, tuple[str, int, str]],
    came: Mapping[Ticket, str],
    listed: Mapping[Ticket, Passenger],
) -> Iterator[Fault]:
    for ticket, (_to, sequence, tag) in left.items():
        if ticket in came or ticket in listed:
            continue
        template = gettext_noop("%(who)s left on a transfer order, and is neither on the way nor there.")
        yield Fault(4, "lost_on_the_way", template, {"who": tag}, sequence)


def _from_nowhere(
    left: Mapping[Ticket, tuple[str, int, str]],
    came: Mapping[Ticket, str],
    listed: Mapping[Ticket, Passenger],
) -> Iterator[Fault]:
    for ticket, tag in came.items():
        row = listed.get(ticket)
        if row is None or (row.order.origin_kind == Destination.SITE and ticket not in left):
            template = gettext_noop("%(who)s arrived on a transfer order on which nobody let them go.")
            yield Fault(4, "came_from_nowhere", template, {"who": tag})


def _listed_otherwise(
    left: Mapping[Ticket, tuple[str, int, str]],
    came: Mapping[Ticket, str],
    listed: Mapping[Ticket, Passenger],
) -> Iterator[Fault]:
    for ticket, row in listed.items():
        from_site = row.order.origin_kind == Destination.SITE
        to_site = row.order.target_kind == Destination.SITE
        arrived = row.state == PassengerState.ARRIVED
        if (from_site and ticket not in left) or (to_site and arrived != (ticket in came)):
            template = gettext_noop("Order %(order)s: the journals and the list of who is on the way differ.")
            yield Fault(4, "on_the_way_differs", template, {"order": UUID(ticket[0])})
