"""What a line called in means at this site, who could have seen it, and what was entered lately."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop

from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.models import Posting
from yizhan.duty.queries.postings import capabilities_of
from yizhan.duty.rules import Role, roles
from yizhan.health.rules import temperature_rules
from yizhan.intake.enums import SheetKind
from yizhan.intake.models import BandRoll, Batch, RelayedLine, TallySheet
from yizhan.intake.radio import Found, Line, PartyOff, Rooming, RoomLooked, RoundDone, Temperature
from yizhan.places.models import Occupancy, Room
from yizhan.stays.models import Stay
from yizhan.stays.rules import format_tag

# The capability that whoever saw it must have had when they saw it.
NEEDS: Mapping[type[Line], str] = {
    PartyOff: "count.off_bus",
    Temperature: "count.temperature",
    Rooming: "room.assign",
    RoomLooked: "count.room",
    Found: "count.room",
    RoundDone: "count.close",
}
SHEET_LETTERS = {
    SheetKind.OFF_BUS: "B",
    SheetKind.TEMPERATURE: "T",
    SheetKind.ROOMING: "P",
    SheetKind.ROOM_CHECK: "R",
}
SHEET_LINES: Mapping[SheetKind, type[Line]] = {
    SheetKind.OFF_BUS: PartyOff,
    SheetKind.TEMPERATURE: Temperature,
    SheetKind.ROOMING: Rooming,
    SheetKind.ROOM_CHECK: RoomLooked,
}
OLDEST = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody of the crew who may call in, with the roles that say what."""

    id: UUID
    name: str
    roles: tuple[Role, ...]

    @property
    def can(self) -> frozenset[str]:
        """Everything that their roles allow."""
        return frozenset().union(*(role.can for role in self.roles))


@dataclass(frozen=True, slots=True)
class Heard:
    """A line with what this site knows: the room that it names or where the person is, and fever."""

    line: Line
    room: str
    fever: bool


def callers_of(site_id: UUID, since: datetime) -> list[Caller]:
    """Return who of the crew was posted here since then and may count, room or close; one query."""
    posted = Posting.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=since), site_id=site_id, starts_at__lte=now(), account__is_active=True
    )
    found: dict[UUID, tuple[str, list[Role]]] = {}
    order = {key: place for place, key in enumerate(roles())}
    for posting in posted.select_related("account"):
        if posting.role in order:
            found.setdefault(posting.account_id, (posting.account.display_name, []))[1].append(
                roles()[posting.role]
            )
    callers = [Caller(account_id, name, tuple(held)) for account_id, (name, held) in found.items()]
    able = [caller for caller in callers if caller.can & set(NEEDS.values())]
    return sorted(able, key=lambda caller: (order[caller.roles[0].key], caller.name))


def hear(site_id: UUID, line: Line, caller_id: UUID, called_at: datetime) -> Heard:
    """Say what a line means here; raises Refusal where it cannot be right. At most six queries."""
    check_caller(site_id, line, caller_id, called_at)
    if isinstance(line, RoomLooked):
        return Heard(line, room_named(site_id, line.room).name, fever=False)
    if isinstance(line, RoundDone):
        return Heard(line, "", fever=False)
    check_band(site_id, line.number)
    if isinstance(line, Rooming):
        stays_meant(site_id, line.number, line.letters)
        return Heard(line, room_named(site_id, line.room).name, fever=False)
    if isinstance(line, Found):
        stays_meant(site_id, line.number, (line.letter,) if line.letter else ())
    room = _room_now(site_id, line)
    if isinstance(line, Temperature):
        return Heard(line, room, fever=_is_fever(line))
    return Heard(line, room, fever=False)


