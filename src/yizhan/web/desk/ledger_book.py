"""The in and out book: day by day who came and who went, as the authority prints it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yizhan.core.actions import record_audit
from yizhan.ledgers.queries.book import Line, in_out_book
from yizhan.people.models import Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Site
from yizhan.stays.queries.room_map import site_day
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.ledger_forms import BookForm
from yizhan.web.desk.list_files import pdf, xlsx
from yizhan.web.desk.sheaf import sheaf
from yizhan.web.paper.book import book_facts, book_sheets
from yizhan.web.paper.sheets import workbook
from yizhan.web.paper.typesetting import typeset


@posted("ledger.read")
@require_GET
def book_page(request: HttpRequest, site: Site) -> HttpResponse:
    """Show the days asked for with their figures and lines; names only when asked, and audited."""
    form = BookForm(request.GET)
    book = in_out_book(site, *form.days(site_day(site)))
    first, last = book.days[0].day, book.days[-1].day
    shown = form if form.errors else BookForm(initial={"first": first, "last": last})
    lines = sheaf(request, [line for day in reversed(book.days) for line in day.lines])
    facts = {
        "form": shown, "book": book, "first": first, "last": last, "lines": lines,
        "names": _names(request, site, lines.rows),
    }  # fmt: skip
    return render(request, "desk/ledger/book.html", facts)


@posted("ledger.read")
@require_GET
def book_xlsx(request: HttpRequest, site: Site) -> FileResponse:
    """Return the book as a workbook: the figures, and every line."""
    book = in_out_book(site, *BookForm(request.GET).days(site_day(site)))
    return xlsx(
        workbook(book_sheets(site, book, _names(request, site, book.lines))),
        f"{site.code}-book-{book.days[-1].day}",
    )


@posted("ledger.read")
@require_GET
def book_pdf(request: HttpRequest, site: Site) -> FileResponse:
    """Return the book to be signed and filed."""
    book = in_out_book(site, *BookForm(request.GET).days(site_day(site)))
    return pdf(
        typeset("book", book_facts(site, book, _names(request, site, book.lines))),
        f"{site.code}-book-{book.days[-1].day}",
    )


def _names(request: HttpRequest, site: Site, lines: Iterable[Line]) -> Mapping[UUID, str]:
    """Open the names of everybody in these lines for those who may; each reading is audited."""
    if "names" not in request.GET or "person.read" not in getattr(request, "yizhan_capabilities", ()):
        return {}
    people = {line.person_id for line in lines}
    known = identities(Person.objects.filter(id__in=people))
    record_audit(
        actor_of(request), "web.read_names", site_id=site.id, persons=[str(person) for person in known]
    )
    return {person_id: identity.name for person_id, identity in known.items()}
