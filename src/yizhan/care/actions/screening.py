"""Questionnaires: voluntary, offered only while somebody is on call, and never a diagnosis."""

import json
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.care.actions.crisis import open_thread
from yizhan.care.actions.medicines import refuse_other_party
from yizhan.care.actions.register import lock_person, sealed_or_none
from yizhan.care.actions.thread import PROTECTED, Words, needs_words
from yizhan.care.enums import Instrument, NextStep, ThreadKind
from yizhan.care.instruments import HIGHEST, questionnaires
from yizhan.care.models import Screening, ScreeningFollowed
from yizhan.care.queries.on_call import on_call_at
from yizhan.care.queries.place import is_known_at, room_now
from yizhan.care.rules import care_rules
from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.emergencies import raise_emergency
from yizhan.people.actions.identity import seal_note

Answers = Annotated[
    dict[Annotated[str, Field(max_length=20)], Annotated[int, Field(ge=0, le=HIGHEST)]],
    Field(max_length=20),
]


class Screened(Outcome):
    """The questionnaire that was kept. What was answered, and what follows, stand in no receipt."""

    site_id: UUID
    screening_id: UUID


@action("care.screen", needs=PROTECTED, online_only=True)
def screen(
    *, by: Actor, site_id: UUID, person_id: UUID, instrument: Instrument, answers: Answers,
    wants: bool = False,
) -> Screened:  # fmt: skip
    """Keep what somebody answered when they were asked; `wants` says that they know it is voluntary."""
    return _screened(by, site_id, person_id, instrument, answers, wants=wants)


@action("care.screen_self", needs="", online_only=True)
def screen_self(
    *, by: Actor, site_id: UUID, person_id: UUID, instrument: Instrument, answers: Answers,
    wants: bool = False,
) -> Screened:  # fmt: skip
    """Keep what somebody answered on their own page."""
    refuse_other_party(by, site_id, person_id)
    return _screened(by, site_id, person_id, instrument, answers, wants=wants)


class Followed(Outcome):
    """The questionnaire that was followed."""

    site_id: UUID
    screening_id: UUID


@action("care.follow_screening", needs=PROTECTED, online_only=True)
def follow_screening(*, by: Actor, site_id: UUID, screening_id: UUID, words: Words) -> Followed:
    """Say that what a questionnaire led to was done, and how it went."""
    needs_words(words)
    rows = Screening.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(id=screening_id, site_id=site_id).first()
    if found is None or ScreeningFollowed.objects.filter(screening=found).exists():
        refusal = gettext_noop("This was followed already. Look at the list again.")
        raise Refusal("followed_already", refusal)
    ScreeningFollowed.objects.create(
        screening=found, at=now(), account_id=by.account_id, words=sealed_or_none(found.person_id, words)
    )
    return Followed(site_id=site_id, screening_id=screening_id)


def _screened(
    by: Actor, site_id: UUID, person_id: UUID, instrument: Instrument, answers: Answers, *, wants: bool
) -> Screened:
    if not wants:
        words = gettext_noop("Nobody has to answer. Say first that it was explained and is wanted.")
        raise Refusal("not_wanted", words)
    if not on_call_at(site_id):
        words = gettext_noop("Nobody is on call. Questions are asked only while somebody can come.")
        raise Refusal("nobody_on_call", words)
    person_id = lock_person(person_id)
    if not is_known_at(site_id, person_id):
        raise Refusal(
            "not_here", gettext_noop("This person is not known at this site. Give them a room first.")
        )
    asked = questionnaires()[instrument]
    if answers.keys() != {key for key, _ in asked.items}:
        raise Refusal("not_all_answered", gettext_noop("Answer every question, or leave it all."))
    step = asked.next_step(answers)
    kept = Screening.objects.create(
        id=new_id(), site_id=site_id, person_id=person_id, instrument=instrument, next_step=step, at=now(),
        sealed=seal_note(person_id, json.dumps(answers)), by=by.key,
        account_id=by.id if by.kind == ActorKind.ACCOUNT else None,
    )  # fmt: skip
    if step == NextStep.NOW:
        _ring(by, site_id, person_id)
    return Screened(site_id=site_id, screening_id=kept.id)


def _ring(by: Actor, site_id: UUID, person_id: UUID) -> None:
    """Bring somebody at once: a thread whose first look-in is due now, and the red button that says where."""
    open_thread(
        by=by, site_id=site_id, person_id=person_id, words="", minutes=care_rules().first_minutes,
        next_look_at=now(), kind=ThreadKind.SCREENED,
    )  # fmt: skip
    room = room_now(site_id, person_id)
    raise_emergency(by=by, site_id=site_id, room_id=room.id if room else None)
