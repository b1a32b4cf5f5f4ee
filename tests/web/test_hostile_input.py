"""S4, S5: whatever is asked for and typed, no page fails, and none lets a script in."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import QueryDict

import yizhan.web
from tests.web.hostile import SCRIPT, rename
from tests.web.typed import every_page, typed_forms
from yizhan.web.templatetags.emergency_words import emergency_url

if TYPE_CHECKING:
    from django.test import Client

    from tests.web.two_sites import Place

# Each breaks something somewhere: numbers, dates, look-ups, templates, paths, encodings.
VALUES = (
    "", "-1", "9" * 40, "NaN", "2022-13-45T99:99", "2022-03-16T20:00+99:99", "\x00", "１２", "-password",
    "%s%(x)s{0.__class__}", "../../etc/passwd", "' OR 1=1 --", SCRIPT, "no\r\nSet-Cookie: a=b",
)  # fmt: skip
# Keys that a careless program takes for a look-up, a column or an attribute.
KEYS = (
    "sort", "order", "ordering", "order_by", "filter", "page", "fields", "id__in", "site__code", "a[b]",
    "account__password__startswith", "__proto__", "constructor", "__class__", "_state", "%00", "with_names",
)  # fmt: skip
_READ = re.compile(r"GET(?:\.get|\.getlist)?[\[(]\s*[\"'](\w+)[\"']")


@pytest.fixture
def place(db: None) -> Place:
    """A site where everything that can be named is named by a script."""
    from tests.web.two_sites import open_place

    opened = open_place("alpha", "欧阳甲鸢", "19900001111")
    rename(opened, SCRIPT)
    return opened


@pytest.fixture
def head(place: Place) -> Client:
    """The site head."""
    from tests.web.test_who_may import Browser, _sign_in

    return _sign_in(Browser(), place.crew["site_head"])


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The addresses at which something of their own has looked at the query.

    The red button looks at it too, on every page, and makes the same of it on each: what it makes is seen
    on those that look themselves.
    """
    found: set[str] = set()
    reading = WSGIRequest.__dict__["GET"].func

    def watched(request: WSGIRequest) -> QueryDict:
        if sys._getframe(1).f_code is not emergency_url.__code__:
            found.add(request.path)
        query: QueryDict = reading(request)
        return query

    monkeypatch.setattr(WSGIRequest, "GET", property(watched))
    return found


def test_no_query_makes_a_page_fail_and_no_page_lets_scripts_in(
    place: Place, head: Client, readers: set[str]
) -> None:
    sources = Path(yizhan.web.__file__).parent.rglob("*.py")
    known = {key for source in sources for key in _READ.findall(source.read_text("utf-8"))}
    assert {"at", "q"} & known
    keys = sorted(known | set(KEYS))
    pages = every_page(place.parts)
    assert len(pages) > 100
    faults: list[str] = []
    for url, _name in pages:
        plain = head.get(url)
        policy = plain.headers["Content-Security-Policy"]
        if "unsafe" in policy or "script-src 'self';" not in policy or "style-src 'self';" not in policy:
            faults.append(f"{url}: {policy}")
        if plain.status_code != 200 or plain.headers["Content-Type"] == "application/pdf":
            continue
        for value in VALUES if url in readers else ():
            with transaction.atomic():
                reply = head.get(url, dict.fromkeys(keys, value))
                transaction.set_rollback(True)
            if reply.status_code >= 500 or "Set-Cookie: a" in str(reply.headers):
                faults.append(f"{url} with {value[:20]!r}: {reply.status_code}")
    assert faults == []
    assert len(readers) > 60


def test_script_in_every_text_field_comes_back_as_text(place: Place) -> None:
    from django.test import Client

    from tests.web.test_who_may import _signed_in
    from yizhan.web.portal.access import COOKIE

    resident = Client(raise_request_exception=False)
    resident.cookies[COOKIE] = place.secret
    everybody = [*(_signed_in(place.crew[role]) for role in ("site_head", "clerk", "health")), resident]
    sent: set[tuple[str, str]] = set()
    faults: list[str] = []
    for client in everybody:
        for url, _name in every_page(place.parts):
            for form in typed_forms(client, url):
                fresh = {(form.action, name) for name in form.typed} - sent
                if not fresh:
                    continue
                sent |= fresh
                with transaction.atomic():
                    send = client.post if form.method == "post" else client.get
                    reply = send(form.action, form.filled(SCRIPT), follow=True, HTTP_ACCEPT_LANGUAGE="en")
                    transaction.set_rollback(True)
                said = reply.getvalue()
                if reply.status_code >= 500 or b"<script>alert" in said or b"<img src=x" in said:
                    faults.append(f"{form.action} {sorted(form.typed)}: {reply.status_code}")
    assert faults == []
    assert len(sent) > 40
