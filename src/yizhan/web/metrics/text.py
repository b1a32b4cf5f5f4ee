"""Prometheus' text format, version 0.0.4: as much of it as is needed here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
HELP: dict[str, tuple[str, str]] = {
    "yizhan_information": ("gauge", "The program's version and its database; always 1."),
    "yizhan_ready": ("gauge", "1 if this server can answer and save."),
    "yizhan_fault": ("gauge", "1 for each reason why it cannot."),
    "yizhan_requests_total": ("counter", "Requests by view and class of status."),
    "yizhan_request_seconds": ("histogram", "How long replies took on the server, by view."),
    "yizhan_taps_total": ("counter", "Commands of phones by what became of them."),
    "yizhan_tap_lag_seconds": ("histogram", "How much later than made a tap arrived, by the phone's clock."),
    "yizhan_commands_waiting": ("gauge", "Commands that wait for another one they depend on."),
    "yizhan_commands_waiting_oldest_seconds": ("gauge", "Since when the oldest of them waits."),
    "yizhan_notices_waiting": ("gauge", "Notices that wait to be handed to a server outside."),
    "yizhan_notices_failed": ("gauge", "Notices that a server outside did not take for good."),
    "yizhan_notices_silent": ("gauge", "1 while something waits and nobody hands over."),
    "yizhan_people_present": ("gauge", "People at the site."),
    "yizhan_matters_open": ("gauge", "Matters that nobody has settled, by kind."),
    "yizhan_journal_entries_total": ("counter", "Entries of the site's journal."),
    "yizhan_database_bytes": ("gauge", "Size of the database."),
    "yizhan_disk_free_bytes": ("gauge", "Free space where the data folder lies."),
    "yizhan_backup_age_seconds": ("gauge", "Age of what the last backup holds; absent without one."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """One figure; of a histogram, `part` says which: `_bucket`, `_sum` or `_count`."""

    name: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    part: str = ""


def exposition(samples: Iterable[Sample]) -> str:
    """Return all samples as text, those of one name together under what it means."""
    by_name: dict[str, list[Sample]] = {}
    for sample in samples:
        by_name.setdefault(sample.name, []).append(sample)
    lines: list[str] = []
    for name, found in by_name.items():
        kind, meaning = HELP[name]
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}", *map(_line, found)]
    return "\n".join(lines) + "\n"


def histogram(
    name: str, bounds: Iterable[float], counts: Iterable[float], total: float, labels: Mapping[str, str]
) -> Iterator[Sample]:
    """Yield a histogram's samples from how many fell between its bounds, one more than there are bounds."""
    so_far = 0.0
    for bound, count in zip([*map(repr, bounds), "+Inf"], counts, strict=True):
        so_far += count
        yield Sample(name, so_far, {**labels, "le": bound}, "_bucket")
    yield Sample(name, total, labels, "_sum")
    yield Sample(name, so_far, labels, "_count")


def _line(sample: Sample) -> str:
    labels = ",".join(f'{key}="{_escaped(value)}"' for key, value in sample.labels.items())
    value = int(sample.value) if float(sample.value).is_integer() else round(sample.value, 6)
    return (
        f"{sample.name}{sample.part}{{{labels}}} {value}" if labels else f"{sample.name}{sample.part} {value}"
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
