"""Asking: whatever reaches a site, by whatever way, becomes a matter with a name beside it."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.emergencies import raise_emergency
from yizhan.duty.actions.matters_thread import (
    ANSWER,
    Words,
    own_attachment,
    party_of,
    refuse_without,
    sealed_words,
    write_entry,
)
from yizhan.duty.enums import Channel, EntryOf, Urgency
from yizhan.duty.models import Matter
from yizhan.duty.needs import Need, needs, promises, red_need_in
from yizhan.duty.queries.matters_duty import first_asked, on_duty
from yizhan.people.models import PartyMember, PartyToken
from yizhan.places.models import Occupancy, Room, Site

# Ways by which somebody of the site is spoken to in person: who hears it first is responsible.
_IN_PERSON = frozenset({Channel.DOOR, Channel.PHONE, Channel.HOTLINE, Channel.STAFF})


class MatterAsked(Outcome):
    """The matter, who is responsible for it, and the emergency that rings if it is one.

    `red_flag` is the flag of `emergency.yaml` that the words speak of: whoever sees the answer is led to
    the red button.
    """

    site_id: UUID
    matter_id: UUID
    responsible_id: UUID | None
    emergency_id: UUID | None = None
    red_flag: str = ""


@action("duty.ask", needs=ANSWER)
def ask(
    *, by: Actor, site_id: UUID, need: Annotated[str, Field(max_length=30)], words: Words = "",
    urgency: Urgency | Literal[""] = "", channel: Channel = Channel.STAFF, person_id: UUID | None = None,
    party_id: UUID | None = None, room_id: UUID | None = None, attachment_id: UUID | None = None,
    asked_of: UUID | None = None, about: UUID | None = None,
) -> MatterAsked:  # fmt: skip
    """Put what somebody asks for before one named person, who sees it through.

    A resident's own page asks for its own party, whatever is said. With a person, a party or a room the
    others are found. Heard in person, whoever writes it down is responsible, or the one on duty that
    `asked_of` names; else the first role of `needs.yaml` that is on duty. A complaint never goes to the
    account that it is `about`. A need with a red flag rings at once, as the red button does.
    """
    wanted = _need(by, need)
    flag = _flag(wanted, words)
    if by.kind == ActorKind.PARTY:
        channel, party_id = Channel.PAGE, party_of(by, site_id)
    elif by.kind == ActorKind.ACCOUNT:
        refuse_without(by, site_id, ANSWER)
    whom = _whom(site_id, person_id, party_id, room_id)
    soon = Urgency.NOW if flag else Urgency(urgency or wanted.urgency)
    matter = _write(by, site_id, wanted, soon, channel, whom, words, about)
    responsible = _responsible(by, site_id, wanted, channel, asked_of, about)
    Matter.objects.filter(id=matter.id).update(first_asked_id=responsible, responsible_id=responsible)
    write_entry(
        by, matter, EntryOf.ASKED, to_id=responsible,
        attachment_id=own_attachment(by, site_id, attachment_id),
    )  # fmt: skip
    rung = raise_emergency(by=by, site_id=site_id, flag=flag, room_id=whom.room_id) if wanted.red else None
    return MatterAsked(
        site_id=site_id, matter_id=matter.id, responsible_id=responsible, red_flag=flag,
        emergency_id=rung.emergency_id if rung else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Whom:
    """For whom something is asked, where they are, and with whose key the words are sealed."""

    person_id: UUID | None
    party_id: UUID | None
    room_id: UUID | None
    sealed_for: UUID | None


def _need(by: Actor, key: str) -> Need:
    need = needs().get(key)
    if need is None or (need.staff_only and by.kind == ActorKind.PARTY):
        raise Refusal("no_such_need", gettext_noop("This is nothing that can be asked for. Choose again."))
    return need


def _flag(need: Need, words: str) -> str:
    spoken_of = red_need_in(words)
    return need.red or (spoken_of.red if spoken_of else "")


def _whom(site_id: UUID, person_id: UUID | None, party_id: UUID | None, room_id: UUID | None) -> _Whom:
    """Find who and where from what is known: the only party in a room, the room of a person or a party."""
    Site.objects.only("id").get(id=site_id)
    if room_id and not Room.objects.filter(id=room_id, site_id=site_id).exists():
        raise Refusal("no_such_room", gettext_noop("There is no such room at this site. Choose it again."))
    here = Occupancy.objects.filter(ended_at=None, room__site_id=site_id).order_by("started_at", "id")
    if party_id is None and person_id is None and room_id is not None:
        parties = set(here.filter(room_id=room_id).values_list("party_id", flat=True))
        party_id = parties.pop() if len(parties) == 1 else None
    if person_id is not None:
        member = PartyMember.objects.filter(
            person_id=person_id, **({"party_id": party_id} if party_id else {})
        )
        lives = here.filter(person_id=person_id).first()
        if party_id is not None and not member.exists():
            raise Refusal(
                "not_in_party", gettext_noop("This person is not of this party. Choose the person again.")
            )
        party_id = party_id or (lives.party_id if lives else None)
    if room_id is None and (person_id or party_id):
        whose = {"person_id": person_id} if person_id else {"party_id": party_id}
        lives = here.filter(**whose).first()
        room_id = lives.room_id if lives else None
    return _Whom(person_id, party_id, room_id, person_id or _speaker(party_id))


def _speaker(party_id: UUID | None) -> UUID | None:
    """Return who speaks for a party: who holds its phone, else the first of its wristbands."""
    if party_id is None:
        return None
    held = PartyToken.objects.filter(party_id=party_id, holder__isnull=False, revoked_at=None)
    holder = held.order_by("-created_at").values_list("holder_id", flat=True).first()
    members = PartyMember.objects.filter(party_id=party_id).order_by("letter")
    return holder or members.values_list("person_id", flat=True).first()


def _write(
    by: Actor, site_id: UUID, need: Need, urgency: Urgency, channel: Channel, whom: _Whom, words: str,
    about: UUID | None,
) -> Matter:  # fmt: skip
    moment = moment_of(by)
    promise = promises()[urgency]
    return Matter.objects.create(
        id=new_id(), site_id=site_id, kind=need.kind, need=need.key, urgency=urgency, channel=channel,
        record={"code": need.key, "template": "", "facts": {}}, room_id=whom.room_id,
        person_id=whom.person_id, party_id=whom.party_id, sealed_for_id=whom.sealed_for, about_id=about,
        raised_at=moment, raised_by=by.key, waits_since=moment, answer_by=moment + promise.answer,
        due_at=moment + promise.done, **sealed_words(whom.sealed_for, words),
    )  # fmt: skip


def _responsible(
    by: Actor, site_id: UUID, need: Need, channel: Channel, asked_of: UUID | None, about: UUID | None
) -> UUID | None:
    if asked_of is not None:
        if asked_of == about or asked_of not in {one.account_id for one in on_duty(site_id)}:
            raise Refusal(
                "not_on_duty", gettext_noop("This person is not on duty at this site. Choose somebody else.")
            )
        return asked_of
    if by.kind == ActorKind.ACCOUNT and channel in _IN_PERSON and by.account_id != about:
        return by.account_id
    chosen = first_asked(site_id, need.roles, never={about} if about else ())
    return chosen.account_id if chosen else None
