"""S11: whatever opens or shows what is known of a person writes down who read it, of whom, why and where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.web.test_who_may import _PART as PART
from tests.web.test_who_may import Address, Browser, Reply, _sign_in, every_address
from yizhan.core import keys

if TYPE_CHECKING:
    from tests.web.two_sites import Place

# Whom an address is asked as: the first of these who may.
READERS = ("site_head", "command_post", "health", "clerk", "reception", "radio_clerk", "resident", "nobody")
# A page, and its changing part as a script asks for it, which need not have asked for the page before.
PAGE, PART_OF_IT, FORM = "GET", "GET X-Live", "POST"
# What some addresses are asked for beside.
QUERIES = {"map_search": "?q=%E6%AC%A7%E9%98%B3%E7%94%B2%E9%B8%A2", "names": "?q=023"}
# An address with one of these is about one person, or a few by name, also where it shows no name.
OF_SOMEBODY = {
    "person_id", "stay_id", "case_id", "positive_id", "observation_id", "appointment_id", "tube_number",
    "order_id", "row_id",
}  # fmt: skip


@dataclass
class Opened:
    """How often something sealed was opened."""

    times: int = 0


@dataclass(frozen=True)
class Reading:
    """What one request showed, and what was written down of it."""

    address: Address
    way: str
    reader: str
    status: int
    opened: int
    shows: bool
    events: tuple[Any, ...] = field(repr=False)

    @property
    def where(self) -> str:
        """The request, for whoever has to mend it."""
        return f"{self.way} {self.address.route} ({self.reader})"

    @property
    def is_of_somebody(self) -> bool:
        """Whether particulars were opened or shown, or one person's page was."""
        about_one = bool(OF_SOMEBODY & set(PART.findall(self.address.route)))
        return bool(self.opened or self.shows or (about_one and self.way != "POST" and self.status == 200))


@pytest.fixture
def place(db: None) -> Place:
    """A site with people of whom everything is known, one of whom refused to go."""
    from tests.web.two_sites import open_place
    from yizhan.leaving.actions.handing_over import prepare_hand_over
    from yizhan.leaving.actions.transferring import record_refusal
    from yizhan.leaving.enums import RefusalOutcome
    from yizhan.leaving.models import Passenger
    from yizhan.leaving.queries.communities import link_of

    opened = open_place("alpha", "欧阳甲鸢", "19900001111")
    passenger = Passenger.objects.get(order_id=UUID(opened.parts["order_id"]))
    record_refusal(
        by=opened.by("reception"), site_id=opened.site_id, order_id=passenger.order_id,
        passenger_id=passenger.id, talk=f"{opened.canaries[0]} wants to stay", papers_handed=True,
        outcome=RefusalOutcome.OPEN,
    )  # fmt: skip
    community_id = UUID(opened.parts["community_id"])
    prepare_hand_over(
        by=opened.by("clerk"), site_id=opened.site_id, stay_ids=(UUID(opened.parts["stay_id"]),),
        community_id=community_id,
    )  # fmt: skip
    ends, opened.parts["seal"] = link_of(opened.site_id, community_id)
    opened.parts["ends"] = str(ends)
    return opened


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """Count what is opened inside the block."""
    opened, unseal = Opened(), keys.unseal

    def counting(*given: Any, **named: Any) -> bytes:
        opened.times += 1
        return unseal(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(keys, "unseal", counting)
        yield opened


def readers(place: Place) -> dict[str, Browser]:
    """Return a browser for everybody who may read something."""
    from yizhan.web.portal.access import COOKIE

    found = {
        "nobody": Browser(),
        "resident": Browser(),
    }
    found["resident"].cookies[COOKIE] = place.secret
    return found | {role: _sign_in(Browser(), account_id) for role, account_id in place.crew.items()}


def reader_of(address: Address, method: str) -> str:
    """Return who is asked for an address: somebody whom it serves."""
    from yizhan.duty.rules import roles

    access = address.access(method)
    if access is None or access.who == "library":
        return ""
    if access.who == "posting":
        able = {key for key, role in roles().items() if access.needs in role.can}
        return next((reader for reader in (*READERS, *able) if reader in able), "")
    return {"anyone": "nobody", "party": "resident", "account": "site_head"}.get(access.who, "")


def requests(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reading]:
    """Ask for every address in every way, and undo what it did."""
    from yizhan.core.models import AuditEvent

    browsers = readers(place)
    for address in every_address():
        for way in (PAGE, PART_OF_IT, FORM):
            method, _, live = way.partition(" ")
            if not (reader := reader_of(address, method)):
                continue
            headers = {"Accept-Language": "en", **({live: "1"} if live else {})}
            with transaction.atomic(), watched(monkeypatch) as opened:
                last = AuditEvent.objects.latest("id").id
                url = address.at(place.parts) + QUERIES.get(address.name, "")
                answer = browsers[reader].generic(method, url, headers=headers)
                reply = Reply(answer.status_code, dict(answer.headers), answer.getvalue())
                events = tuple(AuditEvent.objects.filter(id__gt=last))
                transaction.set_rollback(True)
            shows = place.canaries[1] in reply.text
            yield Reading(address, way, reader, reply.status, opened.times, shows, events)


def test_every_reading_of_personal_data_is_recorded(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list(requests(place, monkeypatch))
    of_somebody = [one for one in asked if one.is_of_somebody]
    assert len({one.address.name for one in of_somebody}) > 35
    assert sorted(one.where for one in of_somebody if not is_recorded(one, place)) == []
    # Who asks as a page's own script does, and never for the page, is written down all the same.
    recorded = {one.address.route for one in asked if one.way == PAGE and is_recorded(one, place)}
    parts = [one for one in asked if one.way == PART_OF_IT and one.status == 200]
    alone = [one for one in parts if one.address.route in recorded]
    assert len(alone) > 20
    assert sorted(one.where for one in alone if not is_recorded(one, place)) == []


def is_recorded(one: Reading, place: Place) -> bool:
    """Whether an event says who read, whom, what for and where."""
    return any(says_enough(event, place) for event in one.events)


def says_enough(event: Any, place: Place) -> bool:
    """Whether an audit event says who, whom, what for and where."""
    who = event.actor.startswith(("account:", "party:")) or "community" in event.subject
    return bool(who and event.subject and event.action and event.site_id == place.site_id)
