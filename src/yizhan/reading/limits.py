"""What a list may be, read from `limits.yaml`."""

from dataclasses import dataclass
from functools import cache

from yizhan.core.shipped import read_shipped


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes or characters, counts, days; each is explained in the file."""

    file_bytes: int
    unpacked_bytes: int
    unpacked_times: int
    unpacked_free_bytes: int
    parts: int
    text_characters: int
    cell_characters: int
    columns: int
    rows: int
    desk_rows: int
    last_row_of_xls: int
    keep_days: int


@cache
def limits() -> Limits:
    """Return the limits."""
    return Limits(**read_shipped("yizhan.reading", "limits.yaml"))
