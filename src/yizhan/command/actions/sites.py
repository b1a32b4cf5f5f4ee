"""Setting up a site from a plan."""

from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.command.rules import FloorPlan, SitePlan, team_templates
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Team
from yizhan.places.models import Entrance, Floor, Room, Site
from yizhan.provision.actions.store import open_store
from yizhan.stays.actions.cards import ensure_card
from yizhan.stays.actions.journal import open_journal


class SiteSetUp(Outcome):
    """The new site, and how many rooms and beds it has."""

    site_id: UUID
    rooms: int
    beds: int


@action("command.set_up_site", needs="", online_only=True)
def set_up_site(*, by: Actor, site_id: UUID, plan: SitePlan) -> SiteSetUp:
    """Make a site with its floors, rooms, entrances, teams, stock and the first journal entry."""
    if Site.objects.filter(code=plan.code).exists():
        raise Refusal("code_taken", gettext_noop("There is a site “%(code)s” already."), code=plan.code)
    site = Site.objects.create(
        id=site_id,
        **plan.model_dump(include={"code", "name", "name_en", "timezone", "lift", "phone", "chat_group"}),
    )
    open_journal(site, by)
    for floor in plan.floors:
        _add_floor(site, floor)
    Entrance.objects.bulk_create(Entrance(site=site, **entrance.model_dump()) for entrance in plan.entrances)
    Team.objects.bulk_create(
        Team(site=site, key=t.key, name=t.zh, name_en=t.en) for t in team_templates(plan.teams)
    )
    open_store(by=by, site_id=site.id, counted=plan.stock)
    rooms = [room for floor in plan.floors for room in floor.rooms]
    return SiteSetUp(site_id=site_id, rooms=len(rooms), beds=sum(room.beds for room in rooms))


def _add_floor(site: Site, plan: FloorPlan) -> None:
    floor = Floor.objects.create(id=new_id(), site=site, name=plan.name, level=plan.level)
    rooms = [
        Room(id=new_id(), site=site, floor=floor, position=position, **room.model_dump())
        for position, room in enumerate(plan.rooms, start=1)
    ]
    Room.objects.bulk_create(rooms)
    for room in rooms:
        ensure_card(room.id)
