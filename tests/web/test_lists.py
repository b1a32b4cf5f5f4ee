"""The list pages: who may open them, what they say, and what they never say."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from django.test import Client

from tests.support.beginnings import begins
from tests.web.chance import without_chance

if TYPE_CHECKING:
    from tests.intake.night import Night

MEALS = ("meals/", "meals/dinner/", "meals/breakfast/bags.pdf", "meals/breakfast/bags.xlsx")
SAMPLES = ("samples/", "samples/round.pdf", "samples/round.xlsx", "samples/tubes.pdf?grid=tube-70x37")
MUSTER = ("muster/", "muster/muster.pdf")
PAPER = ("paper/", "paper/cards.pdf?size=a6&floor=", "paper/wristbands.pdf?first=1&last=2&letters=2")
ALL = (*MEALS, *SAMPLES, *MUSTER, *PAPER)
MAY = {
    "head": ALL,
    "clerk": ALL,
    "reception": MUSTER,
    "nurse": (*SAMPLES, *MUSTER),
    "kitchen": MEALS,
    "hotel": MUSTER,
    "counter1": (),
    "post": (),
}


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """001 (adult, child) in 302, the adult registered; 002 (adult, child) in the lobby."""
    from yizhan.core.clock import running

    opened = _one_known()
    with running(opened.clock):
        yield opened


@begins
def _one_known() -> Night:
    from tests.intake.night import open_night
    from yizhan.core.clock import running
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.people.identity import Identity

    opened = open_night()
    with running(opened.clock):
        opened.announce(expected=4)
        opened.count(1)
        opened.count(2)
        opened.house(1, "302")
        said = Identity(name="Canary Name", phone="13800138000", document_number="CANARY99", diet="halal")
        register_person(
            by=opened.by("clerk"), site_id=opened.site.id, route=RegistrationRoute.CALL,
            facts=MemberFacts(stay_id=opened.stay("001-A").id, identity=said),
        )  # fmt: skip
    return opened


def client_of(night: Night, name: str) -> Client:
    from yizhan.people.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(
        Account.objects.get(id=night.crew[name]), backend="yizhan.web.signin.backends.AccountBackend"
    )
    return client


def get(night: Night, name: str, path: str) -> Any:
    return client_of(night, name).get(f"/s/{night.site.code}/lists/{path}")


def contents(reply: Any) -> bytes:
    return b"".join(reply.streaming_content) if reply.streaming else reply.content


def readable(body: bytes) -> str:
    from pypdf import PdfReader

    if body.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as parts:
            return "".join(parts.read(name).decode() for name in parts.namelist())
    return body.decode()


@pytest.mark.parametrize("name", MAY)
def test_each_role_opens_its_own_lists_and_no_other(night: Night, name: str) -> None:
    client = client_of(night, name)
    opened = {path for path in ALL if client.get(f"/s/{night.site.code}/lists/{path}").status_code == 200}
    assert opened == set(MAY[name])


def test_a_standing_outsider_finds_no_list(night: Night) -> None:
    from yizhan.core.actors import SYSTEM
    from yizhan.core.ids import new_id
    from yizhan.people.actions.accounts import make_account

    outsider = new_id()
    make_account(by=SYSTEM, account_id=outsider, username="outsider", display_name="Outsider")
    night.crew["outsider"] = outsider
    assert {get(night, "outsider", path).status_code for path in ("", *ALL)} == {404}
    assert {Client().get(f"/s/{night.site.code}/lists/{path}").status_code for path in ("", *ALL)} == {302}


def test_no_list_holds_a_name_a_number_or_a_telephone(night: Night) -> None:
    for path in ALL:
        text = readable(contents(get(night, "head", path)))
        assert not any(canary in text for canary in ("Canary", "CANARY99", "13800138000")), path


def test_index_offers_what_the_posting_opens(night: Night) -> None:
    kitchen = get(night, "kitchen", "").content.decode()
    assert "lists/meals/" in kitchen
    assert "lists/muster/" not in kitchen
    assert "opens none of this site" in get(night, "post", "").content.decode()


def test_meals_page_shows_the_meal_that_comes_next(night: Night) -> None:
    page = without_chance(get(night, "kitchen", "meals/"))
    assert "Extra meal <span" in page
    assert "3 people have not said how they eat: counted as ordinary." in page
    assert "2 bags are for people without a room" in page
    assert "Halal ×1" in page
    assert "001" not in page


def test_meals_page_knows_the_meals_of_the_day_only(night: Night) -> None:
    assert get(night, "kitchen", "meals/supper/").status_code == 404
    assert get(night, "kitchen", "meals/supper/bags.pdf").status_code == 404


def test_muster_page_says_until_when_paper_counts(night: Night) -> None:
    page = get(night, "hotel", "muster/").content.decode()
    assert "on paper it counts until 20:00" in page
    assert "2 people have no room: look in the lobby" in page
    assert "001-A" in page


def test_files_are_named_after_site_list_and_day(night: Night) -> None:
    bags = get(night, "kitchen", "meals/breakfast/bags.xlsx")
    assert bags["Content-Disposition"] == 'attachment; filename="county-breakfast-2022-03-16.xlsx"'
    muster = get(night, "hotel", "muster/muster.pdf")
    assert muster["Content-Disposition"] == 'inline; filename="county-muster.pdf"'
    assert muster["Cache-Control"] == "no-store"


def test_tube_labels_know_their_sheets(night: Night) -> None:
    assert get(night, "nurse", "samples/tubes.pdf?grid=nothing").status_code == 404


@pytest.mark.parametrize(
    "asked", ["first=5&last=4&letters=2", "first=1&last=600&letters=2", "first=0&last=1&letters=2", "first=a"]
)
def test_wristbands_ask_again_for_a_block_that_cannot_be(night: Night, asked: str) -> None:
    reply = get(night, "clerk", f"paper/wristbands.pdf?{asked}")
    assert reply.status_code == 422
    assert b"errorlist" in reply.content


def test_cards_are_of_one_floor_if_asked_and_their_printing_is_audited(night: Night) -> None:
    from pypdf import PdfReader

    from yizhan.core.models import AuditEvent

    floor = night.room("302").floor_id
    sheets = PdfReader(BytesIO(contents(get(night, "clerk", f"paper/cards.pdf?size=a5&floor={floor}")))).pages
    assert [sheet.extract_text().count("Scan to register") for sheet in sheets] == [1] * 9
    event = AuditEvent.objects.get(action="web.print_cards")
    assert (event.actor, event.subject) == (f"account:{night.crew['clerk']}", {"cards": 9})


def test_paper_page_warns_of_an_address_that_phones_cannot_reach(night: Night) -> None:
    client = client_of(night, "clerk")
    path = f"/s/{night.site.code}/lists/paper/"
    assert b"only this machine can open" in client.get(path, headers={"host": "localhost:8000"}).content


def test_every_list_is_audited(night: Night) -> None:
    from yizhan.core.models import AuditEvent

    head = client_of(night, "head")
    for path in (*MEALS, *SAMPLES, *MUSTER):
        before = AuditEvent.objects.count()
        head.get(f"/s/{night.site.code}/lists/{path}")
        assert AuditEvent.objects.count() == before + 1, path
