"""The calendar of a stay: a protocol and facts in, dated obligations and the due minute out. Pure.

What follows from a protocol alone is worked out once for each (`_rules`), whole days once for each day on
which a phase begins (`_whole_days`); a stay then takes its own part of them, cut to the minute.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from yizhan.protocols.facts import Anchor, Calendar, Due, DueKind, Facts, PhaseSpan, Reason
from yizhan.protocols.local_days import day_after, local_day, moment_of
from yizhan.protocols.points import open_points
from yizhan.protocols.schema import END_OF_DAY, EXACT, DayOne, Phase, Protocol, Window, clock
from yizhan.protocols.windows import hours, temperature_windows

# How many people a tube takes at most, where a protocol allows pools.
LARGEST_POOL = "20"
# Longer than any day, that on which the clock is put back by an hour or two too.
_LONGEST_DAY = timedelta(hours=27)


@dataclass(frozen=True, slots=True, eq=False)
class _PhaseRules:
    """What a phase asks for, ready for every stay; compared by identity, so that it can be looked up."""

    phase: Phase
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Rules:
    """A protocol ready for every stay; `open` is what nobody has ruled yet."""

    open: tuple[Reason, ...]
    phases: tuple[_PhaseRules, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class _Count:
    """Where the days of a stay begin: its own first moment, day 1, the moment of exact hours, and why."""

    begins_at: datetime
    first: date
    exact_from: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Part:
    """A phase of a stay, with the date of its day 1 and how many days it has."""

    rules: _PhaseRules
    span: PhaseSpan
    first: date
    days: int


def calendar(protocol: Protocol, facts: Facts) -> Calendar:
    """Return what is due for a stay and when each phase ends; only `open` where anything is open."""
    if protocol.requires_nothing or not facts.conditions.isdisjoint(protocol.exempt_if):
        return Calendar()
    rules = _rules(protocol)
    missing = rules.open or tuple(_unknown(protocol, facts))
    if missing:
        return Calendar(open=missing)
    count = _count(protocol, rules, facts)
    parts = list(_parts(protocol, rules, facts, count))
    admitted = facts.at(Anchor.SITE_ADMISSION)
    entry = max(count.begins_at, admitted.astimezone(UTC)) if admitted else count.begins_at
    # One phase follows the other, and each has its dues in order of time.
    dues = tuple(chain.from_iterable(_dues(part, entry, facts.zone) for part in parts))
    spans = [part.span for part in parts]
    if protocol.extend and protocol.extend.kind:
        spans += _apart(protocol, rules, facts, spans[0])
    return Calendar(tuple(spans), dues)


@lru_cache(maxsize=1024)
def _rules(protocol: Protocol) -> _Rules:
    missing = tuple(point.reason for point in open_points(protocol))
    phases = tuple(_PhaseRules(phase, temperature_windows(phase)) for phase in protocol.phases)
    return _Rules(missing, phases, 1 if protocol.day_one == DayOne.DAY_AFTER_ANCHOR else 0)


def _unknown(protocol: Protocol, facts: Facts) -> Iterator[Reason]:
    """Yield what keeps this stay from being computed: an event nobody knows, or another protocol's turn."""
    for anchor in filter(None, [protocol.anchor, protocol.start.anchor if protocol.start else None]):
        if facts.at(anchor) is None:
            yield Reason("anchor_unknown", {"anchor": anchor.value})
    depends, extend = protocol.depends_on, protocol.extend
    if depends and depends.positive in facts.conditions:
        yield Reason("turns_into", {"condition": depends.positive, "protocol": depends.to_protocol})
    if extend and extend.to_protocol and (facts.resets or extend.trigger in facts.conditions):
        yield Reason("turns_into", {"condition": extend.trigger, "protocol": extend.to_protocol})


def _count(protocol: Protocol, rules: _Rules, facts: Facts) -> _Count:
    """Return where the days begin: at the event less credited days, or at a later reset inside the site."""
    zone, at, credited = facts.zone, _known(facts, protocol.anchor), facts.credited_days
    counted = local_day(zone, at)
    said = {"anchor": _value(protocol.anchor), "at": _minute(at, zone), "day_one": _value(protocol.day_one)}
    reason, exact_from = Reason("counted", said), at
    if credited:
        exact_from, counted = at - timedelta(days=credited), day_after(counted, -credited)
        reason = Reason("credited", {**said, "credited": str(credited)})
    reset = max(facts.resets).astimezone(UTC) if facts.resets else exact_from
    if reset > exact_from:
        exact_from, counted, at = reset, max(counted, local_day(zone, reset)), max(at, reset)
        reason = Reason("restarted", {**said, "at": _minute(reset, zone)})
    if protocol.start:
        other = _known(facts, protocol.start.anchor)
        day = day_after(local_day(zone, other), rules.offset + protocol.start.day - 1)
        at = max(other, moment_of(zone, day))
        if reason.code == "counted":
            start = {"start": protocol.start.anchor.value, "day": str(protocol.start.day)}
            reason = Reason("started", {**said, **start})
    return _Count(at, day_after(counted, rules.offset), exact_from, reason)


