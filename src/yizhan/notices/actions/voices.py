"""Thanks, banners and the two questions at release."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.matters_thread import party_of
from yizhan.notices.enums import VoiceKind
from yizhan.notices.models import SurveyAnswer, Voice
from yizhan.people.actions.identity import seal_note
from yizhan.people.models import PartyMember

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
FromWhom = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Grade = Annotated[int, Field(ge=1, le=5)]


class VoiceHeard(Outcome):
    """The voice that was written down."""

    site_id: UUID
    voice_id: UUID


@action("notices.say_thanks", needs="")
def say_thanks(
    *, by: Actor, site_id: UUID, voice_id: UUID, words: Words, may_quote: bool = False
) -> VoiceHeard:
    """Write down a party's thanks, sealed; `may_quote` is its own consent to being quoted."""
    if not words:
        raise Refusal("nothing_said", gettext_noop("Write a few words first."))
    party_id = party_of(by, site_id)
    person_id = _first_of(party_id)
    Voice.objects.create(
        id=voice_id, site_id=site_id, kind=VoiceKind.THANKS, at=now(), party_id=party_id,
        sealed_for_id=person_id, sealed=seal_note(person_id, words),
        may_quote_at=now() if may_quote else None,
    )  # fmt: skip
    return VoiceHeard(site_id=site_id, voice_id=voice_id)


@action("notices.write_voice_down", needs="voice.read")
def write_voice_down(
    *, by: Actor, site_id: UUID, voice_id: UUID, kind: VoiceKind, words: Words, from_whom: FromWhom = "",
    may_quote: bool = False,
) -> VoiceHeard:  # fmt: skip
    """Write down thanks or a banner that came by hand, by post or in a chat group."""
    if not words:
        raise Refusal("nothing_said", gettext_noop("Write a few words first."))
    Voice.objects.create(
        id=voice_id, site_id=site_id, kind=kind, at=now(), words=words, from_whom=from_whom,
        written_by_id=by.account_id, may_quote_at=now() if may_quote else None,
    )  # fmt: skip
    return VoiceHeard(site_id=site_id, voice_id=voice_id)


@action("notices.answer_survey", needs="")
def answer_survey(
    *,
    by: Actor,
    site_id: UUID,
    looked_after: Grade,
    answered: Grade,
    words: Words = "",
    may_quote: bool = False,
) -> VoiceHeard:
    """Keep what a party answers to the two questions; said again, the last answer counts."""
    party_id = party_of(by, site_id)
    person_id = _first_of(party_id) if words else None
    row, _ = SurveyAnswer.objects.update_or_create(
        site_id=site_id, party_id=party_id,
        defaults={
            "at": now(), "looked_after": looked_after, "answered": answered, "sealed_for_id": person_id,
            "sealed": seal_note(person_id, words) if person_id else None,
            "may_quote_at": now() if may_quote and words else None,
        },
    )  # fmt: skip
    return VoiceHeard(site_id=site_id, voice_id=row.id)


def _first_of(party_id: UUID) -> UUID:
    members = PartyMember.objects.filter(party_id=party_id).order_by("letter")
    return members.values_list("person_id", flat=True)[0]
