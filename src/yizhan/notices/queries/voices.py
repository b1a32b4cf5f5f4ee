"""What people said of a site: counted for everybody who may read it, quoted only where they agreed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet

from yizhan.core import keys
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.duty.models import Matter
from yizhan.notices.enums import VoiceKind
from yizhan.notices.models import SurveyAnswer, Voice
from yizhan.notices.templates import survey
from yizhan.people.models import PersonKey

COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class SurveyFigures:
    """How many answered, and the mean of each question from 1 to 5; no mean before enough have answered."""

    answers: int
    looked_after: float | None
    answered: float | None


@dataclass(frozen=True, slots=True)
class Voices:
    """Counts of everything that was said."""

    thanks: int
    banners: int
    complaints: int
    complaints_open: int
    survey: SurveyFigures


@dataclass(frozen=True, slots=True)
class Said:
    """Words of somebody; `may_quote` if they agreed, and only then they go any further."""

    kind: str
    at: datetime
    words: str
    from_whom: str
    may_quote: bool


def voices_at(site_id: UUID, *, without: UUID) -> Voices:
    """Return how much was said of a site; complaints about the account `without` are not counted; three
    queries.
    """
    said = dict(Voice.objects.filter(site_id=site_id).values_list("kind").annotate(Count("id")).order_by())
    known = Matter.objects.filter(site_id=site_id, kind=COMPLAINT).exclude(about_id=without)
    complaints = known.aggregate(n=Count("id"), open=Count("id", filter=Q(settled_at=None)))
    return Voices(
        said.get(VoiceKind.THANKS, 0), said.get(VoiceKind.BANNER, 0), complaints["n"], complaints["open"],
        survey_figures(site_id),
    )  # fmt: skip


def survey_figures(site_id: UUID) -> SurveyFigures:
    """Return what those who left answered; one query."""
    found = SurveyAnswer.objects.filter(site_id=site_id).aggregate(
        n=Count("id"), looked=Avg("looked_after"), told=Avg("answered")
    )
    enough = found["n"] >= survey().shown_from
    return SurveyFigures(
        found["n"], round(found["looked"], 1) if enough else None, round(found["told"], 1) if enough else None
    )


def everything_said(site_id: UUID, text: str = "", parties: Collection[UUID] = ()) -> QuerySet[Voice, Any]:
    """Return the ids and times of all that was said in words, the latest first; to be opened page by page.

    With a text only what one of these parties said, and what was written down by hand and holds it: what
    people wrote themselves is sealed, and is found by who they are.
    """
    voices, answers = Voice.objects.filter(site_id=site_id), SurveyAnswer.objects.filter(site_id=site_id)
    if text:
        theirs = Q(party_id__in=parties)
        voices = voices.filter(theirs | Q(words__icontains=text) | Q(from_whom__icontains=text))
        answers = answers.filter(theirs)
    said = answers.exclude(sealed=None).order_by().values_list("id", "at")
    return voices.order_by().values_list("id", "at").union(said, all=True).order_by("-at", "id")


def words_said(site_id: UUID, ids: Sequence[UUID], *, by: Actor) -> list[Said]:
    """Return these words of thanks, banners and surveys, the latest first; three queries, and the reading is
    audited. What erased people said is left out.
    """
    voices = list(Voice.objects.filter(site_id=site_id, id__in=ids))
    answers = list(SurveyAnswer.objects.filter(site_id=site_id, id__in=ids))
    opened = _opened([*voices, *answers])
    record_audit(by, "notices.read_voices", site_id=site_id, voices=len(opened))
    said = [
        Said(one.kind, one.at, opened.get(one.id, one.words), one.from_whom, one.may_quote_at is not None)
        for one in voices
    ]
    said += [
        Said("survey", one.at, opened.get(one.id, ""), "", one.may_quote_at is not None) for one in answers
    ]
    return sorted((one for one in said if one.words), key=lambda one: one.at, reverse=True)


def quotable(said: Sequence[Said]) -> list[Said]:
    """Return what may be shown outside, without who said it."""
    return [Said(one.kind, one.at, one.words, "", may_quote=True) for one in said if one.may_quote]


def own_answer(site_id: UUID, party_id: UUID) -> SurveyAnswer | None:
    """Return what a party has answered."""
    return SurveyAnswer.objects.filter(site_id=site_id, party_id=party_id).first()


def _opened(rows: Sequence[Voice | SurveyAnswer]) -> dict[UUID, str]:
    sealed = {
        row.id: (row.sealed_for_id, bytes(row.sealed)) for row in rows if row.sealed_for_id and row.sealed
    }
    held = PersonKey.objects.filter(person_id__in={person for person, _ in sealed.values()})
    wrapped = {person_id: bytes(key) for person_id, key in held.values_list("person_id", "wrapped")}
    return {
        row_id: keys.unseal(wrapped[person_id], text, about=person_id.bytes).decode()
        for row_id, (person_id, text) in sealed.items()
        if person_id in wrapped
    }
