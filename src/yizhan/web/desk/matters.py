"""Boards of matters: mine, my team's, the site's, late, to be confirmed, closed, and what can be learnt."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from yizhan.core.clock import now
from yizhan.duty.queries.matters_board import (
    Shown,
    closed_at,
    late_at,
    mine_now,
    of_site,
    of_team,
    open_by_need,
    same_needs,
    to_confirm,
)
from yizhan.duty.queries.matters_figures import figures_of
from yizhan.duty.queries.matters_reading import Reader, reader_at
from yizhan.places.models import Site
from yizhan.web.access import account_of, posted
from yizhan.web.desk.arrival_live import page_or_part, record_reading

READ = "matter.read"


def reader_of(request: HttpRequest, site: Site) -> Reader:
    """Return the signed-in account as a reader of the site's matters."""
    return reader_at(account_of(request).id, site.id)


@posted(READ)
@require_GET
def mine(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what concerns the reader: offered, theirs, called to them by silence, helped with."""
    found = mine_now(reader_of(request, site), site.id)
    _audit(request, site, found.total)
    return page_or_part(request, "desk/matters/mine.html", "desk/matters/_mine.html", {"now": found})


@posted(READ)
@require_GET
def team(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what the reader's teams answer for."""
    return _board(request, site, lambda reader: of_team(reader, site.id))


@posted(READ)
@require_GET
def whole_site(request: HttpRequest, site: Site) -> HttpResponse:
    """Show all that is open, or all that ask for one need, and what many ask for at once."""
    need, reader = request.GET.get("need", ""), reader_of(request, site)
    shown = of_site(reader, site.id, need)
    _audit(request, site, len(shown.rows))
    found = {
        "shown": shown, "need": need, "many": same_needs(reader, site.id),
        "asked_for": open_by_need(reader, site.id).most_common(),
    }  # fmt: skip
    return render(request, "desk/matters/site.html", found)


@posted(READ)
@require_GET
def late(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what is past its time, and what silence has climbed over."""
    return _board(request, site, lambda reader: late_at(reader, site.id))


@posted(READ)
@require_GET
def unconfirmed(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what was called done and waits for the word of whoever asked."""
    return _board(request, site, lambda reader: to_confirm(reader, site.id))


@posted(READ)
@require_GET
def closed(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what was closed, the latest first, page by page."""
    rows = closed_at(reader_of(request, site), site.id, _moment(request.GET.get("before", "")))
    _audit(request, site, len(rows))
    return render(request, "desk/matters/closed.html", {"rows": rows})


@posted(READ)
@require_GET
def figures(request: HttpRequest, site: Site) -> HttpResponse:
    """Show how soon answers came in the last seven days, by need and by hour."""
    account_id: UUID = account_of(request).id
    return render(
        request, "desk/matters/figures.html", {"figures": figures_of(site, now(), without=account_id)}
    )


def _board(request: HttpRequest, site: Site, shown: Callable[[Reader], Shown]) -> HttpResponse:
    found = shown(reader_of(request, site))
    _audit(request, site, len(found.rows))
    return page_or_part(request, "desk/matters/board.html", "desk/matters/_rows.html", {"shown": found})


def _audit(request: HttpRequest, site: Site, matters: int) -> None:
    """Record that residents' words were read; what a live page asks for again is the same reading."""
    if matters:
        record_reading(request, site, "duty.read_matters", matters=matters)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