def check_caller(site_id: UUID, line: Line, caller_id: UUID, called_at: datetime) -> None:
    """Refuse what its caller had no authority for when they saw it, or what nobody can have seen."""
    if not now() - OLDEST <= called_at <= now() + timedelta(minutes=2):
        raise Refusal(
            "called_when", gettext_noop("This time is still to come, or long past. Say when it was seen.")
        )
    # A page and a sheet know minutes: whoever was posted within this one may have seen it.
    within = min(called_at + timedelta(seconds=59), now())
    needs = NEEDS[type(line)]
    if not any(needs in capabilities_of(caller_id, site_id, moment) for moment in (called_at, within)):
        raise Refusal(
            "caller_not_posted",
            gettext_noop("Whoever called this in was not posted for it at that time. Choose who saw it."),
        )


def check_band(site_id: UUID, number: int) -> None:
    """Refuse a wristband that no roll here has."""
    if not BandRoll.objects.filter(site_id=site_id, first__lte=number, last__gte=number).exists():
        raise Refusal(
            "unknown_band",
            gettext_noop("No roll of wristbands here has number %(tag)s. Read it again."),
            tag=format_tag(number),
        )


def room_named(site_id: UUID, name: str) -> Room:
    """Return a room by the name on its door, in whatever capitals."""
    room = Room.objects.filter(site_id=site_id, name__iexact=name).first()
    if room is None:
        raise Refusal(
            "no_room_named",
            gettext_noop("There is no room %(room)s here. Ask for the number again."),
            room=name,
        )
    return room


def stays_meant(site_id: UUID, number: int, letters: Iterable[str] = ()) -> list[Stay]:
    """Return the people under a number, or those with these letters; refused when one is missing."""
    worn = {stay.band_letter: stay for stay in Stay.objects.filter(
        site_id=site_id, band_number=number, ended_at=None
    )}  # fmt: skip
    wanted = list(letters) or list(worn)
    missing = [letter for letter in wanted if letter not in worn]
    if missing or not worn:
        raise Refusal(
            "nobody_wears",
            gettext_noop("Nobody has been counted with %(tag)s yet. Count them off the bus first."),
            tag=format_tag(number, missing[0] if missing else ""),
        )
    return [worn[letter] for letter in wanted]


def sheet_name(kind: SheetKind | str, number: int) -> str:
    """Return what is printed in the corner of a sheet: T-03."""
    return f"{SHEET_LETTERS[SheetKind(kind)]}-{number:02d}"


def sheet_of(batch: Batch, kind: SheetKind, number: int) -> TallySheet | None:
    """Return a sheet that was keyed before."""
    return TallySheet.objects.filter(batch=batch, kind=kind, number=number).select_related("keyed_by").first()


def latest_lines(site_id: UUID, account_id: UUID, most: int = 12) -> list[RelayedLine]:
    """Return the lines that an account entered last, the newest first; one query."""
    entered = RelayedLine.objects.filter(site_id=site_id, entered_by_id=account_id)
    return list(entered.select_related("caller", "sheet")[:most])


def sheets_keyed(batch: Batch) -> list[TallySheet]:
    """Return the sheets of a batch that were keyed, by kind and number; one query."""
    return list(TallySheet.objects.filter(batch=batch).select_related("writer").order_by("kind", "number"))


def _room_now(site_id: UUID, line: PartyOff | Temperature | Found) -> str:
    letter = "" if isinstance(line, PartyOff) else line.letter
    stays = Stay.objects.filter(site_id=site_id, band_number=line.number, ended_at=None)
    people = (stays.filter(band_letter=letter) if letter else stays).values("person_id")
    names = Occupancy.objects.filter(person_id__in=people, ended_at=None).values_list("room__name", flat=True)
    return ", ".join(sorted(set(names)))


def _is_fever(line: Temperature) -> bool:
    rules = temperature_rules()
    if not rules.lowest_c <= line.value_c <= rules.highest_c:
        raise Refusal(
            "implausible_temperature", gettext_noop("%(tag)s: %(value)s °C cannot be right. Measure again."),
            tag=format_tag(line.number, line.letter), value=line.value_c,
        )  # fmt: skip
    return line.value_c >= rules.fever_c
