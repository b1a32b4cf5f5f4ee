"""The store as a phone keeps it: what stands there, for what things go out, and to which team."""

from dataclasses import dataclass

from django.http import HttpRequest
from ninja import Router

from yizhan.duty.models import Team
from yizhan.duty.queries.people import teams_of
from yizhan.places.models import Site
from yizhan.provision.queries.stock import store_of
from yizhan.provision.stock_rules import items, purposes
from yizhan.web.access import posted_api
from yizhan.web.api.field import Named
from yizhan.web.api.schemas import PROBLEMS
from yizhan.web.paper.words import language

router = Router()


@dataclass(frozen=True, slots=True)
class ShelfOut:
    """One item: its name and unit in the reader's language, other names, how many may be used."""

    item: str
    name: str
    also: list[str]
    unit: str
    there: int


@dataclass(frozen=True, slots=True)
class StoreOut:
    """Every item that a store can hold, what runs out first first; what for; and the site's teams."""

    shelves: list[ShelfOut]
    purposes: list[Named]
    teams: list[Named]


@router.get("/sites/{site_code}/store", response={200: StoreOut, **PROBLEMS})
@posted_api("stock.move")
def store_now(request: HttpRequest, site: Site) -> StoreOut:
    """Return what stands in a site's store, to be given out without network."""
    usable = {one.item.key: one.usable for one in store_of(site.id)}
    order = [*usable, *(key for key in items() if key not in usable)]
    shelves = [
        ShelfOut(key, str(one.name), [*one.also, one.name.zh], str(one.unit), usable.get(key, 0))
        for key, one in ((key, items()[key]) for key in order)
    ]
    return StoreOut(
        shelves, [Named(one.key, str(one)) for one in purposes().values()],
        [Named(team.key, _called(team)) for team in teams_of(site.id)],
    )  # fmt: skip


def _called(team: Team) -> str:
    return team.name if language() == "zh" else team.name_en or team.name
