"""Several documents as one PDF, each page as large as it was: what is printed before anybody comes."""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

_PAGES = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)")
_BINDER = """#let counts = json(bytes(sys.inputs.counts))
#set page(width: auto, height: auto, margin: 0mm)
#for (place, count) in counts.enumerate() {
  for number in range(1, count + 1) {
    if place + number > 1 { pagebreak(weak: true) }
    image(str(place) + ".pdf", page: number)
  }
}
"""


def bound(documents: Sequence[bytes]) -> bytes:
    """Return the documents, PDFs as `typeset` makes them, one after the other as one PDF."""
    import typst  # noqa: PLC0415 - heavy; start-up must stay quick

    with tempfile.TemporaryDirectory(prefix="yizhan-paper-") as folder:
        place = Path(folder)
        for number, document in enumerate(documents):
            (place / f"{number}.pdf").write_bytes(document)
        (place / "binder.typ").write_text(_BINDER, encoding="utf-8")
        counts = str([pages_in(document) for document in documents])
        made = typst.compile(place / "binder.typ", root=place, format="pdf", sys_inputs={"counts": counts})
    if not isinstance(made, bytes):
        raise TypeError("the documents did not become one")
    return made


def pages_in(document: bytes) -> int:
    """Return how many pages a PDF of `typeset` has. Raises ValueError for one from elsewhere."""
    found = _PAGES.search(document)
    if found is None:
        raise ValueError("no number of pages stands in the open in this PDF")
    return int(found[1])
