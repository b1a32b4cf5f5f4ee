"""Verifying everything, or one site, as of one moment."""

import gc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_noop

from yizhan.command.queries.verify.receipts import (
    accepted_commands,
    commands_that_wait,
    conflicts_are_matters,
    decisions_are_audited_once,
)
from yizhan.command.queries.verify.report import Fault, Report
from yizhan.command.queries.verify.site import verify_site
from yizhan.command.queries.verify.stores import stores_are_what_moved
from yizhan.command.queries.verify.transfers import transfers_balance
from yizhan.command.queries.verify.wholeness import database_is_durable, tables_only_grow
from yizhan.core.snapshot import snapshot
from yizhan.places.models import Site
from yizhan.stays.queries.journal import SignedHead


def verify(
    *,
    site_code: str | None = None,
    heads: Iterable[SignedHead] = (),
    progress: Callable[[str, int], None] | None = None,
) -> Report:
    """Prove the invariants of one site or of all, as of one moment, while others go on writing.

    Raises Site.DoesNotExist for a code that no site has.
    """
    kept = list(heads)
    with _decisions_meanwhile() as decisions, snapshot(), _without_collector():
        sites = [Site.objects.get(code=site_code)] if site_code else list(Site.objects.order_by("code"))
        unspent = accepted_commands()
        reports = tuple(
            verify_site(
                site, kept, unspent=unspent, progress=partial(progress, site.code) if progress else None
            )
            for site in sites
        )
        between = () if site_code else (*transfers_balance(reports), *stores_are_what_moved(None))
        whole = (*tables_only_grow(), *database_is_durable())
        faults = (*whole, *decisions(), *_heads_of_lost_sites(kept), *between)
        return Report(reports, faults, tuple(commands_that_wait()))


@contextmanager
def _decisions_meanwhile() -> Iterator[Callable[[], list[Fault]]]:
    """Let the database compare receipts, audit and matters while the journals are read.

    A command's rows are written in one transaction, so any moment proves them. Inside a transaction
    that already runs, nobody else could see what it has written.
    """
    if connection.in_atomic_block:
        yield _decisions
        return
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(_decisions_by_themselves).result


def _decisions_by_themselves() -> list[Fault]:
    try:
        with snapshot():
            return _decisions()
    finally:
        connection.close()


def _decisions() -> list[Fault]:
    return [*decisions_are_audited_once(), *conflicts_are_matters()]


@contextmanager
def _without_collector() -> Iterator[None]:
    # Nothing here refers to itself, and the collector would go through all that is kept, again and again.
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _heads_of_lost_sites(heads: list[SignedHead]) -> Iterator[Fault]:
    """Invariant 9: a site whose head was signed is still there."""
    known: set[UUID] = set(Site.objects.values_list("id", flat=True))
    for head in heads:
        if head.site_id not in known:
            template = gettext_noop("A head was signed for site %(site)s, which is no longer here.")
            yield Fault(9, "site_missing", template, {"site": head.site_id}, head.sequence)
