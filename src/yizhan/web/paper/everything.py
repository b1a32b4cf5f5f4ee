"""All that a site needs on paper before anybody comes, as one PDF."""

from collections.abc import Sequence

from yizhan.duty.queries.badges import BadgeInForce
from yizhan.intake.enums import SheetKind
from yizhan.intake.queries.desk import rooms_in_order
from yizhan.places.models import Site
from yizhan.stays.models import RoomCard
from yizhan.web.paper.badges import badge_facts
from yizhan.web.paper.binding import bound
from yizhan.web.paper.cards import card_facts, wristband_facts
from yizhan.web.paper.sizes import grids, wristband_letters
from yizhan.web.paper.tally import plan_facts, tally_facts
from yizhan.web.paper.typesetting import typeset

CARD_SIZE = "a6"
BANDS_KEPT_TO_SPARE = 10


def everything(
    site: Site, cards: Sequence[RoomCard], badges: Sequence[BadgeInForce], *, address: str
) -> bytes:
    """Return badges, room cards, wristbands (one number a room, some to spare), tally sheets and room plan.

    `address` is the residents' front door, ending in "/".
    """
    rooms = rooms_in_order(site.id)
    # One document is printed on one printer: the wristbands come on sheets to cut, never on a roll.
    grid = max(grids("wristbands").values(), key=lambda one: float(one.measures["page_height"]))
    bands = wristband_facts(site, range(1, len(rooms) + BANDS_KEPT_TO_SPARE + 1), wristband_letters(), grid)
    parts = [
        *([("badges", badge_facts(site, badges))] if badges else []),
        ("cards", card_facts(site, cards, address=address, size=CARD_SIZE)),
        ("wristbands", bands),
        *(("tally", tally_facts(site, kind, rooms)) for kind in SheetKind),
        ("plan", plan_facts(site, rooms)),
    ]
    return bound([typeset(template, facts) for template, facts in parts])
