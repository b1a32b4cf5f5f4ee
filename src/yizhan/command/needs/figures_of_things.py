"""The figures of what comes and goes on the day of needs: orders to the cent, parcels."""

from typing import Any

from django.utils.translation import gettext_noop

from yizhan.command.needs.day import Day
from yizhan.command.needs.found import Found

Wanted = dict[str, tuple[Any, Any]]


def table_of_things(day: Day, found: Found) -> dict[str, Any]:
    """Return the figures."""
    return {
        "order_lines": len(found.orders.lines),
        "order_lines_wrong": _lines_wrong(day, found),
        "order_owed_cents": sum(found.orders.owed.values()),
        "order_settled_cents": found.orders.settled_cents,
        "packs_given": day.noted.store.packs,
        "stock_negative": sum(
            count < 0 for held in (found.on_hand, found.at_the_post) for count in held.values()
        ),
        "stock_sent_down": found.sent_down[0],
        "stock_came": found.sent_down[1],
        "parcels_in": len(found.parcels),
        "parcels_out": sum(state in ("delivered", "back") for state in found.parcels.values()),
        "parcels_held": sum(state == "held" for state in found.parcels.values()),
    }


def wanted_of_things(day: Day, found: Found, table: dict[str, Any]) -> Wanted:
    """Return what each should be, by what was played, beside what it is."""
    ordering = day.noted.ordering
    parties = {wish.party for wish in ordering.bag.wishes}
    owed = {party: ordering.bag.owed(party) for party in parties}
    return {
        gettext_noop("order lines"): (len(ordering.bag.wishes), table["order_lines"]),
        gettext_noop("order lines that are wrong"): (0, table["order_lines_wrong"]),
        gettext_noop("list for the shop"): (False, ordering.list_wrong),
        gettext_noop("sums owed"): (0, _differing(owed, found.orders.owed)),
        gettext_noop("sums shown wrongly"): (0, ordering.sums_wrong),
        gettext_noop("sum settled, in cents"): (ordering.settled_cents, table["order_settled_cents"]),
        gettext_noop("parcels that came"): (len(day.noted.parcels), table["parcels_in"]),
        gettext_noop("parcels that went out or are held"): (
            table["parcels_in"],
            table["parcels_out"] + table["parcels_held"],
        ),
        gettext_noop("parcels that are elsewhere than they should be"): (
            0,
            _differing({one.number: one.state for one in day.noted.parcels}, found.parcels),
        ),
        gettext_noop("packs"): (len(day.guests.people), table["packs_given"]),
        gettext_noop("packs given twice or not at all"): (0, day.noted.store.packs_wrong),
        gettext_noop("shelves below nothing"): (0, table["stock_negative"]),
        gettext_noop("shelves that hold something else"): (
            0,
            _differing(dict(day.noted.store.on_hand), found.on_hand),
        ),
        gettext_noop("shelves of the command post that hold something else"): (
            0,
            _differing(dict(day.noted.store.at_the_post), found.at_the_post),
        ),
        gettext_noop("faults in the stores' books"): ([], found.stock_faults),
        gettext_noop("lost between two stores"): (
            day.noted.store.lost_on_the_way,
            table["stock_sent_down"] - table["stock_came"],
        ),
        gettext_noop("sent to the site and confirmed by nobody"): (0, found.sent_down[2]),
        gettext_noop("how the asking for supplies ended"): ("confirmed", found.asking),
        gettext_noop("two phones drew the last at once"): (
            {"accepted": 1, "conflict": 1},
            day.noted.store.drawn_at_once,
        ),
        gettext_noop("supplies asked for upward"): ("post", day.noted.store.asked_of),
        gettext_noop("orders told no"): (["article_refused", "order_closed"], ordering.told_no),
    }


def _lines_wrong(day: Day, found: Found) -> int:
    """Return how many lines are not as they were worked out by hand, missing and needless ones too."""
    by_hand = {
        (one.party, one.article, bool(one.instead)): (one.quantity, one.brought, one.handed, one.cents)
        for one in day.noted.ordering.bag.wishes
    }
    return _differing(by_hand, found.orders.lines)


def _differing(expected: dict[Any, Any], found: dict[Any, Any]) -> int:
    nothing = {None, 0}
    return sum(
        expected.get(key) != found.get(key) and not {expected.get(key), found.get(key)} <= nothing
        for key in expected.keys() | found.keys()
    )
