"""Beside the cards: interpreters who can be called, and a machine where the site has plugged one in."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.request import Request, urlopen

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from yizhan.care.cards import card_files
from yizhan.care.queries.interpreters import interpreters_of
from yizhan.core.actions import record_audit
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted_api
from yizhan.web.api.schemas import PROBLEMS, Problem

router = Router()

LONGEST = 300
PATIENCE_S = 5
MOST_BYTES = 64 * 1024


class TranslationIn(Schema):
    """A sentence to be said in the language of a card file, such as `de`."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    target: Annotated[str, Field(min_length=2, max_length=8)]


@dataclass(frozen=True, slots=True)
class TranslationOut:
    """What a machine made of it; nobody has looked at it."""

    text: str
    machine: bool


@dataclass(frozen=True, slots=True)
class InterpreterOut:
    """Somebody who interprets by telephone; `languages` are keys of card files."""

    name: str
    phone: str
    languages: list[str]
    hours: str


@router.get("/sites/{site_code}/interpreters", response={200: list[InterpreterOut], **PROBLEMS})
@posted_api("emergency.raise")
def interpreters(request: HttpRequest, site: Site) -> list[InterpreterOut]:
    """Return who can be called to interpret, for every phone of the crew to keep."""
    return [InterpreterOut(one.name, one.phone, one.languages, one.hours) for one in interpreters_of(site.id)]


@router.post("/sites/{site_code}/translations", response={200: TranslationOut, 404: Problem, **PROBLEMS})
@posted_api("emergency.raise")
def translate(request: HttpRequest, site: Site, sent: TranslationIn) -> TranslationOut:
    """Return a sentence as the plugged-in machine says it; 404 while none is plugged in.

    The text leaves the site: it is kept nowhere here, and only its length is on record.
    """
    if not settings.YIZHAN_TRANSLATOR or f"{sent.target}.yaml" not in card_files():
        raise HttpError(HTTPStatus.NOT_FOUND, _("No machine translates here. Call an interpreter."))
    record_audit(actor_of(request), "care.translate", site_id=site.id, letters=len(sent.text))
    try:
        return TranslationOut(text=_asked(sent), machine=True)
    except (OSError, ValueError, KeyError):
        raise HttpError(
            HTTPStatus.SERVICE_UNAVAILABLE, _("The machine does not answer. Call an interpreter.")
        ) from None


def _asked(sent: TranslationIn) -> str:
    asked = {"q": sent.text, "source": "auto", "target": sent.target, "format": "text"}
    if settings.YIZHAN_TRANSLATOR_KEY:
        asked["api_key"] = settings.YIZHAN_TRANSLATOR_KEY
    request = Request(  # noqa: S310 - an address that the site's administrator wrote
        settings.YIZHAN_TRANSLATOR, json.dumps(asked).encode(), {"Content-Type": "application/json"}
    )
    with urlopen(request, timeout=PATIENCE_S) as reply:  # noqa: S310 - the same # nosec
        return str(json.loads(reply.read(MOST_BYTES))["translatedText"])
