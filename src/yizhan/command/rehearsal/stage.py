"""Setting the stage: a database of its own, marked as a rehearsal, with a site, a crew and their links."""

from dataclasses import dataclass
from uuid import UUID

from yizhan.command.actions.installation import mark_rehearsal
from yizhan.command.actions.sites import set_up_site
from yizhan.command.rehearsal.facts import Facts
from yizhan.command.rules import SitePlan
from yizhan.core.actors import SYSTEM
from yizhan.core.ids import new_id
from yizhan.duty.actions.postings import post_account
from yizhan.people.actions.accounts import issue_link, make_account
from yizhan.places.models import Room
from yizhan.stays.models import RoomCard


@dataclass(frozen=True, slots=True)
class CrewMember:
    """Somebody who works that night: a key such as "door-2", a name in two languages, a one-time link."""

    key: str
    zh: str
    en: str
    link: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The site as it stands before the first word comes in; `cards` hold the printed code of each room.

    `clearances` of the entrances that were measured, in metres.
    """

    site_id: UUID
    code: str
    crew: dict[str, CrewMember]
    lanes: int
    cards: dict[str, str]
    room_names: dict[str, str]
    clearances: list[float]


def set_stage(facts: Facts, plan: SitePlan, people: int) -> Stage:
    """Make the site of the rehearsal in an empty database. Raises Refusal if it holds anything."""
    mark_rehearsal(by=SYSTEM)
    site_id = new_id()
    set_up_site(by=SYSTEM, site_id=site_id, plan=plan)
    lanes = max(1, -(-people // facts.assumed["one_lane_for_people"]))
    sign: str = facts.table["rehearsed"]
    members = [_engage(site_id, row, key, sign) for row in facts.table["crew"] for key in _keys(row, lanes)]
    cards = RoomCard.objects.filter(room__site_id=site_id, ended_at=None).values_list("room_id", "code")
    return Stage(
        site_id=site_id, code=plan.code, crew={member.key: member for member in members}, lanes=lanes,
        cards={str(room): code for room, code in cards},
        room_names={str(room.id): room.name for room in Room.objects.filter(site_id=site_id)},
        clearances=[float(one.clearance_m) for one in plan.entrances if one.clearance_m is not None],
    )  # fmt: skip


def _keys(row: dict[str, str], lanes: int) -> list[str]:
    return [f"{row['key']}-{lane}" for lane in range(1, lanes + 1)] if "in_each_lane" in row else [row["key"]]


def _engage(site_id: UUID, row: dict[str, str], key: str, sign: str) -> CrewMember:
    account_id = new_id()
    number = key.removeprefix(row["key"]).replace("-", " ")
    make_account(by=SYSTEM, account_id=account_id, username=key, display_name=f"{row['zh']}{number}{sign}")
    post_account(
        by=SYSTEM,
        site_id=None if row["role"] == "command_post" else site_id,
        posting_id=new_id(),
        account_id=account_id,
        role=row["role"],
        team_key=row["team"],
    )
    link = f"/enter/{issue_link(by=SYSTEM, account_id=account_id)}/"
    return CrewMember(key, f"{row['zh']}{number}", f"{row['en']}{number}", link)