def _parts(protocol: Protocol, rules: _Rules, facts: Facts, count: _Count) -> Iterator[_Part]:
    """Yield the phases one after the other, each from the end of the one before."""
    zone, starts_at, first, exact_from = facts.zone, count.begins_at, count.first, count.exact_from
    reason = count.reason
    for one in rules.phases:
        days, why = _length(one.phase, facts)
        said = {**reason.facts, "days": str(days)}
        if one.phase.hours is not None:
            first = local_day(zone, exact_from)
            ends_at = exact_from + timedelta(hours=one.phase.hours)
            following = day_after(local_day(zone, ends_at), rules.offset)
            why = why or (Reason("exact") if reason.code == "counted" else None)
            said["hours"] = str(one.phase.hours)
        else:
            last = day_after(first, days - 1)
            ends_at, following = _end(zone, one.phase, last), day_after(last)
        if protocol.extend and protocol.extend.days:
            later = max([ends_at, *(until for _day, until in _symptoms(protocol, rules, facts, ends_at))])
            ends_at, why = (later, Reason("prolonged")) if later > ends_at else (ends_at, why)
        told = Reason(why.code, {**said, **why.facts}) if why else Reason(reason.code, said)
        span = PhaseSpan(one.phase.kind, min(starts_at, ends_at), ends_at, days, told)
        yield _Part(one, span, first, max(days, (local_day(zone, ends_at) - first).days + 1))
        starts_at, first, exact_from, reason = ends_at, following, ends_at, Reason("next")


def _length(phase: Phase, facts: Facts) -> tuple[int, Reason | None]:
    """Return how many days a phase has for this stay, and what makes it so if not the text alone."""
    days = phase.days if phase.days is not None else (phase.hours or 0) // 24
    others = [(row.days, row.condition) for row in phase.days_if if row.condition in facts.conditions]
    if others:
        most, condition = max(others)
        return most, Reason("by_condition", {"condition": condition})
    if phase.early_end and phase.early_end.day < days and facts.conditions.issuperset(phase.early_end.needs):
        return phase.early_end.day, Reason("ended_early")
    return days, None


def _end(zone: tzinfo, phase: Phase, last: date) -> datetime:
    """Return when a phase ends whose last day is `last`."""
    if phase.ends_at in (None, END_OF_DAY, EXACT):
        return moment_of(zone, day_after(last))
    hour, days_later = clock(phase.ends_at or "")
    return moment_of(zone, day_after(last, days_later), hour)


def _symptoms(
    protocol: Protocol, rules: _Rules, facts: Facts, ends_at: datetime
) -> Iterator[tuple[date, datetime]]:
    """Yield each day of a new symptom with the end of what it asks for, as long as the watch goes on."""
    days = protocol.extend.days if protocol.extend and protocol.extend.days else 0
    for day in sorted(set(facts.symptoms_on)):
        if moment_of(facts.zone, day) >= ends_at:
            return
        until = _end(facts.zone, protocol.phases[0], day_after(day, rules.offset + days - 1))
        ends_at = max(ends_at, until)
        yield day, until


def _apart(protocol: Protocol, rules: _Rules, facts: Facts, watch: PhaseSpan) -> list[PhaseSpan]:
    """Return when new symptoms keep somebody apart; what overlaps is one time."""
    extend = protocol.extend
    if extend is None or extend.kind is None:
        return []
    found: list[PhaseSpan] = []
    for day, until in _symptoms(protocol, rules, facts, watch.ends_at):
        starts_at = max(moment_of(facts.zone, day), watch.starts_at)
        if until <= starts_at:
            continue
        if found and found[-1].ends_at >= starts_at:
            starts_at = found.pop().starts_at
        reason = Reason("symptom", {"on": day.isoformat(), "days": str(extend.days)})
        found.append(PhaseSpan(extend.kind, starts_at, until, extend.days or 0, reason))
    return found


