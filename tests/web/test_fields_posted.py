"""S9: every field of every model posted to every form about what people need: nothing changes by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import copy
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.typed import ShownForm, every_page, shown_forms
from yizhan.core import ids

if TYPE_CHECKING:
    from tests.web.two_sites import Place

# Where people ask and are cared for, and where things arrive: at the desk and on a party's own page.
OF_NEEDS = re.compile(
    r"^(/s/\w+/(matters|care|meals|arrival-meals|diets|orders|order|parcels|notices|voices|stock|supplies|packs)/"
    r"|/r/party/)"
)
APPS = ("people", "places", "duty", "stays", "health", "care", "provision", "notices")
READERS = ("site_head", "care", "logistics")
# The page on which more of one medicine is asked for.
SHOWN_BEHIND_A_LINK = {"medicine"}
TYPED, INTRUDER, LATELY = "3", "intruder", "2001-02-03T04:05"
WRITES = re.compile(r"INSERT|UPDATE|DELETE", re.IGNORECASE)
OF_THE_DATA = re.compile(rf'[^"]*"(?:{"|".join(APPS)})_')
# How SQLite and PostgreSQL write bytes.
SEALED = re.compile(r"\bX'[0-9A-F]*'|'\\x[0-9a-f]*'")


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A site with people of whom everything is known, at a moment that does not pass."""
    from tests.web.two_sites import open_place
    from yizhan.core.clock import FixedClock, now, running

    opened = open_place("alpha", "欧阳甲鸢", "19900001111")
    numbers = count(1)

    class Counted:
        """Ids that come in the same order each time that somebody sends a form."""

        @staticmethod
        def uuid7() -> UUID:
            return UUID(int=(0x0190_0000_0000_7000_8000 << 48) + next(numbers))

        @staticmethod
        def again() -> None:
            nonlocal numbers
            numbers = count(1)

    monkeypatch.setattr(ids, "uuid6", Counted)
    with running(FixedClock(now())):
        yield opened


def test_no_form_takes_what_it_does_not_show(place: Place) -> None:
    intruding, forms = fields_of(every_model()), list(forms_of_needs(place))
    shown: dict[str, set[str]] = {}
    for _client, form in forms:
        shown.setdefault(form.action, set(SHOWN_BEHIND_A_LINK)).update(form.names)
    faults: list[str] = []
    changing = 0
    for client, form in forms:
        more = {name: values for name, values in intruding.items() if name not in shown[form.action]}
        plain, with_more = (writes_of(client, form, extra) for extra in ({}, more))
        changing += any(OF_THE_DATA.match(one) for one in plain)
        if plain != with_more:
            faults.append(f"{form.action}: {sorted(set(plain) ^ set(with_more))}")
    assert faults == []
    assert len(intruding) > 300
    assert len(forms) > 60
    assert changing > 25


def forms_of_needs(place: Place) -> Iterator[tuple[Client, ShownForm]]:
    """Every form about what people need that is sent, once, with somebody who sees it."""
    known: set[tuple[str, frozenset[str]]] = set()
    for client in everybody(place):
        for url, _name in every_page(place.parts):
            for form in shown_forms(client, url) if OF_NEEDS.match(url) else ():
                key = form.action, frozenset(form.names)
                if form.method == "post" and OF_NEEDS.match(form.action) and key not in known:
                    known.add(key)
                    yield client, form


def everybody(place: Place) -> Iterator[Client]:
    """Some of the crew who see different forms, and a resident."""
    from tests.web.test_who_may import _signed_in
    from yizhan.web.portal.access import COOKIE

    resident = Client(raise_request_exception=False)
    resident.cookies[COOKIE] = place.secret
    yield from (_signed_in(place.crew[role]) for role in READERS)
    yield resident


def every_model() -> list[type[models.Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def fields_of(of: Iterable[type[models.Model]]) -> dict[str, list[str]]:
    """Every name of a field, as a form would call it, with a value of each kind that it stands for."""
    found: dict[str, list[str]] = {}
    for model in of:
        for field in model._meta.concrete_fields:
            value = value_for(field)
            for name in {field.name, field.attname}:
                if value not in found.setdefault(name, []):
                    found[name].append(value)
    return found


def value_for(field: Any) -> str:
    if field.choices:
        return str(list(field.flatchoices)[-1][0])
    if isinstance(field, models.ForeignKey | models.UUIDField):
        target = field.related_model if isinstance(field, models.ForeignKey) else field.model
        row = target._default_manager.order_by("pk").last()
        return str(row.pk) if row else str(UUID(int=7))
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return LATELY
    return "7" if isinstance(field, models.IntegerField | models.DecimalField) else INTRUDER


def writes_of(client: Client, form: ShownForm, extra: dict[str, list[str]]) -> list[str]:
    """What was written to the database when the form was sent with more in it; then it is undone.

    What is sealed is never the same twice, and a session carries the moment in its signature.
    """
    cookies = copy(client.cookies)
    ids.uuid6.again()  # type: ignore[attr-defined]
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        client.post(form.action, {**form.filled(TYPED), **extra})
        transaction.set_rollback(True)
    client.cookies = cookies
    said = (one["sql"] for one in seen.captured_queries)
    return [SEALED.sub("?", one) for one in said if WRITES.match(one) and "django_session" not in one]
