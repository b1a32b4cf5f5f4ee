"""Binding those whom a roster names to those who were counted. A person decides each of them."""

import base64
import json
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.intake.actions.registration import MemberFacts, register_person, withdraw_particulars
from yizhan.intake.enums import RegistrationRoute
from yizhan.intake.models import Registration
from yizhan.people.actions.identity import seal_note
from yizhan.people.identity import Identity
from yizhan.people.queries.identity import identity_of, note_of
from yizhan.roster.matching import Trust
from yizhan.roster.merging import additions
from yizhan.roster.models import RosterPerson
from yizhan.roster.queries.people import particulars
from yizhan.stays.actions.journal import lock_journal
from yizhan.stays.models import Stay

MOST_AT_ONCE = 2000
Code = Annotated[str, StringConstraints(pattern=r"^[a-z_]+(\.[a-z_]+)?$", max_length=40)]


class Binding(BaseModel):
    """Somebody on a roster and the stay of who it is.

    `take` names the fields in which the roster is right and not the person; `reasons` are the codes
    that spoke for it and `trust` how far, None where somebody found the pair without a proposal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    roster_person_id: UUID
    stay_id: UUID
    take: tuple[Code, ...] = ()
    reasons: tuple[Code, ...] = Field((), max_length=30)
    trust: Trust | None = None


class PeopleBound(Outcome):
    """How many of a roster were bound, and how many were so already."""

    site_id: UUID
    roster_id: UUID
    bound: int
    known: int


@action("roster.bind", needs="person.register", online_only=True)
def bind(
    *, by: Actor, site_id: UUID, roster_id: UUID,
    bindings: Annotated[tuple[Binding, ...], Field(min_length=1, max_length=MOST_AT_ONCE)],
) -> PeopleBound:  # fmt: skip
    """Bind people of one roster to people who were counted, all of them or none.

    What nobody said yet is filled in from the roster. What somebody said of themselves stays, but
    for the fields that are taken on purpose.
    """
    lock_journal(site_id)
    rows = _rows(site_id, roster_id, [one.roster_person_id for one in bindings])
    stays = _stays(site_id, [one.stay_id for one in bindings])
    fresh = [one for one in bindings if _is_fresh(rows[one.roster_person_id], stays[one.stay_id])]
    _check_free(roster_id, [stays[one.stay_id] for one in fresh])
    said = particulars(rows[one.roster_person_id] for one in fresh)
    for one in fresh:
        row, stay = rows[one.roster_person_id], stays[one.stay_id]
        listed = said[row.id].identity if row.id in said else Identity()
        _bind(by, row, stay, _fill(by, stay, listed, one))
    return PeopleBound(
        site_id=site_id, roster_id=roster_id, bound=len(fresh), known=len(bindings) - len(fresh)
    )


class PersonUnbound(Outcome):
    """Who of a roster is bound to nobody any more, and to whom it was."""

    site_id: UUID
    roster_person_id: UUID
    person_id: UUID


@action("roster.unbind", needs="person.register", online_only=True)
def unbind(*, by: Actor, site_id: UUID, roster_person_id: UUID) -> PersonUnbound:
    """Undo a binding: what it filled in is taken back unless it was changed since; never proposed again."""
    lock_journal(site_id)
    row = RosterPerson.objects.filter(roster__site_id=site_id, id=roster_person_id).first()
    if row is None or row.person_id is None:
        raise Refusal("not_bound", gettext_noop("This person of the roster is bound to nobody."))
    stay = Stay.objects.select_related("person").filter(
        site_id=site_id, person_id=row.person_id, ended_at=None
    ).first()  # fmt: skip
    if stay is None:
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    _take_back(by, row, stay)
    refused = [*row.because.get("not", []), str(stay.person_id)]
    RosterPerson.objects.filter(id=row.id).update(
        person=None, bound_at=None, bound_by=None, because={"not": refused}
    )
    return PersonUnbound(site_id=site_id, roster_person_id=row.id, person_id=stay.person_id)


class Pair(BaseModel):
    """Somebody on a roster and the stay of somebody it is not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roster_person_id: UUID
    stay_id: UUID


class ProposalsRefused(Outcome):
    """How many pairs were refused."""

    site_id: UUID
    roster_id: UUID
    pairs: int


@action("roster.refuse_proposals", needs="person.register", online_only=True)
def refuse_proposals(
    *, by: Actor, site_id: UUID, roster_id: UUID,
    pairs: Annotated[tuple[Pair, ...], Field(min_length=1, max_length=MOST_AT_ONCE)],
) -> ProposalsRefused:  # fmt: skip
    """Keep that these people are not these: the pairs are not proposed again."""
    lock_journal(site_id)
    rows = _rows(site_id, roster_id, [pair.roster_person_id for pair in pairs])
    stays = _stays(site_id, [pair.stay_id for pair in pairs])
    for pair in pairs:
        row, person_id = rows[pair.roster_person_id], str(stays[pair.stay_id].person_id)
        if row.person_id is None and person_id not in row.because.get("not", []):
            row.because = {**row.because, "not": [*row.because.get("not", []), person_id]}
    RosterPerson.objects.bulk_update(rows.values(), ["because"])
    return ProposalsRefused(site_id=site_id, roster_id=roster_id, pairs=len(pairs))


