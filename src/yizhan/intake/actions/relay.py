"""Entering what was called in by radio or written on a sheet: the same actions that phones use.

Whoever enters it is the actor; whoever saw it is the counter, and their authority is judged as of the
moment when they saw it, which the tap carries.
"""

import json
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters import raise_matter
from yizhan.duty.models import Matter
from yizhan.health.actions.care import flag_care, unflag_care
from yizhan.health.actions.temperature import withdraw_reading
from yizhan.intake.actions.counting import (
    Wave,
    check_room,
    close_round,
    count_party,
    strike_if_unseen,
    take_temperature,
    undo_count,
)
from yizhan.intake.models import CountClosed, HeadcountMark, RelayedLine
from yizhan.intake.queries.relayed import check_caller, room_named, sheet_name, stays_meant
from yizhan.intake.radio import Found, Line, PartyOff, Rooming, RoomLooked, RoundDone, Temperature, parse
from yizhan.stays.actions.corrections import correct_entry
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.actions.map import touch_persons
from yizhan.stays.actions.rooming import room_party
from yizhan.stays.enums import EntryKind
from yizhan.stays.models import JournalEntry, Stay
from yizhan.stays.rules import RoomShare


class LineEntered(Outcome):
    """The line, whose id is the command's."""

    site_id: UUID
    line_id: UUID


@action("intake.relay_line", needs="line.relay", online_only=True)
def relay_line(
    *, by: Actor, site_id: UUID, batch_id: UUID, line: Annotated[str, Field(max_length=400)], caller_id: UUID,
    wave: Wave | None = None, sheet_id: UUID | None = None,
    row: Annotated[int, Field(ge=1, le=32000)] | None = None,
) -> LineEntered:  # fmt: skip
    """Enter one line in the name of `caller_id`, who saw it at the moment of the tap.

    `wave` is the one that stands on the page or sheet where the line names none. Refused as the
    phones' own action would be, and where the caller was not posted for it.
    """
    lock_journal(site_id)
    said = parse(line)
    check_caller(site_id, said, caller_id, moment_of(by))
    _perform(by, site_id, batch_id, said, wave)
    # The figures are the counter's, whose independence is what a second count is worth.
    HeadcountMark.objects.filter(id=by.command_id).update(counted_by_id=caller_id)
    CountClosed.objects.filter(id=by.command_id).update(closed_by_id=caller_id)
    entered = RelayedLine.objects.create(
        id=by.command_id, site_id=site_id, batch_id=batch_id, line=said.text, caller_id=caller_id,
        called_at=moment_of(by), sheet_id=sheet_id, row=row, entered_at=now(), entered_by_id=by.account_id,
    )  # fmt: skip
    _compare_sheets(by, entered, said)
    return LineEntered(site_id=site_id, line_id=entered.id)


@action("intake.take_line_back", needs="line.relay", online_only=True)
def take_line_back(*, by: Actor, site_id: UUID, line_id: UUID) -> LineEntered:
    """Take back a line that was entered wrongly; only whoever entered it can, and it stays on record."""
    lock_journal(site_id)
    entered = RelayedLine.objects.filter(
        id=line_id, site_id=site_id, entered_by_id=by.account_id, taken_back_at=None
    ).first()
    if entered is None:
        raise Refusal("no_such_line", gettext_noop("This line was taken back already, or is not yours."))
    _undo(by, entered, parse(entered.line))
    RelayedLine.objects.filter(id=line_id).update(taken_back_at=now(), taken_back_by_id=by.account_id)
    return LineEntered(site_id=site_id, line_id=line_id)


def _perform(by: Actor, site_id: UUID, batch_id: UUID, said: Line, wave: int | None) -> None:
    match said:
        case PartyOff():
            count_party(by=by, site_id=site_id, batch_id=batch_id, number=said.number, make_up=said.make_up,
                        wave=said.wave or wave or 1)  # fmt: skip
        case Temperature():
            take_temperature(by=by, site_id=site_id, batch_id=batch_id, number=said.number,
                             letter=said.letter, value_c=said.value_c, method=said.method,
                             device=said.device, at_rest=said.at_rest)  # fmt: skip
        case RoomLooked():
            room = room_named(site_id, said.room)
            check_room(by=by, site_id=site_id, batch_id=batch_id, room_id=room.id, people=said.people)
        case Rooming():
            stays = stays_meant(site_id, said.number, said.letters)
            share = RoomShare(room_id=room_named(site_id, said.room).id, letters=said.letters)
            room_party(by=by, site_id=site_id, party_id=stays[0].party_id, rooms=(share,), reason=said.reason)
        case Found():
            _flag(by, site_id, said)
        case RoundDone():
            close_round(by=by, site_id=site_id, batch_id=batch_id, round=said.round, people=said.people)