def _dues(part: _Part, entry: datetime, zone: tzinfo) -> list[Due]:
    """Return what is due in a phase from the moment the stay begins, cut to the minute."""
    begin, end = max(part.span.starts_at, entry), part.span.ends_at
    if begin >= end:
        return []
    found: list[Due] = []
    phase = part.rules.phase
    if phase.sample_at_start:
        day = (local_day(zone, begin) - part.first).days + 1
        closes_at = min(begin + hours().sample_at_start, end)
        found.append(Due(DueKind.SAMPLE, phase.kind, day, begin, closes_at, Reason("sample_at_start")))
    before = max(0, (part.first - local_day(zone, begin)).days)
    whole = _whole_days(part.rules, zone, part.first, before, part.days)
    # Only what opens before the beginning, or within a day of the end, can reach over an edge.
    low, high, late = 0, len(whole), end - _LONGEST_DAY
    while low < high and whole[low].opens_at < begin:
        low += 1
    while high > low and whole[high - 1].opens_at > late:
        high -= 1
    enters = entry >= part.span.starts_at
    first = [cut for due in whole[:low] if (cut := _cut(due, begin, end, enters=enters))]
    last = [cut for due in whole[high:] if (cut := _cut(due, begin, end, enters=enters))]
    return [*found, *first, *whole[low:high], *last]


def _cut(due: Due, begin: datetime, end: datetime, *, enters: bool) -> Due | None:
    """Return the part of what is due between two moments, None if there is none that can be asked for.

    A temperature over a change of phases belongs to the phase in which its time opens.
    """
    if due.opens_at >= begin and due.closes_at <= end:
        return due
    opens_at, closes_at = max(due.opens_at, begin), min(due.closes_at, end)
    if due.kind == DueKind.TEMPERATURE:
        fits = (enters or due.opens_at >= begin) and closes_at - opens_at >= hours().shortest
    else:
        fits = closes_at > opens_at
    return replace(due, opens_at=opens_at, closes_at=closes_at) if fits else None


@lru_cache(maxsize=16384)
def _whole_days(rules: _PhaseRules, zone: tzinfo, first: date, before: int, days: int) -> tuple[Due, ...]:
    """Return what is due on whole days, from `before` days ahead of day 1 to the day after the last."""
    kind, found = rules.phase.kind, []
    for number in range(1 - before, days + 2):
        day = day_after(first, number - 1)
        for what, window, reason in _asked(rules, number, is_within=1 <= number <= days):
            opens_at, closes_at = _open(zone, day, window)
            if closes_at > opens_at:
                found.append(Due(what, kind, number, opens_at, closes_at, reason))
    return tuple(sorted(found, key=attrgetter("opens_at")))


@lru_cache(maxsize=16384)
def _asked(rules: _PhaseRules, day: int, *, is_within: bool) -> tuple[tuple[DueKind, Window, Reason], ...]:
    """Return what a phase asks for on a day, and between which hours; tests only within its days."""
    phase, times, whole = rules.phase, str(len(rules.windows)), hours().sample
    said, asked = {"day": str(day)}, []
    for window in rules.windows:
        why = Reason("temperature", {**said, "window": window.code, "times": times})
        asked.append((DueKind.TEMPERATURE, window, why))
    if is_within and day in (phase.sample_days or ()):
        code = "sample_double" if day in phase.double_sample_days else "sample"
        days = ", ".join(map(str, phase.sample_days or ()))
        asked.append((DueKind.SAMPLE, whole, Reason(code, {**said, "days": days})))
    if is_within and day in phase.antigen_days:
        days = ", ".join(map(str, phase.antigen_days))
        asked.append((DueKind.ANTIGEN, whole, Reason("antigen", {**said, "days": days})))
    elif is_within and phase.antigen_daily:
        asked.append((DueKind.ANTIGEN, whole, Reason("antigen_daily", said)))
    return tuple(asked)


@lru_cache(maxsize=65536)
def _open(zone: tzinfo, day: date, window: Window) -> tuple[datetime, datetime]:
    opens, _same = clock(window.opens)
    closes, days_later = clock(window.closes)
    return moment_of(zone, day, opens), moment_of(zone, day_after(day, days_later), closes)


def _known(facts: Facts, anchor: Anchor | None) -> datetime:
    at = facts.at(anchor) if anchor else None
    if at is None:
        raise ValueError("a protocol with phases is counted from an event that is known")
    return at.astimezone(UTC)


def _value(code: Anchor | DayOne | None) -> str:
    return code.value if code else ""


def _minute(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(" ", "minutes")
