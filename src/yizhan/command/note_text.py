"""The day's working note as it is drafted from what happened: short lines under headings, in one language.

Figures, times, rooms, wristbands and names of the crew; never a resident's name. What was typed
freely about an announcement or a difference stays out, since names may stand in it.
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from yizhan.command.queries.day import BatchDay, Day
from yizhan.duty.models import EmergencyEntry, Matter
from yizhan.duty.queries.emergencies import Emergency
from yizhan.intake.enums import Certainty, CountRound
from yizhan.places.models import Entrance, Site
from yizhan.stays.enums import EntryKind
from yizhan.stays.queries.entries import JournalLine

LOCALES = {"zh": "zh-hans", "en": "en"}


def draft(day: Day, language: str) -> str:
    """Return the draft in "zh" or "en"."""
    with override(LOCALES[language]):
        return "\n".join(_lines(day)).strip() + "\n"


def title(site: Site, day: date) -> str:
    """Return the heading of a day's note in the active language."""
    return _("Working note · %(site)s · %(day)s") % {"site": _called(site), "day": day.isoformat()}


def _lines(day: Day) -> Iterator[str]:
    yield _("1. Arrivals")
    for batch in day.batches:
        yield from _arrival(day.site, batch)
    if not day.batches:
        yield "- " + _("Nobody was announced and nobody came.")
    yield _("2. Rooms and names")
    facts = {"roomed": day.roomed, "inside": day.in_rooms, "registered": day.registered}
    yield "- " + _("%(roomed)s people got a room; at the end of the day %(inside)s were in rooms.") % facts
    yield "- " + _("%(registered)s people registered.") % facts
    yield from _changed(day)
    yield _("3. Health")
    health = {"readings": day.readings, "fevers": day.fevers}
    yield "- " + _("%(readings)s temperatures taken; %(fevers)s fever cases opened.") % health
    yield _("4. Emergencies")
    yield from (_emergency(day.site, one) for one in day.emergencies)
    if not day.emergencies:
        yield "- " + _("None.")
    yield _("5. Notices served")
    papers = {"handed": day.handed, "refused": day.refused, "owed": day.papers.count()}
    yield (
        "- "
        + _("Handed over to %(handed)s people, refused by %(refused)s; %(owed)s not served yet.") % papers
    )
    yield from _faults(day)
    yield _("7. Decisions that broke a rule of rooming")
    yield from (_decision(day.site, line) for line in day.decisions)
    if not day.decisions:
        yield "- " + _("None.")
    yield _("8. Remarks and what is to be done tomorrow")
    yield "- "


def _arrival(site: Site, one: BatchDay) -> Iterator[str]:
    head = {"number": one.batch.number, "words": len(one.revisions)}
    yield "- " + _("Batch %(number)s: %(words)s words came in.") % head
    for revision in one.revisions:
        eta = _clock(site, revision.eta) if revision.eta else "?"
        number = "?" if revision.expected is None else str(revision.expected)
        told = {"at": _clock(site, revision.announced_at), "people": number, "eta": eta}
        yield "  " + _("%(at)s: %(people)s people (%(sure)s), arriving %(eta)s") % {
            **told, "sure": str(Certainty(revision.certainty).label).lower(),
        }  # fmt: skip
    for conflict in one.conflicts:
        name = conflict.vehicle.plate or str(conflict.vehicle.position)
        facts = {
            "vehicle": name,
            "entrance": _called(conflict.entrance),
            "missing": conflict.missing_m.normalize(),
        }
        yield "  " + _("%(vehicle)s does not fit at %(entrance)s: %(missing)s m are missing.") % facts
    yield "  " + _counted(site, one)
    if one.counts.settled_differences or one.counts.open_count:
        yield "  " + _("Differences: %(settled)s settled by name, %(open)s open.") % {
            "settled": one.counts.settled_differences, "open": one.counts.open_count,
        }  # fmt: skip


def _counted(site: Site, one: BatchDay) -> str:
    closed = {closing.round: closing for closing in one.closings}
    rounds = []
    for round_ in CountRound:
        figure = f"{round_.label} {one.counts.raw[round_]}→{one.counts.settled[round_]}"
        if round_ in closed:
            end = closed[round_]
            figure += f" ({_clock(site, end.closed_at)} {end.closed_by.display_name})"
        rounds.append(figure)
    facts = {"rounds": "; ".join(rounds), "adults": one.counts.adults, "children": one.counts.children}
    return _("Counted (raw→settled): %(rounds)s. Adults %(adults)s, children %(children)s.") % facts


def _changed(day: Day) -> Iterator[str]:
    words = {
        EntryKind.MOVED: _("moved: %(count)s"),
        EntryKind.CORRECTED: _("corrections of the journal: %(count)s"),
        EntryKind.VOIDED: _("struck out: %(count)s"),
    }
    said = [word % {"count": day.changes[kind]} for kind, word in words.items() if day.changes.get(kind)]
    if said:
        yield "- " + "; ".join(said)
    if day.settled:
        who = ", ".join(f"{name} {count}" for name, count in day.settled.items())
        yield "- " + _("Differences were settled by: %(who)s") % {"who": who}


def _emergency(site: Site, one: Emergency) -> str:
    kind = EmergencyEntry.Kind
    parts = [
        _clock(site, one.matter.raised_at),
        one.place or _("place not said"),
        one.flag.name(get_language() or "") if one.flag else _("not said what"),
    ]
    if going := one.names(kind.GOING):
        parts.append(_("went there: %(names)s") % {"names": ", ".join(going)})
    for step, word in (
        (kind.CALLED, _("ambulance called %(at)s")),
        (kind.ARRIVED, _("ambulance there %(at)s")),
        (kind.HANDED_OVER, _("handed over %(at)s")),
    ):
        if moment := one.first(step):
            parts.append(word % {"at": _clock(site, moment)})
    if one.matter.settled_at and one.matter.settled_by:
        facts = {"at": _clock(site, one.matter.settled_at), "who": one.matter.settled_by.display_name}
        parts.append(_("ended %(at)s by %(who)s") % facts + f": {one.matter.settlement}")
    else:
        parts.append(_("still open"))
    return "- " + " · ".join(parts)


def _faults(day: Day) -> Iterator[str]:
    yield _("6. Faults and open matters")
    late = day.late_steps
    steps = {"all": len(day.steps), "late": len(late)}
    yield "- " + _("Countdown: %(all)s steps, %(late)s of them late or not done.") % steps
    kinds = {
        Matter.Kind.SYNC_CONFLICT: _("contradictions from phones"), Matter.Kind.LOOK_IN: _("look-ins"),
        Matter.Kind.GUARDIAN_CALL: _("calls to guardians"), Matter.Kind.FEVER: _("fevers"),
        Matter.Kind.POSITIVE: _("positive results"),
        Matter.Kind.HAND_OVER: _("hand-overs to communities"),
    }  # fmt: skip
    for kind, word in kinds.items():
        raised, still_open = day.matters.get(kind, (0, 0))
        if raised:
            facts = {"what": word, "raised": raised, "open": still_open}
            yield "- " + _("%(what)s: %(raised)s raised, %(open)s still open") % facts


def _decision(site: Site, line: JournalLine) -> str:
    rooms = ", ".join(placed.room for placed in line.placed if placed.room)
    broken = ", ".join(line.broken)
    return f"- {_clock(site, line.at)} · {line.tag} → {rooms} · {broken} · {line.decided_by}"


def _called(place: Site | Entrance) -> str:
    english = (get_language() or "").startswith("en")
    return place.name_en if english and place.name_en else place.name


def _clock(site: Site, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(site.timezone)):%H:%M}"
