"""The page on which a clerk binds a roster to those who were counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.intake.night import Night

BORN = date(1985, 3, 7)


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """023 (adult, child) in 808, the adult registered with day and month swapped."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.people.identity import Identity

    opened = open_night()
    with running(opened.clock):
        opened.announce(expected=2)
        opened.count(23)
        opened.house(23, "808")
        said = Identity(name="Wang Fang", birth_date=date(1985, 7, 3), phone="13800138000")
        register_person(
            by=opened.by("clerk"), site_id=opened.site.id, route=RegistrationRoute.RESIDENT,
            facts=MemberFacts(stay_id=opened.stay("023-A").id, identity=said),
        )  # fmt: skip
        yield opened


def test_a_clerk_accepts_what_is_shown_and_takes_a_field_of_the_roster(night: Night) -> None:
    from yizhan.people.queries.identity import identity_of

    desk, page = _open(night)
    assert all(words in page for words in ("name in pinyin equal", "birth day and month swapped", "likely"))
    assert page.count("take the roster's") == 2
    pairs = _pairs(page)
    row = pairs[0].split(":")[0]
    after = desk.post(
        f"{desk.path}accepted/",
        {"command_id": _command(page), "pair": pairs, "take": f"{row}:birth_date"},
        follow=True,
    )
    assert "2 people are bound." in after.content.decode()
    said = identity_of(night.stay("023-A").person)
    assert (said.name, said.birth_date) == ("Wang Fang", BORN)
    assert identity_of(night.stay("023-B").person).name == "王晨"


def test_none_of_these_moves_them_to_those_who_were_not_found(night: Night) -> None:
    desk, page = _open(night)
    sent = {"command_id": _command(page), "pair": _pairs(page)}
    after = desk.post(f"{desk.path}refused/", sent, follow=True).content.decode()
    assert "On the roster, not found among those counted" in after
    assert "Yes, they are 023" not in after
    rows = [pair.split(":")[0] for pair in _pairs(page)]
    sent = {"command_id": _command(after), "row": rows}
    assert "Yes, they are 023" in desk.post(f"{desk.path}reconsidered/", sent, follow=True).content.decode()


def test_a_party_is_looked_for_by_room_and_a_binding_is_undone(night: Night) -> None:
    from yizhan.roster.models import RosterPerson

    desk, page = _open(night)
    row = _pairs(page)[0].split(":")[0]
    found = desk.get(f"{desk.path}{row}/", {"text": "808"}).content.decode()
    assert "Yes, they are 023" in found
    assert (
        "Nobody who could still be bound" in desk.get(f"{desk.path}{row}/", {"text": "999"}).content.decode()
    )
    desk.post(f"{desk.path}accepted/", {"command_id": _command(found), "pair": _pairs(found)})
    assert RosterPerson.objects.filter(person__isnull=False).count() == 2
    after = desk.post(f"{desk.path}{row}/end/", {"command_id": _command(page)}, follow=True).content.decode()
    assert "Undone." in after
    assert RosterPerson.objects.filter(person__isnull=False).count() == 1


@pytest.mark.parametrize("pair", ["", "nonsense", "nonsense:stay:sure:", "::::"])
def test_what_cannot_be_read_is_said_and_nobody_is_bound(night: Night, pair: str) -> None:
    from yizhan.roster.models import RosterPerson

    desk, page = _open(night)
    after = desk.post(f"{desk.path}accepted/", {"command_id": _command(page), "pair": pair}, follow=True)
    assert after.status_code == 200
    assert "person is bound." not in after.content.decode()
    assert not RosterPerson.objects.filter(person__isnull=False).exists()


def _open(night: Night) -> tuple[Any, str]:
    from tests.roster.lists import Row, import_rows
    from yizhan.people.models import Account

    rows = [Row("王芳", BORN, phone="13800138000", party=1), Row("王晨", date(2014, 5, 6), party=1)]
    roster, _ = import_rows(night.site.id, rows)
    desk: Any = Client(headers={"accept-language": "en"})
    desk.force_login(
        Account.objects.get(id=night.crew["clerk"]), backend="yizhan.web.signin.backends.AccountBackend"
    )
    desk.path = f"/s/{night.site.code}/rosters/{roster.id}/bindings/"
    return desk, desk.get(desk.path).content.decode()


def _pairs(page: str) -> list[str]:
    """Return the pairs of the form that accepts."""
    form = page[page.index('class="binding-choice"') :]
    form = form[: form.index("</form>")]
    return [unescape(pair) for pair in re.findall(r'name="pair" value="([^"]+)"', form)]


def _command(page: str) -> str:
    found = re.search(r'name="command_id" value="([^"]+)"', page)
    assert found
    return found[1]
