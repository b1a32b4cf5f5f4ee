"""Serving the papers: handed over or refused, by whom, when. A correction is a new entry."""

from typing import Annotated
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.people.actions.identity import seal_note
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.enums import PaperOutcome
from yizhan.stays.models import PaperService, PaperTerms, Stay
from yizhan.stays.papers import papers_digest
from yizhan.stays.queries.papers import terms_of, to_be_served
from yizhan.stays.rules import BandLetter, format_tag

Words = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=400)]


class Terms(BaseModel):
    """What the authority has told the site, in both languages; empty is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    authority: Words = ""
    authority_en: Words = ""
    basis: Long = ""
    basis_en: Long = ""
    end: Long = ""
    end_en: Long = ""
    review: Words = ""
    review_en: Words = ""


class TermsSet(Outcome):
    """The new version of a site's terms."""

    site_id: UUID
    terms_id: UUID
    version: int


@action("stays.set_paper_terms", needs="site.manage", online_only=True)
def set_paper_terms(*, by: Actor, site_id: UUID, terms: Terms) -> TermsSet:
    """Write down what the authority has told the site; papers printed from now on say it."""
    lock_journal(site_id)
    last = PaperTerms.objects.filter(site_id=site_id).aggregate(last=Max("version"))["last"] or 0
    made = PaperTerms.objects.create(
        id=by.command_id, site_id=site_id, version=last + 1, set_at=now(), set_by_id=by.account_id,
        **terms.model_dump(),
    )  # fmt: skip
    return TermsSet(site_id=site_id, terms_id=made.id, version=made.version)


class PapersServed(Outcome):
    """The party, and how many entries were made."""

    site_id: UUID
    party_id: UUID
    people: int


@action("stays.serve_papers", needs="paper.serve")
def serve_papers(
    *, by: Actor, site_id: UUID, party_id: UUID, outcome: PaperOutcome, letters: tuple[BandLetter, ...] = (),
    reason: Words = "", witness: Words = "",
) -> PapersServed:  # fmt: skip
    """Record that the notice and the leaflet were handed over at a door, or refused.

    Without `letters` it is for everybody of the party who has to be served: its adults, or all of
    them where no adult is known. A refusal says why, and may say who saw it. The moment is that of
    the tap, so that a late entry does not undo a later correction.
    """
    lock_journal(site_id)
    stays = list(
        Stay.objects.filter(site_id=site_id, party_id=party_id, ended_at=None).select_related("person")
    )
    chosen = [stay for stay in stays if stay.band_letter in letters] if letters else to_be_served(stays)
    if not chosen or len(chosen) < len(set(letters)):
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    if outcome == PaperOutcome.REFUSED and not reason.strip():
        raise Refusal(
            "reason_needed", gettext_noop("%(tag)s: say why the papers were refused."),
            tag=format_tag(stays[0].band_number),
        )  # fmt: skip
    for stay in chosen:
        _enter(by, stay, outcome, " · ".join(word for word in (reason.strip(), witness.strip()) if word))
    return PapersServed(site_id=site_id, party_id=party_id, people=len(chosen))


def _enter(by: Actor, stay: Stay, outcome: PaperOutcome, note: str) -> None:
    terms = terms_of(stay.site_id)
    tapped = by.tap.tapped_at if by.tap else None
    PaperService.objects.create(
        stay=stay, outcome=outcome, text=f"{papers_digest()}-{terms.version if terms else 0}",
        done_at=min(tapped or now(), now()), recorded_at=now(), served_by_id=by.account_id,
        note=seal_note(stay.person_id, note) if note else None,
    )  # fmt: skip
