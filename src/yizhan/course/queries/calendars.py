"""What the protocols say of stays: their calendars, equal ones worked out once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from yizhan.core.refusals import Refusal
from yizhan.course.rules import GivenFacts
from yizhan.places.models import Site
from yizhan.protocols.calendar import calendar
from yizhan.protocols.facts import Anchor, Calendar, Due, DueKind, Facts, Reason
from yizhan.protocols.queries.rulings import protocol
from yizhan.protocols.schema import Protocol

# Beside the reasons of `protocols.calendar`.
EXTENDED, NOTHING_ASKED = "extended_by_authority", "nothing_asked"


@dataclass(frozen=True)
class Worked:
    """A stay's calendar by a protocol as it stands today; `until` is a later end that the authority set."""

    protocol: str
    digest: str
    given: GivenFacts
    zone: ZoneInfo
    calendar: Calendar

    @property
    def due_at(self) -> datetime | None:
        """The minute at which the person is to be let go; None while something is open."""
        due = self._by_rule
        return max(due, self.given.until) if due and self.given.until else due

    @property
    def ends_at(self) -> datetime | None:
        """When the last phase ends, as much later as the first one was made."""
        ends, due = self.calendar.ends_at or self._by_rule, self._by_rule
        return ends + (self.due_at - due) if ends and due and self.due_at else ends

    @property
    def why(self) -> Reason | None:
        """Why it is due then; None while something is open."""
        due = self._by_rule
        if due and self.due_at and self.due_at > due:
            return Reason(EXTENDED, {"until": _wall(self.due_at, self.zone)})
        if self.calendar.phases:
            return self.calendar.phases[0].reason
        return None if self.calendar.open else Reason(NOTHING_ASKED)

    @property
    def open(self) -> list[dict[str, Any]]:
        """What is open, as it is stored."""
        return [{"code": reason.code, "facts": dict(reason.facts)} for reason in self.calendar.open]

    @property
    def _by_rule(self) -> datetime | None:
        """When the protocol lets them go; one that asks nothing of them lets them go at once."""
        if self.calendar.phases or self.calendar.open:
            return self.calendar.due_at
        return self.given.anchors.get(Anchor.SITE_ADMISSION)

    @cached_property
    def dues(self) -> tuple[Due, ...]:
        """What is due until the person is let go; on days by which the authority extended, as before."""
        due = self.calendar.due_at
        if due is None or self.due_at is None:
            return ()
        here = tuple(one for one in self.calendar.dues if one.opens_at < due)
        return here + tuple(_on_days_more(here, due, self.due_at, self.zone))


class Calendars:
    """Calendars at one site by today's protocols and rulings; each different one is worked out once."""

    def __init__(self, site: Site) -> None:
        self._site_id, self._zone = site.id, ZoneInfo(site.timezone)
        self._protocols: dict[str, Protocol] = {}
        self._made: dict[tuple[str, Facts], Calendar] = {}

    def of(self, protocol_id: str, given: GivenFacts) -> Worked:
        """Work out a stay's calendar; refuses a protocol that is not there."""
        rule, facts = self.protocol(protocol_id), given.in_zone(self._zone)
        made = self._made.get((protocol_id, facts)) or calendar(rule, facts)
        self._made[protocol_id, facts] = made
        return Worked(protocol_id, rule.digest, given, self._zone, made)

    def protocol(self, protocol_id: str) -> Protocol:
        """Return a protocol with the rulings of today, read once."""
        if protocol_id not in self._protocols:
            try:
                self._protocols[protocol_id] = protocol(protocol_id, self._site_id)
            except LookupError as error:
                told = gettext_noop("There is no protocol “%(key)s”. Choose another.")
                raise Refusal("no_such_protocol", told, key=protocol_id) from error
        return self._protocols[protocol_id]


def _on_days_more(dues: tuple[Due, ...], due: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Due]:
    """Yield what is due on days by which the authority extended: the temperatures of the last whole day."""
    days: dict[int, list[Due]] = {}
    for one in dues:
        if one.kind is DueKind.TEMPERATURE:
            days.setdefault(one.day, []).append(one)
    if not days:
        return
    last = max(days, key=lambda day: (len(days[day]), day))
    for shift in range(1, (until - due).days + max(days) - last + 2):
        for one in days[last]:
            opens_at, closes_at = (_later(at, shift, zone) for at in (one.opens_at, one.closes_at))
            if due <= opens_at < until:
                yield replace(
                    one, day=one.day + shift, opens_at=opens_at, closes_at=min(closes_at, until),
                    reason=Reason(EXTENDED, {"until": _wall(until, zone)}),
                )  # fmt: skip


def _wall(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment as the protocols' own reasons write it, by the clock on the site's wall."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _later(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the same time of the clock on the site's wall, so many days later."""
    return (at.astimezone(zone) + timedelta(days=days)).astimezone(UTC)
