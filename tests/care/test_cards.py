"""Cards for a door without a common language, interpreters, and the machine that a site may plug in."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from django.conf import settings
from django.test import Client, override_settings

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.intake.night import Night


def test_every_language_has_every_sentence() -> None:
    from yizhan.care.cards import cards

    found = cards()
    keys = [key for group in found["groups"] for key in group["cards"]]
    assert len(keys) == len(set(keys)) >= 60
    assert len(found["languages"]) >= 12
    for language in found["languages"]:
        assert list(language["sentences"]) == keys, language["key"]
        assert all(isinstance(text, str) and text.strip() for text in language["sentences"].values())
        assert language["speech"].split("-")[0] == language["key"]
        if language["key"] != "en":
            assert "Please" not in " ".join(language["sentences"].values())
    assert [one["key"] for one in found["languages"] if one["rtl"]] == ["ar"]


def test_cards_lie_on_the_phone_with_the_app(db: None) -> None:
    from yizhan.web.field.shell import shell_version

    reply = Client().get("/f/cards.json")
    assert reply.json()["machine"] is False
    assert "/f/cards.json" in Client().get("/f/sw.js").content.decode()
    assert len(shell_version()) == 16


def test_interpreters_are_called_from_every_phone_of_the_crew(hotel: Night) -> None:
    from yizhan.care.actions.interpreters import add_interpreter, remove_interpreter

    facts: dict[str, Any] = {"site_id": hotel.site.id, "name": "Frau Beck", "phone": "139 1234 5678"}
    with pytest.raises(Refusal, match="no cards"):
        add_interpreter(by=hotel.by("social"), languages=("xx",), **facts)
    made = add_interpreter(by=hotel.by("social"), languages=("de", "en"), hours="8-22", **facts)
    phone = _phone(hotel, "counter1")
    listed = phone.get(f"/api/v1/sites/{hotel.site.code}/interpreters").json()
    assert [(one["name"], one["languages"], one["hours"]) for one in listed] == [
        ("Frau Beck", ["de", "en"], "8-22")
    ]
    gone: dict[str, Any] = {"site_id": hotel.site.id, "interpreter_id": made.interpreter_id}
    remove_interpreter(by=hotel.by("social"), **gone)
    assert phone.get(f"/api/v1/sites/{hotel.site.code}/interpreters").json() == []
    with pytest.raises(Refusal, match="off the list"):
        remove_interpreter(by=hotel.by("social"), **gone)


class _Machine(BaseHTTPRequestHandler):
    asked: ClassVar[list[Any]] = []

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        body = json.dumps({"translatedText": "Haben Sie Hunger?"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def machine() -> Iterator[str]:
    """A translating machine on this computer; gives its address."""
    _Machine.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), _Machine)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/translate"
    server.shutdown()
    thread.join()
    server.server_close()


def test_machine_is_off_until_plugged_in_and_marked_as_one(hotel: Night, machine: str) -> None:
    from yizhan.core.models import AuditEvent

    phone, path = _phone(hotel, "counter1"), f"/api/v1/sites/{hotel.site.code}/translations"
    sent = {"data": json.dumps({"text": "饿不饿", "target": "de"}), "content_type": "application/json"}
    assert phone.post(path, **sent).status_code == 404
    with override_settings(YIZHAN_TRANSLATOR=machine, YIZHAN_TRANSLATOR_KEY="k"):
        assert Client().get("/f/cards.json").json()["machine"] is True
        assert phone.post(path, **sent).json() == {"text": "Haben Sie Hunger?", "machine": True}
    (asked,) = _Machine.asked
    assert asked == {"q": "饿不饿", "source": "auto", "target": "de", "format": "text", "api_key": "k"}
    # What was said is on no record here, only how long it was.
    assert AuditEvent.objects.get(action="care.translate").subject == {"letters": 3}
    with override_settings(YIZHAN_TRANSLATOR="http://127.0.0.1:9/none"):
        assert phone.post(path, **sent).status_code == 503


def _phone(hotel: Night, username: str) -> Client:
    from yizhan.people.models import Account

    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(Account.objects.get(id=hotel.crew[username]), settings.AUTHENTICATION_BACKENDS[-1])
    return client