def _flag(by: Actor, site_id: UUID, said: Found) -> None:
    stay, person_id = _whose(site_id, said)
    flag_care(
        by=by, site_id=site_id, party_id=stay.party_id, person_id=person_id, kind=said.kind, weeks=said.weeks
    )
    touch_persons(site_id, [stay.person_id])


def _whose(site_id: UUID, said: Found) -> tuple[Stay, UUID | None]:
    """Return a stay of the party, and the person if they are told apart."""
    stays = stays_meant(site_id, said.number, (said.letter,) if said.letter else ())
    return stays[0], stays[0].person_id if said.letter or len(stays) == 1 else None


def _undo(by: Actor, entered: RelayedLine, said: Line) -> None:
    match said:
        case PartyOff():
            undo_count(by=by, site_id=entered.site_id, mark_id=entered.id)
        case Temperature():
            _withdraw_temperature(by, entered)
        case RoomLooked():
            HeadcountMark.objects.filter(id=entered.id).update(withdrawn_at=now())
        case Rooming():
            _unroom(by, entered, said)
        case Found():
            stay, person_id = _whose(entered.site_id, said)
            unflag_care(party_id=stay.party_id, person_id=person_id, kind=said.kind)
            touch_persons(entered.site_id, [stay.person_id])
        case RoundDone():
            raise Refusal(
                "say_again",
                gettext_noop(
                    "A round that is over stays over. Enter its right figure: it replaces this one."
                ),
            )


def _withdraw_temperature(by: Actor, entered: RelayedLine) -> None:
    mark = HeadcountMark.objects.select_related("stay__person").get(id=entered.id)
    HeadcountMark.objects.filter(id=mark.id).update(withdrawn_at=now())
    if mark.stay is not None:
        withdraw_reading(by=by, site_id=entered.site_id, reading_id=mark.id, tag=mark.stay.tag)
        strike_if_unseen(mark.stay, by=by)
        touch_persons(entered.site_id, [mark.stay.person_id])


def _unroom(by: Actor, entered: RelayedLine, said: Rooming) -> None:
    recent = JournalEntry.objects.filter(
        site_id=entered.site_id, kind=EntryKind.ROOMED, at__lte=entered.entered_at
    ).order_by("-sequence")
    for entry in recent.iterator(200):
        if json.loads(bytes(entry.body))["command"] == str(entered.id):
            correct_entry(by=by, site_id=entered.site_id, sequence=entry.sequence, room_id=None,
                          letters=said.letters, reason=entered.line)  # fmt: skip
            return


def _compare_sheets(by: Actor, entered: RelayedLine, said: Line) -> None:
    """Make a matter of two sheets that say different things of one room, or of one minute's reading."""
    if entered.sheet is None:
        return
    others = RelayedLine.objects.filter(
        batch_id=entered.batch_id, sheet__kind=entered.sheet.kind, taken_back_at=None,
        line__startswith=entered.line.split(" ")[0] + " ",
    ).exclude(sheet=entered.sheet)  # fmt: skip
    if isinstance(said, Temperature):
        others = others.filter(called_at=entered.called_at)
    elif not isinstance(said, RoomLooked):
        return
    other = others.exclude(line=entered.line).select_related("sheet").first()
    if other is None or other.sheet is None:
        return
    raise_matter(
        by=by, site_id=entered.site_id, kind=Matter.Kind.SYNC_CONFLICT, subject_id=entered.id,
        code="sheets_differ",
        template=gettext_noop(
            "Sheets %(one)s and %(other)s differ: “%(line)s” and “%(other_line)s”. Look, and say which holds."
        ),
        one=sheet_name(entered.sheet.kind, entered.sheet.number), line=entered.line,
        other=sheet_name(other.sheet.kind, other.sheet.number), other_line=other.line,
    )  # fmt: skip