class ProposalsReconsidered(Outcome):
    """Whose refused proposals may be shown again."""

    site_id: UUID
    roster_id: UUID
    people: int


@action("roster.reconsider", needs="person.register", online_only=True)
def reconsider(
    *, by: Actor, site_id: UUID, roster_id: UUID,
    roster_person_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_AT_ONCE)],
) -> ProposalsReconsidered:  # fmt: skip
    """Show what was refused for these people of the roster again."""
    lock_journal(site_id)
    rows = _rows(site_id, roster_id, roster_person_ids)
    open_rows = [row for row in rows.values() if row.person_id is None]
    RosterPerson.objects.filter(id__in=[row.id for row in open_rows]).update(because={})
    return ProposalsReconsidered(site_id=site_id, roster_id=roster_id, people=len(open_rows))


def _rows(site_id: UUID, roster_id: UUID, ids: "list[UUID] | tuple[UUID, ...]") -> dict[UUID, RosterPerson]:
    rows = RosterPerson.objects.filter(roster_id=roster_id, roster__site_id=site_id).in_bulk(list(ids))
    if len(rows) < len(set(ids)):
        raise Refusal(
            "no_such_roster_person",
            gettext_noop("The roster has changed since this page was opened. Open it again."),
        )
    return rows


def _stays(site_id: UUID, ids: list[UUID]) -> dict[UUID, Stay]:
    stays = Stay.objects.filter(site_id=site_id, ended_at=None).select_related("person").in_bulk(ids)
    if len(stays) < len(set(ids)):
        raise Refusal("no_such_stay", gettext_noop("Nobody wears this wristband now."))
    return stays


def _is_fresh(row: RosterPerson, stay: Stay) -> bool:
    """Tell whether a row still has to be bound; bound to somebody else, it must be undone first."""
    if row.person_id is not None and row.person_id != stay.person_id:
        raise Refusal(
            "bound_to_another",
            gettext_noop("Row %(row)s of the roster is bound to somebody else. Undo that first."),
            row=row.row,
        )
    return row.person_id is None


def _check_free(roster_id: UUID, stays: list[Stay]) -> None:
    persons = [stay.person_id for stay in stays]
    taken = set(
        RosterPerson.objects.filter(roster_id=roster_id, person__in=persons).values_list("person", flat=True)
    )
    for stay in stays:
        if stay.person_id in taken or persons.count(stay.person_id) > 1:
            raise Refusal(
                "wristband_taken",
                gettext_noop("%(tag)s is bound to another row of this roster. Undo that first."),
                tag=stay.tag,
            )


def _fill(by: Actor, stay: Stay, listed: Identity, one: Binding) -> dict[str, Any]:
    """Fill in what the roster adds; returns what is kept of the decision."""
    kept: dict[str, Any] = {"reasons": list(one.reasons), "trust": one.trust.value if one.trust else ""}
    said = identity_of(stay.person)
    added = additions(said, listed, frozenset(one.take))
    if added:
        before = {field: said.model_dump(mode="json")[field] for field in added}
        sealed = seal_note(stay.person_id, json.dumps(before, ensure_ascii=False))
        kept["before"] = base64.b64encode(sealed).decode()
        _register(by, stay, said.model_copy(update=added))
    return kept


def _register(by: Actor, stay: Stay, identity: Identity) -> None:
    earlier = Registration.objects.filter(person_id=stay.person_id).values_list("route", flat=True).first()
    register_person(
        by=by, site_id=stay.site_id, facts=MemberFacts(stay_id=stay.id, identity=identity),
        route=RegistrationRoute(earlier) if earlier else RegistrationRoute.ROSTER,
    )  # fmt: skip


def _bind(by: Actor, row: RosterPerson, stay: Stay, because: dict[str, Any]) -> None:
    RosterPerson.objects.filter(id=row.id).update(
        person=stay.person_id, bound_at=now(), bound_by=by.account_id,
        because={**row.because, **because},
    )  # fmt: skip


def _take_back(by: Actor, row: RosterPerson, stay: Stay) -> None:
    """Put back what stood before, field by field, where nobody has changed it since."""
    sealed = row.because.get("before")
    text = note_of(stay.person_id, base64.b64decode(sealed)) if sealed else None
    if text is None:
        return
    listed = particulars([row]).get(row.id)
    current = identity_of(stay.person)
    before = Identity.model_validate(json.loads(text))
    untouched = {
        field: getattr(before, field)
        for field in json.loads(text)
        if listed is not None and getattr(current, field) == getattr(listed.identity, field)
    }
    restored = current.model_copy(update=untouched)
    if restored == Identity():
        withdraw_particulars(by=by, site_id=stay.site_id, stay_id=stay.id)
    else:
        _register(by, stay, restored)
