"""Verifying one site."""

from collections.abc import Iterable, Iterator

from yizhan.command.queries.verify.cases import positives_have_cases
from yizhan.command.queries.verify.courses import (
    courses_are_the_fold,
    nobody_is_kept_alone,
    past_due_is_seen,
)
from yizhan.command.queries.verify.ledger import differences
from yizhan.command.queries.verify.places import one_bed_each, one_party_a_room
from yizhan.command.queries.verify.presence import present_is_in_less_out
from yizhan.command.queries.verify.receipts import accepted_commands
from yizhan.command.queries.verify.releases import nobody_leaves_early
from yizhan.command.queries.verify.report import Fault, SiteReport
from yizhan.command.queries.verify.rulings import rulings_are_by_two
from yizhan.command.queries.verify.stores import stores_are_what_moved
from yizhan.command.queries.verify.transfers import movements_of
from yizhan.command.queries.verify.walk import Progress, Walk, walk_journal
from yizhan.command.queries.verify.wholeness import (
    heads_are_in_the_chain,
    journal_ends_at_its_head,
    state_is_the_fold,
)
from yizhan.core.chain import GENESIS
from yizhan.places.models import Site
from yizhan.stays.models import JournalHead
from yizhan.stays.queries.journal import SignedHead, StoredEntry, stored_entries


def verify_site(
    site: Site,
    heads: Iterable[SignedHead] = (),
    *,
    progress: Progress | None = None,
    entries: Iterable[StoredEntry] | None = None,
    unspent: set[str] | None = None,
) -> SiteReport:
    """Prove invariants 1 to 7 and 9 of one site from its journal, in one pass, and 10 of its store.

    `heads` are signed heads of this site that were kept elsewhere. `progress` is called with the
    number of entries read, now and then. `unspent` holds the accepted commands that no other site's
    journal has used up. `entries` stand in for those in the database, to try what would be found.
    Call it inside a snapshot while others write.
    """
    kept = [head for head in heads if head.site_id == site.id]
    walk = walk_journal(
        stored_entries(site.id) if entries is None else entries,
        accepted_commands() if unspent is None else unspent,
        wanted=[head.sequence for head in kept], progress=progress,
    )  # fmt: skip
    faults = sorted(_faults(site, walk, kept), key=lambda fault: (fault.invariant, fault.sequence or 0))
    present = walk.fold.present
    roomed = sum(1 for person in present if walk.fold.room_of(person))
    return SiteReport(
        site.code, walk.entries, len(present), roomed, tuple(faults), courses=len(walk.fold.courses),
        departures=len(walk.fold.departures), movements=movements_of(walk.fold),
    )  # fmt: skip


def _faults(site: Site, walk: Walk, heads: list[SignedHead]) -> Iterator[Fault]:
    head = JournalHead.objects.filter(site=site).values_list("sequence", "hash").first()
    sequence, digest = head or (0, GENESIS)
    spans = list(walk.fold.spans())
    differing = differences(site, walk.fold, spans)
    yield from walk.faults
    yield from journal_ends_at_its_head(walk, sequence, bytes(digest))
    yield from heads_are_in_the_chain(walk, heads)
    yield from positives_have_cases(site)
    yield from one_bed_each(walk.fold, differing)
    yield from one_party_a_room(walk.fold, spans)
    yield from present_is_in_less_out(walk.fold, differing, site.timezone)
    yield from nobody_leaves_early(site, walk.fold)
    yield from past_due_is_seen(site, walk.fold)
    yield from nobody_is_kept_alone(site, walk.fold)
    yield from rulings_are_by_two(site)
    yield from state_is_the_fold(walk.fold, differing)
    yield from courses_are_the_fold(site, walk.fold)
    yield from stores_are_what_moved(site)
