"""Sending a notice, calling it off, telling somebody in person, going on by another way if it is not read."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters_thread import party_of
from yizhan.notices.enums import DeliveryState, Importance, ReadOn, Way, Whom
from yizhan.notices.models import Address, Delivery, Notice, Recipient
from yizhan.notices.queries.audience import audience, reachable
from yizhan.notices.queries.texts import Texts
from yizhan.notices.queries.ways import chat_groups, open_ways, quiet_at
from yizhan.notices.rules import Step, steps_of
from yizhan.notices.templates import blanks_in
from yizhan.people.actions.identity import seal_note
from yizhan.people.models import PartyMember
from yizhan.places.models import Site

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=600)]
AT_ONCE = 500
FOLLOWED_AT_ONCE = 200


class Wording(BaseModel):
    """What a notice says; one language may be left out."""

    model_config = ConfigDict(extra="forbid")

    title_zh: Title = ""
    zh: Text = ""
    title_en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    en: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1200)] = ""


class NoticeSent(Outcome):
    """The notice, to how many it goes, and how many hand-overs that makes at first."""

    site_id: UUID
    notice_id: UUID
    recipients: int
    deliveries: int


class NoticeChanged(Outcome):
    """The notice that was changed, and how many rows with it."""

    site_id: UUID
    notice_id: UUID
    changed: int


class Read(Outcome):
    """How many notices are read now that were not before."""

    recipients: int


class Followed(Outcome):
    """How many unread recipients went on to their next step."""

    recipients: int


@action("notices.send_notice", needs="notice.send", online_only=True)
def send_notice(
    *, by: Actor, site_id: UUID, notice_id: UUID, wording: Wording, whom: Whom, places: Sequence[UUID] = (),
    importance: Importance = Importance.ORDINARY, private: bool = False, groups: Sequence[UUID] = (),
) -> NoticeSent:  # fmt: skip
    """Put a notice on everybody's page at once, and into the outbox for the ways of its first step.

    `groups` are chat groups whose bots say it too. Raises Refusal where nothing is said, a blank was left
    open, nobody would get it, or a group would read what concerns one party alone.
    """
    _check_wording(wording)
    found = audience(site_id, whom, places)
    if not found.recipients:
        raise Refusal(
            "nobody_there", gettext_noop("Nobody would get this notice now. Choose whom it is for.")
        )
    chosen = _groups(site_id, groups, alone=private or whom in (Whom.PARTY, Whom.ACCOUNT))
    notice = _notice(by, site_id, notice_id, wording, whom, places, importance, private=private)
    rows = [Recipient(id=new_id(), notice=notice, party_id=one) for one in found.parties]
    rows += [Recipient(id=new_id(), notice=notice, account_id=one) for one in found.accounts]
    heard = [Recipient(id=new_id(), notice=notice, group=one) for one in chosen]
    deliveries = _step_taken(notice, rows, moment=notice.written_at)
    goes_at = _goes_at(notice)
    deliveries += [_delivery(row, Way(one.way), goes_at) for row, one in zip(heard, chosen, strict=True)]
    Recipient.objects.bulk_create([*rows, *heard], batch_size=AT_ONCE)
    Delivery.objects.bulk_create(deliveries, batch_size=AT_ONCE)
    return NoticeSent(
        site_id=site_id, notice_id=notice_id, recipients=len(rows) + len(heard), deliveries=len(deliveries)
    )


@action("notices.call_off_notice", needs="notice.send", online_only=True)
def call_off_notice(*, by: Actor, site_id: UUID, notice_id: UUID) -> NoticeChanged:
    """Take a notice off every page, and out of the outbox where it has not left the house yet."""
    open_now = Notice.objects.filter(id=notice_id, site_id=site_id, called_off_at=None)
    if not open_now.update(called_off_at=now(), called_off_by_id=by.account_id):
        raise Refusal("called_off", gettext_noop("This notice was called off already."))
    Recipient.objects.filter(notice_id=notice_id).exclude(follow_at=None).update(follow_at=None)
    stopped = Delivery.objects.filter(recipient__notice_id=notice_id, state=DeliveryState.WAITING)
    changed = stopped.update(state=DeliveryState.CALLED_OFF)
    return NoticeChanged(site_id=site_id, notice_id=notice_id, changed=changed)


@action("notices.tell_in_person", needs="matter.answer")
def tell_in_person(*, by: Actor, site_id: UUID, recipient_id: UUID) -> NoticeChanged:
    """Write down that somebody was told at the door or by phone, by whom."""
    row = Recipient.objects.select_for_update().filter(id=recipient_id, notice__site_id=site_id).first()
    if row is None or row.group_id:
        raise Refusal(
            "not_told_here", gettext_noop("This notice did not go to them. Look at the list again.")
        )
    if row.read_at is None:
        row.read_at, row.read_on, row.told_by_id, row.follow_at = now(), ReadOn.TOLD, by.account_id, None
        row.save(update_fields=["read_at", "read_on", "told_by", "follow_at"])
    return NoticeChanged(site_id=site_id, notice_id=row.notice_id, changed=1)


@action("notices.note_read", needs="")
def note_read(*, by: Actor, site_id: UUID, recipient_ids: Sequence[UUID]) -> Read:
    """Note that whoever acts, a party on its page or one of the crew at the desk, sees what was told them.

    What is not theirs is left alone.
    """
    mine = Recipient.objects.filter(id__in=list(recipient_ids), notice__site_id=site_id, read_at=None)
    if by.kind == ActorKind.PARTY:
        mine, on = mine.filter(party_id=party_of(by, site_id)), ReadOn.PAGE
    else:
        mine, on = mine.filter(account_id=by.account_id), ReadOn.DESK
    ids = list(mine.values_list("id", flat=True))
    changed = Recipient.objects.filter(id__in=ids, read_at=None).update(
        read_at=now(), read_on=on, follow_at=None
    )
    return Read(recipients=changed)


@action("notices.follow_up", needs="")
def follow_up(*, by: Actor) -> Followed:
    """Go on to the next step for some who have not read and whose time has come; at most 200 at once."""
    moment = now()
    due = Recipient.objects.filter(follow_at__lte=moment, read_at=None).select_related("notice__site")
    rows = list(
        due.select_for_update(of=("self",), skip_locked=True).order_by("follow_at")[:FOLLOWED_AT_ONCE]
    )
    by_notice: dict[tuple[UUID, int], list[Recipient]] = {}
    for row in rows:
        by_notice.setdefault((row.notice_id, row.step), []).append(row)
    for together in by_notice.values():
        deliveries = _step_taken(together[0].notice, together, moment=moment)
        Delivery.objects.bulk_create(deliveries, batch_size=AT_ONCE, ignore_conflicts=True)
    Recipient.objects.bulk_update(rows, ["step", "follow_at", "in_person_at"], batch_size=AT_ONCE)
    return Followed(recipients=len(rows))


def _step_taken(notice: Notice, rows: Sequence[Recipient], *, moment: datetime) -> list[Delivery]:
    """Take the step that these recipients, all at the same, come to; return what is to leave the house."""
    steps = steps_of(Importance(notice.importance))
    at = rows[0].step if rows else 0
    if at >= len(steps):
        for row in rows:
            row.follow_at = None
        return []
    step, goes_at = steps[at], _goes_at(notice, moment)
    made = [_delivery(row, way, goes_at) for row, way in _reached(step, rows)]
    follow_at = _follows_at(notice, steps[at + 1], moment) if at + 1 < len(steps) else None
    for row in rows:
        row.step, row.follow_at = at + 1, follow_at
        row.in_person_at = goes_at if step.in_person else row.in_person_at
    return made


def _reached(step: Step, rows: Iterable[Recipient]) -> Iterable[tuple[Recipient, Way]]:
    known = list(rows)
    parties = [row.party_id for row in known if row.party_id]
    accounts = [row.account_id for row in known if row.account_id]
    ways = open_ways()
    for way in step.ways:
        there = reachable(way, parties=parties, accounts=accounts) if way in ways else set()
        yield from ((row, way) for row in known if (row.party_id or row.account_id) in there)


def _follows_at(notice: Notice, following: Step, moment: datetime) -> datetime:
    return max(moment, _goes_at(notice, _goes_at(notice) + following.after))


def _goes_at(notice: Notice, moment: datetime | None = None) -> datetime:
    at = moment or notice.written_at
    if notice.importance == Importance.URGENT:
        return at
    return quiet_at(notice.site_id).ends(at, notice.site.timezone)


def _delivery(row: Recipient, way: Way, goes_at: datetime) -> Delivery:
    return Delivery(id=new_id(), recipient=row, way=way, made_at=now(), next_try_at=goes_at)


def _groups(site_id: UUID, groups: Sequence[UUID], *, alone: bool) -> list[Address]:
    if groups and alone:
        raise Refusal(
            "not_for_a_group",
            gettext_noop("What concerns one party or is private never goes into a chat group."),
        )
    return [one for one in chat_groups(site_id) if one.id in set(groups)]


def _check_wording(wording: Wording) -> None:
    said = wording.model_dump()
    if not (wording.zh or wording.en):
        raise Refusal("nothing_said", gettext_noop("Write what people are told, in one language at least."))
    if not (wording.title_zh or wording.title_en):
        raise Refusal("no_title", gettext_noop("Give the notice a title of a few words."))
    if open_blanks := blanks_in(*said.values()):
        raise Refusal(
            "blank_left",
            gettext_noop("Fill in {%(blank)s} before you send it."),
            blank="}, {".join(open_blanks),
        )


def _notice(
    by: Actor, site_id: UUID, notice_id: UUID, wording: Wording, whom: Whom, places: Sequence[UUID],
    importance: Importance, *, private: bool,
) -> Notice:  # fmt: skip
    notice = Notice(
        id=notice_id, site=Site.objects.get(id=site_id), whom=whom, places=[str(one) for one in places],
        importance=importance, private=private or whom == Whom.PARTY, written_at=now(),
        written_by_id=by.id if by.kind == ActorKind.ACCOUNT else None,
    )  # fmt: skip
    texts = Texts(**wording.model_dump())
    if whom == Whom.PARTY:
        person_id = (
            PartyMember.objects.filter(party_id=places[0]).order_by("letter").values_list("person_id")[0][0]
        )
        notice.sealed_for_id, notice.sealed = person_id, seal_note(person_id, json.dumps(asdict(texts)))
    else:
        notice.title_zh, notice.zh, notice.title_en, notice.en = (
            texts.title_zh,
            texts.zh,
            texts.title_en,
            texts.en,
        )
    notice.save(force_insert=True)
    return notice
