"""A hotel with people to be cared for, and a social worker among its crew."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from tests.intake.night import Night, open_night
from yizhan.care.actions.register import open_record
from yizhan.care.enums import CareNeed, FoundFrom
from yizhan.core.actors import SYSTEM
from yizhan.core.clock import running
from yizhan.core.ids import new_id
from yizhan.duty.actions.postings import post_account
from yizhan.people.actions.accounts import make_account


@contextmanager
def opened_hotel() -> Iterator[Night]:
    """001 in 305 and 002 in 306, at 19:00; a social worker and a psychologist serve as care."""
    night = open_night()
    with running(night.clock):
        for name in ("social", "psychologist"):
            join(night, name, "care")
        join(night, "logistics", "logistics")
        night.announce(expected=4)
        for number, room in ((1, "305"), (2, "306")):
            night.count(number)
            night.house(number, room)
        yield night


def join(night: Night, name: str, role: str) -> UUID:
    """Let somebody serve at the site from now on."""
    night.crew[name] = new_id()
    make_account(by=SYSTEM, account_id=night.crew[name], username=name, display_name=name)
    post_account(
        by=SYSTEM, site_id=night.site.id, posting_id=new_id(), account_id=night.crew[name], role=role,
        team_key="",
    )  # fmt: skip
    return night.crew[name]


def person(night: Night, tag: str) -> UUID:
    """Who wears a wristband."""
    return night.stay(tag).person_id


def on_register(night: Night, tag: str, *needs: CareNeed, **facts: Any) -> UUID:
    """Put somebody on the register; returns the record."""
    kept = open_record(
        by=night.by("social"), site_id=night.site.id, person_id=person(night, tag),
        **{"needs": needs or (CareNeed.AGE,), "found_from": FoundFrom.VISIT, "carer_id": night.crew["social"]}
        | facts,
    )  # fmt: skip
    return kept.record_id
