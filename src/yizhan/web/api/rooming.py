"""Rooming and the record of it: proposals, who waits, the room map, the ledger and the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import AwareDatetime, Field

from yizhan.core.clock import now
from yizhan.intake.queries.proposals import RoomProposal, proposals_for
from yizhan.intake.queries.waiting import count_commands
from yizhan.places.models import Site
from yizhan.stays.queries.entries import JournalLine, journal_lines
from yizhan.stays.queries.ledger import LedgerLine, ledger_at
from yizhan.stays.queries.room_map import Guest, MapParty, room_map
from yizhan.stays.rules import format_tag
from yizhan.web.access import posted_api
from yizhan.web.api.schemas import PROBLEMS

MOST = 2**62
router = Router()


@dataclass(frozen=True, slots=True)
class MemberOut:
    """Somebody by wristband, as seen at the bus door."""

    tag: str
    age_group: str
    fever: bool
    registered: bool


@dataclass(frozen=True, slots=True)
class WaitingOut:
    """A party without a room; `count_command` is the tap that counted it, None if nobody has yet."""

    party_id: UUID
    number: int
    members: list[MemberOut]
    cohort: str
    fever: bool
    since: datetime
    marks: list[str]
    count_command: UUID | None


@dataclass(frozen=True, slots=True)
class RoomOut:
    """A room on the map; `shows` is the state that matters most."""

    room_id: UUID
    name: str
    corridor: str
    kind: str
    beds: int
    state: str
    shows: str
    parties: list[int]
    people: int
    unregistered: int


@dataclass(frozen=True, slots=True)
class FloorOut:
    """A floor with its rooms in walking order."""

    floor_id: UUID
    label: str
    rooms: list[RoomOut]


@dataclass(frozen=True, slots=True)
class MapOut:
    """The room map at one version."""

    version: int
    floors: list[FloorOut]


@dataclass(frozen=True, slots=True)
class LedgerOut:
    """Who was where at one hour."""

    at: datetime
    people: int
    lines: list[LedgerLine]


@dataclass(frozen=True, slots=True)
class EntryOut:
    """A journal entry: the body as it was hashed (as JSON), and its ids as wristbands and rooms."""

    sequence: int
    kind: str
    at: datetime
    decided_by: str
    command: UUID
    tag: str
    placed: dict[str, list[str]]
    body: dict[str, Any]


@router.get("/sites/{site_code}/parties/{party_id}/proposals", response={200: list[RoomProposal], **PROBLEMS})
@posted_api("room.assign")
def proposals(
    request: HttpRequest, site: Site, party_id: UUID, limit: Annotated[int, Field(ge=1, le=10)] = 3
) -> list[RoomProposal]:
    """Return rooms for those of a party who have none, best first; empty when nobody of it waits."""
    return proposals_for(site.id, party_id, limit)


@router.get("/sites/{site_code}/waiting-parties", response={200: list[WaitingOut], **PROBLEMS})
@posted_api("room.assign")
def waiting_parties(request: HttpRequest, site: Site) -> list[WaitingOut]:
    """Return the parties without a room, the one that waits longest first."""
    waiting = room_map(site).waiting
    commands = count_commands(party.party_id for party in waiting)
    return [_waiting(party, commands.get(party.party_id)) for party in waiting]


@router.get("/sites/{site_code}/map", response={200: MapOut, **PROBLEMS})
@posted_api("map.read")
def site_map(request: HttpRequest, site: Site, since: Annotated[int, Field(ge=-1, le=MOST)] = -1) -> MapOut:
    """Return every room, or those that changed after map version `since`."""
    found = room_map(site, since=since)
    floors = [
        FloorOut(
            floor.id, floor.label,
            [
                RoomOut(
                    tile.id, tile.name, tile.corridor, tile.kind, tile.beds, tile.state, tile.shows,
                    [party.number for party in tile.parties], tile.people, tile.unregistered,
                )
                for tile in floor.tiles
            ],
        )
        for floor in found.floors
    ]  # fmt: skip
    return MapOut(found.version, floors)


@router.get("/sites/{site_code}/ledger", response={200: LedgerOut, **PROBLEMS})
@posted_api("ledger.read")
def ledger(request: HttpRequest, site: Site, at: AwareDatetime | None = None) -> LedgerOut:
    """Return who is where now, or was at `at`, by wristband and without names."""
    found = ledger_at(site, at or now())
    return LedgerOut(found.at, found.people, found.lines)


@router.get("/sites/{site_code}/journal", response={200: list[EntryOut], **PROBLEMS})
@posted_api("ledger.read")
def journal(
    request: HttpRequest, site: Site, after: Annotated[int, Field(ge=0, le=MOST)] = 0
) -> list[EntryOut]:
    """Return up to 200 entries with a sequence above `after`, oldest first."""
    return [_entry(line) for line in journal_lines(site, after=after)]


def _waiting(party: MapParty, command: UUID | None) -> WaitingOut:
    return WaitingOut(
        party.party_id, party.number, [_member(guest) for guest in party.guests], party.cohort, party.fever,
        party.since, [str(mark.code) for mark in party.marks], command,
    )  # fmt: skip


def _member(guest: Guest) -> MemberOut:
    tag = format_tag(guest.number, guest.letter)
    return MemberOut(tag, guest.age_group, guest.fever, guest.registered)


def _entry(line: JournalLine) -> EntryOut:
    placed = {put.room: list(put.tags) for put in line.placed}
    return EntryOut(
        line.sequence, line.kind.value, line.at, line.decided_by, line.command, line.tag, placed, line.body
    )
