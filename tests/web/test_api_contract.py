"""The API keeps to its own OpenAPI document, whatever it is sent, by the posted and by outsiders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.support.beginnings import begins
from yizhan.command.demonstration import load_demonstration
from yizhan.config.wsgi import application
from yizhan.core.actors import SYSTEM
from yizhan.core.ids import new_id
from yizhan.people.actions.accounts import make_account
from yizhan.people.models import Account
from yizhan.places.models import Site

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
SETTINGS = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
FEWER = settings(SETTINGS, max_examples=5)

open_demonstration = begins(load_demonstration)

get_resolver().url_patterns  # noqa: B018 - loads every router into the API
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's connection, which a server would close after each request."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@dataclass(frozen=True)
class Phone:
    """A phone that is signed in: its cookies go beside those that a case makes up, and push none out."""

    cookies: dict[str, str]
    headers: dict[str, str]

    def asks(self, case: schemathesis.Case[Any]) -> Any:
        """Send a case, and hold the reply to the document."""
        return case.call_and_validate(headers=self.headers, cookies=self.cookies, checks=CHECKS)


def phone_of(account_id: UUID) -> Phone:
    """Sign somebody in."""
    client = Client()
    client.force_login(
        Account.objects.get(id=account_id), backend="yizhan.web.signin.backends.AccountBackend"
    )
    secret = "a" * 32
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": secret}
    return Phone(cookies, {"X-CSRFToken": secret})


@pytest.fixture
def head(db: None) -> Phone:
    """The site head of the demonstration."""
    return phone_of(open_demonstration())


@pytest.fixture
def outsider(db: None) -> Phone:
    """An account with no posting anywhere."""
    open_demonstration()
    account_id = new_id()
    make_account(by=SYSTEM, account_id=account_id, username="outsider", display_name="Outsider")
    return phone_of(account_id)


@schema.parametrize()
@SETTINGS
def test_api_keeps_to_its_document(case: schemathesis.Case[Any], head: Phone) -> None:
    if "site_code" in case.path_parameters:
        case.path_parameters["site_code"] = Site.objects.get().code
    head.asks(case)


@schema.parametrize()
@FEWER
def test_api_shows_an_outsider_nothing_of_a_site(case: schemathesis.Case[Any], outsider: Phone) -> None:
    if "site_code" not in case.path_parameters:
        return
    case.path_parameters["site_code"] = Site.objects.get().code
    reply = outsider.asks(case)
    assert reply.status_code in (400, 401, 404, 405, 422)


@schema.parametrize()
@FEWER
def test_api_asks_strangers_to_sign_in(case: schemathesis.Case[Any], db: None) -> None:
    reply = case.call_and_validate(checks=CHECKS)
    if case.path.endswith(("/phone", "/phone/field")) and reply.status_code == 200:
        # What a phone asks about itself, before anybody holds it; a phone that is nobody's hears nothing.
        assert reply.json() is None
    else:
        assert reply.status_code in (401, 403, 405)
