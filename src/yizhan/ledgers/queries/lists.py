"""Outside lists as they are compared, and as a page shows them."""

from collections import defaultdict
from collections.abc import Collection, Container
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from yizhan.core import keys
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.ledgers.enums import ListSource
from yizhan.ledgers.evidence import Line, Listing
from yizhan.ledgers.models import OutsideLine, OutsideList
from yizhan.people.models import PersonToken
from yizhan.places.models import Site
from yizhan.reading.stored import unpack_original
from yizhan.roster.reading.entries import Entry
from yizhan.roster.reading.reading import Reading, read_roster

_NAMED = (PersonToken.Kind.DOCUMENT, PersonToken.Kind.NAME)


def latest_lists(site: Site) -> list[OutsideList]:
    """Return the latest list of each source; one query."""
    newest = {
        row.source: row for row in OutsideList.objects.filter(site=site).order_by("as_of", "received_at")
    }
    return list(newest.values())


def listings(site: Site, lists: Collection[OutsideList], among: Container[UUID]) -> list[Listing]:
    """Return lists as they are compared, with who of `among` each line is; two queries.

    A line is somebody whose document it has, else the only one of its name.
    """
    by_token = _people_by_token(site, among) if lists else {}
    lines: dict[UUID, list[Line]] = defaultdict(list)
    stored = OutsideLine.objects.filter(list__in=lists).order_by("id")
    for list_id, row, room, document, name in stored.values_list(
        "list_id", "row", "room", "document", "name"
    ):
        lines[list_id].append(Line(row, _who(by_token, document, name), room))
    return [
        Listing(one.id, ListSource(one.source), one.as_of, one.whole, tuple(lines[one.id])) for one in lists
    ]


def lists_of(site: Site) -> list[OutsideList]:
    """Return all lists that a site was brought, the latest first; one query."""
    return list(OutsideList.objects.filter(site=site).select_related("received_by"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A list with what its file says; the reading is None once the original is destroyed."""

    row: OutsideList
    name: str = ""
    reading: Reading | None = None

    @property
    def open_rows(self) -> list[Entry]:
        """Rows that are held or rejected, in their order."""
        return [entry for entry in self.reading.entries if entry.findings] if self.reading else []


def show_list(site: Site, list_id: UUID, *, by: Actor) -> Shown | None:
    """Open a list to be looked at, and record who did; None if there is none at the site."""
    row = OutsideList.objects.filter(site=site, id=list_id).select_related("received_by").first()
    if row is None or row.wrapped is None or row.sealed is None or row.keep_until < now().date():
        return Shown(row) if row else None
    record_audit(by, "ledgers.read_list", site_id=site.id, list=str(list_id))
    name, contents = unpack_original(keys.unseal(bytes(row.wrapped), bytes(row.sealed), about=row.id.bytes))
    day = row.as_of.astimezone(ZoneInfo(site.timezone)).date()
    return Shown(row, name, read_roster(contents, today=day))


def _people_by_token(site: Site, among: Container[UUID]) -> dict[bytes, set[UUID]]:
    found: dict[bytes, set[UUID]] = defaultdict(set)
    tokens = PersonToken.objects.filter(scope=site.id, kind__in=_NAMED)
    for token, person_id in tokens.values_list("token", "person_id"):
        if person_id in among:
            found[bytes(token)].add(person_id)
    return found


def _who(by_token: dict[bytes, set[UUID]], *tokens: bytes | memoryview | None) -> UUID | None:
    """The only one whom the first of the tokens names that names one."""
    for token in tokens:
        people = by_token.get(bytes(token), set()) if token else set()
        if len(people) == 1:
            return next(iter(people))
    return None
