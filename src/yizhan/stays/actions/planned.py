"""Carrying out a plan of rooms: many parties in one transaction, all of them or none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from planner.placement import Occupant, RoomState, SiteState
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.health.queries.flags import fever_at
from yizhan.places.models import Occupancy
from yizhan.stays.actions import journal
from yizhan.stays.actions.children_apart import CHILD_APART, review_children_apart
from yizhan.stays.actions.map import touch_rooms
from yizhan.stays.actions.occupancy import occupy, vacate
from yizhan.stays.actions.rooming import (
    Codes,
    Rooms,
    Words,
    by_room,
    check_rules,
    room_names,
    share_out,
)
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import JournalEntry, Stay
from yizhan.stays.queries.placement import site_state
from yizhan.stays.queries.present import rooms_now
from yizhan.stays.rules import format_tag


class Placing(BaseModel):
    """Rooms for a party as planned: `leaves` are the rooms that its people have now, empty if none.

    With `leaves`, those go who are in these rooms. `knowing`: codes of rules known to be broken.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    party_id: UUID
    rooms: Rooms
    leaves: tuple[UUID, ...] = ()
    reasons: Codes = ()
    knowing: Codes = ()


class PlanCarriedOut(Outcome):
    """How many people went to how many rooms."""

    site_id: UUID
    plan_id: UUID
    people: int
    rooms: int


@action("stays.carry_out_plan", needs="", online_only=True)
def carry_out_plan(
    *, by: Actor, site_id: UUID, plan_id: UUID,
    placings: Annotated[tuple[Placing, ...], Field(min_length=1, max_length=2000)], reason: Words,
) -> PlanCarriedOut:  # fmt: skip
    """Put parties into the rooms of a plan, in its order; `reason` is kept where they move or a rule breaks.

    Called by the action that knows the plan and who approved it, never by itself.
    Refused as a whole when the site is no longer as the plan found it: somebody came to a party or
    left it, has another room, or a room is shut, taken, or breaks a rule that the plan did not know.
    """
    journal.lock_journal(site_id)
    state = site_state(site_id)
    hot = fever_at(site_id)
    stays = _stays_of(site_id, [placing.party_id for placing in placings])
    touched: set[UUID] = set()
    people = 0
    for placing in placings:
        party = stays.get(placing.party_id, [])
        going = _going(placing, party)
        placed = share_out(placing.rooms, going)
        before = rooms_now(party)
        names = room_names(site_id, placed.values())
        broken = check_rules(party, before | placed, before, names, placing.knowing, reason, state)
        facts = {"broken": broken, "reasons": [one for one in placing.reasons if one not in broken]}
        said = reason if broken or placing.leaves else ""
        _move(by, site_id, party, placed, before, (plan_id, said, facts))
        if placing.leaves or CHILD_APART in broken:
            review_children_apart(by=by, site_id=site_id, party_id=placing.party_id)
        state = _after(state, party, before | placed, hot)
        touched |= {*placing.leaves, *placed.values()}
        people += len(going)
    touch_rooms(site_id, touched)
    return PlanCarriedOut(site_id=site_id, plan_id=plan_id, people=people, rooms=len(touched))


def _stays_of(site_id: UUID, party_ids: Sequence[UUID]) -> dict[UUID, list[Stay]]:
    found: dict[UUID, list[Stay]] = {}
    for stay in Stay.objects.filter(site_id=site_id, party_id__in=party_ids, ended_at=None):
        found.setdefault(stay.party_id, []).append(stay)
    return found


def _going(placing: Placing, party: list[Stay]) -> list[Stay]:
    """Return who goes: who is in the rooms to be left, else the whole party, which has no room yet."""
    rooms = rooms_now(party)
    if placing.leaves:
        going = [stay for stay in party if rooms.get(stay.id) in placing.leaves]
        is_as_planned = {rooms[stay.id] for stay in going} == set(placing.leaves)
    else:
        going, is_as_planned = party, bool(party) and not rooms
    if not is_as_planned:
        raise Refusal(
            "plan_overtaken",
            gettext_noop("%(party)s is no longer where the plan found it."),
            party=format_tag(party[0].band_number) if party else "?",
        )
    return going


def _move(
    by: Actor, site_id: UUID, party: list[Stay], placed: Mapping[UUID, UUID], before: Mapping[UUID, UUID],
    why: tuple[UUID, str, dict[str, list[str]]],
) -> None:  # fmt: skip
    """Write one entry for each room that is left, or one for those who had none."""
    plan_id, said, facts = why
    for left in dict.fromkeys(before.get(stay.id) for stay in party if stay.id in placed):
        going = [stay for stay in party if stay.id in placed and before.get(stay.id) == left]
        entry = journal.append(
            site_id, EntryKind.MOVED if left else EntryKind.ROOMED, by, note=(going[0].person_id, said),
            party=str(going[0].party_id), placed=by_room(going, dict(placed)), plan=str(plan_id),
            came_from=str(left or ""), **facts,
        )  # fmt: skip
        _occupy(going, placed, entry)


def _occupy(going: list[Stay], placed: Mapping[UUID, UUID], entry: JournalEntry) -> None:
    persons = [stay.person_id for stay in going]
    vacate(Occupancy.objects.filter(person_id__in=persons, ended_at=None), entry.at)
    for room_id in dict.fromkeys(placed[stay.id] for stay in going):
        occupy(room_id, [stay for stay in going if placed[stay.id] == room_id], entry.at)


def _after(
    state: SiteState, party: list[Stay], rooms: Mapping[UUID, UUID], hot: Collection[UUID]
) -> SiteState:
    """Return the site with the party in its rooms, for the next check: reading it anew takes 20 ms."""
    tag = format_tag(party[0].band_number)
    cohort = next((stay.cohort for stay in party if stay.cohort), None)
    inside: dict[UUID, list[Stay]] = {}
    for stay in party:
        if stay.id in rooms:
            inside.setdefault(rooms[stay.id], []).append(stay)
    there = [
        Occupant(
            str(room_id), tag, len(those), cohort, fever=any(stay.person_id in hot for stay in those)
        )
        for room_id, those in inside.items()
    ]  # fmt: skip
    left: tuple[str, ...] = state.index.rooms_of_party.get(tag, ())
    then = state.without_party(tag).with_occupants(there)
    empty = set(left) - {one.room_id for one in then.occupants}
    if not empty:
        return then
    dirty = [replace(one, state=RoomState.DIRTY) if one.id in empty else one for one in then.rooms]
    return replace(then, rooms=tuple(dirty))
