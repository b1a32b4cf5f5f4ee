"""S1: every address, every method, everybody, at the own site and at another one.

Addresses are found by walking the program's own table: one that says not whom it serves, or that
has a part nobody gave a sample of, fails the test.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

from tests.architecture.test_access import _addresses as walk_addresses
from tests.support.beginnings import begins

if TYPE_CHECKING:
    from tests.web.two_sites import Place

USUAL, UNUSUAL = ("GET", "POST"), ("PUT", "PATCH", "DELETE")
TRIES_THE_UNUSUAL = ("nobody", "outsider", "resident", "site_head", "counter")
SIGN_IN = "/sign-in/"
NO_SUCH_SITE = "nowhere"
C = TypeVar("C", bound=Client)
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One address of the program: its route, its name, and whom it serves with which method."""

    route: str
    name: str
    serves: dict[str, Any]

    def at(self, parts: dict[str, str]) -> str:
        """Fill the route in; a part without a sample raises KeyError."""
        return "/" + _PART.sub(lambda found: parts[found[1]], self.route.replace("\\Z", "").lstrip("^"))

    def access(self, method: str) -> Any:
        """Whom the method serves; None where the program does not know the method."""
        return self.serves.get(method, self.serves.get("*"))


@cache
def every_address() -> list[Address]:
    return [
        Address(route, name, dict(_serves(name, view)))
        for route, name, view in walk_addresses(get_resolver())
    ]


def _serves(name: str, view: Any) -> Iterator[tuple[str, Any]]:
    from yizhan.web.access import THIRD_PARTY, Access

    operations = getattr(getattr(view, "__self__", None), "operations", None)
    if operations:
        for operation in operations:
            for method in operation.methods:
                yield method, operation.view_func.access
        return
    declared = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    if declared is None and name.startswith(("api:", *THIRD_PARTY)):
        declared = Access("library")
    yield "*", declared


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def asks_to_sign_in(self) -> bool:
        """Tell whether it leads to the sign-in, or says that one is needed."""
        leads_there = self.status == 302 and self.headers["Location"].startswith(SIGN_IN)
        return self.status == 401 or leads_there

    @property
    def text(self) -> str:
        """Everything that can be read in it, in a spreadsheet or on a printed page too."""
        if self.body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(self.body)) as archive:
                return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        if self.body.startswith(b"%PDF"):
            return _printed(self.body)
        return self.body.decode("utf-8", "replace")


@cache
def _printed(body: bytes) -> str:
    """What can be read on a printed page; many visitors get the very same one."""
    from pypdf import PdfReader

    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


