"""What the screen of one case shows of each step: the form that fits, and what was said."""

from collections.abc import Mapping
from functools import cached_property

from django import forms

from yizhan.cases.enums import StepKind
from yizhan.cases.queries.cases import CaseNow, StepNow
from yizhan.cases.queries.contacts import contacts_of, window_of
from yizhan.cases.queries.decisions import Choice, DueTimes, decisions_of, due_times_of
from yizhan.cases.queries.rooms import rooms_left, taken_rooms
from yizhan.cases.rules import contact_rules
from yizhan.people.queries.identity import note_of
from yizhan.places.models import Occupancy, Room, Site
from yizhan.web.desk.case_forms import (
    ApartForm,
    ClearedForm,
    DueTimesForm,
    HospitalForm,
    ReasonForm,
    RelativesForm,
)


class CaseFace:
    """One case as its screen shows it; what a step does not need is not read."""

    def __init__(self, site: Site, view: CaseNow, refused: Mapping[str, object]) -> None:
        self.site, self.view = site, view
        self._refused = refused

    @property
    def steps(self) -> list[tuple[StepNow, str | None]]:
        """Every step in order, with the note that was sealed with it."""
        person_id = self.view.case.person_id
        return [
            (step, note_of(person_id, bytes(step.entry.note)) if step.entry and step.entry.note else None)
            for step in self.view.steps
        ]

    def form_of(self, kind: StepKind) -> forms.Form | None:
        """Return the form of a step, with what was typed if it was refused."""
        if isinstance(known := self._refused.get(kind), forms.Form):
            return known
        if kind == StepKind.TRANSFER:
            return HospitalForm(self.site)
        simple: dict[StepKind, type[forms.Form]] = {
            StepKind.APART: ApartForm, StepKind.RELATIVES: RelativesForm, StepKind.CLEARED: ClearedForm,
        }  # fmt: skip
        return simple[kind]() if kind in simple else None

    @property
    def waive(self) -> ReasonForm:
        """The form by which a step is said not to be needed, or a case to be none."""
        return ReasonForm()

    @property
    def because(self) -> str | None:
        """Why the case was withdrawn."""
        sealed = self.view.case.closed_because
        return note_of(self.view.case.person_id, bytes(sealed)) if sealed else None

    @cached_property
    def others(self) -> int:
        """How many others are in the person's room by the record."""
        room = self.view.room
        return Occupancy.objects.filter(room=room, ended_at=None).count() - 1 if room else 0

    @cached_property
    def rooms(self) -> list[tuple[Room, bool]]:
        """The rooms to seal, and whether somebody is in them still."""
        rooms = rooms_left(self.view.case)
        taken = taken_rooms(rooms)
        return [(room, room.name in taken) for room in rooms]


class ContactsFace:
    """The list of contacts for a look-back time, each with the decision about it."""

    def __init__(self, view: CaseNow, days: int | None) -> None:
        decided = view.step(StepKind.CONTACTS).facts.get("days")
        choices = contact_rules().lookback_choices
        self.view = view
        self.days = days if days in choices else int(decided or contact_rules().lookback_days)
        self.offered = choices
        self.window = window_of(view.case, self.days)

    @cached_property
    def choices(self) -> list[Choice]:
        """Everybody whom the record shows, the closest first."""
        decided = decisions_of(self.view.case)
        found = contacts_of(self.view.case, self.window)
        return [Choice(contact, decided.get(contact.stay.person_id)) for contact in found]

    @property
    def counted(self) -> int:
        """How many of them count as contacts."""
        return sum(choice.included for choice in self.choices)


class DueTimesFace:
    """The list of what changes for whom, before it applies."""

    def __init__(self, view: CaseNow, form: DueTimesForm) -> None:
        self.view, self.form = view, form

    @cached_property
    def times(self) -> DueTimes:
        """What last exposures mean for the contacts."""
        return due_times_of(self.view.case)
