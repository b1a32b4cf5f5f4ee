"""Long lists on screen: so many rows a page, the way further and back, and nothing that is silently cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.http import HttpRequest

ON_A_PAGE = 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sheaf(Generic[T]):
    """The rows of one page, which of how many it is, how many rows there are, and the links around it."""

    rows: Sequence[T]
    number: int
    pages: int
    count: int
    back: str
    further: str


def sheaf(
    request: HttpRequest, rows: Sequence[T], name: str = "page", on_a_page: int = ON_A_PAGE
) -> Sheaf[T]:
    """Return the page of `rows` that the address asks for by `name`; all else in the address stays."""
    page: Any = Paginator(rows, on_a_page).get_page(request.GET.get(name))

    def link(number: int) -> str:
        asked = request.GET.copy()
        asked[name] = str(number)
        return f"?{asked.urlencode()}"

    return Sheaf(
        list(page.object_list), page.number, page.paginator.num_pages, page.paginator.count,
        link(page.number - 1) if page.has_previous() else "",
        link(page.number + 1) if page.has_next() else "",
    )  # fmt: skip