class Browser(Client):
    """Django's, which keeps neither what it is sent (cookies) nor what a page was made of.

    Thousands of requests take a third less for it, and each is as if it were the first.
    """

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]  # the stubs leave it out


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser: who they are, their home site, and what they may do there."""

    name: str
    client: Browser
    home: Place | None = None
    can: frozenset[str] = frozenset()
    everywhere: bool = False


@pytest.fixture
def places(db: None) -> tuple[Place, Place]:
    """Two sites; nobody serves both but the command post."""
    return _open_places()


@begins
def _open_places() -> tuple[Place, Place]:
    from tests.web.two_sites import open_place

    return open_place("alpha", "欧阳甲鸢", "19900001111"), open_place("bravo", "司徒乙鹭", "19900002222")


@pytest.fixture
def visitors(places: tuple[Place, Place]) -> list[Visitor]:
    """Nobody, the standing outsider, a resident, and every role of the first site."""
    from tests.web.two_sites import NOBODY, OUTSIDER, open_account
    from yizhan.duty.rules import roles
    from yizhan.web.portal.access import COOKIE

    home = places[0]
    resident = Browser()
    resident.cookies[COOKIE] = home.secret
    found = [
        Visitor(NOBODY, Browser()),
        Visitor(OUTSIDER, _sign_in(Browser(), open_account("outsider"))),
        Visitor("resident", resident, home),
    ]
    for key, role in roles().items():
        everywhere = key == "command_post"
        found.append(Visitor(key, _sign_in(Browser(), home.crew[key]), home, role.can, everywhere))
    return found


def _signed_in(account_id: Any) -> Client:
    return _sign_in(Client(raise_request_exception=False), account_id)


def _sign_in(client: C, account_id: Any) -> C:
    from yizhan.people.models import Account

    client.force_login(
        Account.objects.get(id=account_id), backend="yizhan.web.signin.backends.AccountBackend"
    )
    return client


def test_every_address_declares_whom_it_serves_and_has_samples(places: tuple[Place, Place]) -> None:
    addresses = every_address()
    assert len(addresses) > 40
    undeclared = [address.route for address in addresses if None in address.serves.values()]
    assert undeclared == []
    unknown = {
        part for address in addresses for part in _PART.findall(address.route) if part not in places[0].parts
    }
    assert unknown == set(), "give places in tests/web/two_sites.py a sample of these"


@pytest.mark.parametrize("method", (*USUAL, *UNUSUAL) if connection.vendor == "sqlite" else ("POST",))
def test_every_address_serves_whom_it_declares_and_nobody_else(
    places: tuple[Place, Place], visitors: list[Visitor], method: str
) -> None:
    faults: list[str] = []
    for visitor in visitors:
        if method in UNUSUAL and visitor.name not in TRIES_THE_UNUSUAL:
            continue
        for address in every_address():
            # A method that nobody serves is refused before anybody asks at which site; and an address that
            # names nothing of a site is the same at both.
            same = address.at(places[0].parts) == address.at(places[1].parts)
            for place in places[:1] if same or method in UNUSUAL else places:
                reply = visit(visitor, method, address.at(place.parts))
                where = f"{visitor.name} {method} {address.at(place.parts)}: {reply.status}"
                faults += [f"{where} {why}" for why in judge(visitor, address, method, place, reply)]
                faults += [f"{where} shows {canary}" for canary in leaks(visitor, place, places, reply)]
    assert faults == []


def test_outsider_cannot_tell_a_site_that_exists_from_one_that_does_not(
    places: tuple[Place, Place], visitors: list[Visitor]
) -> None:
    outsider = visitors[1]
    faults = []
    for address in every_address():
        if "site_code" not in _PART.findall(address.route):
            continue
        there, nowhere = (
            _unmarked(visit(outsider, "GET", url), url)
            for url in (
                address.at(places[0].parts),
                address.at({**places[0].parts, "site_code": NO_SUCH_SITE}),
            )
        )
        if there != nowhere:
            faults.append(address.route)
    assert faults == []


def _unmarked(reply: Reply, url: str) -> tuple[int, str]:
    """Return a reply without the address that was asked for and without its form's own secret."""
    return reply.status, re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", reply.text.replace(url, ""))


def visit(visitor: Visitor, method: str, url: str) -> Reply:
    """Send an empty request and undo whatever it did."""
    with transaction.atomic():
        answer = visitor.client.generic(method, url, HTTP_ACCEPT_LANGUAGE="en")
        transaction.set_rollback(True)
    return Reply(answer.status_code, dict(answer.headers), answer.getvalue())


def judge(visitor: Visitor, address: Address, method: str, place: Place, reply: Reply) -> Iterator[str]:
    """Say what is wrong with the status of a reply."""
    status, access = reply.status, address.access(method)
    if status >= 500:
        yield "fails"
    elif access is None or status == 405:
        if status not in (401, 405):
            yield "answers a method that nobody declared"
    elif access.who == "posting":
        yield from _judge_posting(visitor, access.needs, place, reply)
    elif access.who == "account" and _is_unknown(visitor) and not reply.asks_to_sign_in:
        yield "serves somebody who is not signed in"
    elif access.who == "party" and visitor.name != "resident" and status != 302:
        yield "serves somebody who is no resident"


def _judge_posting(visitor: Visitor, needs: str, place: Place, reply: Reply) -> Iterator[str]:
    status = reply.status
    belongs = visitor.everywhere or (visitor.home is place and bool(visitor.can))
    if _is_unknown(visitor):
        if not reply.asks_to_sign_in:
            yield "does not ask to sign in"
    elif not belongs:
        if status != 404:
            yield "is known to an outsider"
    elif needs not in visitor.can:
        if status != 403:
            yield f"serves without {needs}"
    elif status in (401, 403) or reply.asks_to_sign_in:
        yield "refuses whom it should serve"


def _is_unknown(visitor: Visitor) -> bool:
    return visitor.name in ("nobody", "resident")


def leaks(visitor: Visitor, place: Place, places: tuple[Place, Place], reply: Reply) -> list[str]:
    """Return what of another site, or of any site, this visitor should not have read."""
    forbidden = [one for one in places if not visitor.everywhere and (one is not visitor.home)]
    text = reply.text + str(reply.headers)
    return [
        canary
        for one in forbidden
        for canary in one.canaries
        if canary in text or json.dumps(canary)[1:-1] in text
    ]
