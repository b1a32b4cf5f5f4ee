"""Shorthands for a positive person at the county hotel, through the product's own actions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.health.laboratory import report, sent
from tests.leaving.going import Going
from yizhan.cases.actions.tracing import ContactsDecided, Decision, decide_contacts, propose_due_times
from yizhan.cases.enums import StepKind
from yizhan.cases.models import Case
from yizhan.cases.queries.cases import CaseNow, case_of
from yizhan.cases.queries.contacts import Contact, contacts_of, window_of
from yizhan.core.clock import now
from yizhan.duty.models import Round, RoundTask
from yizhan.health.actions.results import ResultEntered, correct_result
from yizhan.health.enums import ResultValue


@dataclass
class Tracing(Going):
    """The night, and what its crew does about a positive person."""

    def positive(self, tag: str = "001-A") -> ResultEntered:
        """A single tube of somebody comes back positive, an hour after it was taken."""
        tube = sent(self.night, tag)
        self.night.minutes(60)
        return report(self.night, tube, ResultValue.POSITIVE, ct="28.4")

    def correct(self, result: ResultEntered, value: ResultValue = ResultValue.NEGATIVE) -> None:
        """The laboratory takes a result back."""
        correct_result(
            by=self.night.by("clerk"), site_id=self.night.site.id, result_id=result.result_id, value=value,
            reason="Row below",
        )  # fmt: skip

    @property
    def case(self) -> Case:
        """The only case."""
        return Case.objects.select_related("site").get()

    @property
    def view(self) -> CaseNow:
        """The only case as it stands."""
        found = case_of(self.night.site.id, self.case.id)
        assert found
        return found

    @property
    def undone(self) -> list[StepKind]:
        """The open steps."""
        return [step.kind for step in self.view.undone]

    def act(self, action: Any, by: str = "head", **facts: Any) -> Any:
        """Call an action of the case."""
        return action(by=self.night.by(by), site_id=self.night.site.id, case_id=self.case.id, **facts)

    def contacts(self, days: int = 2) -> dict[str, Contact]:
        """Whom the record shows, by wristband."""
        return {one.stay.tag: one for one in contacts_of(self.case, window_of(self.case, days))}

    def decide(self, days: int = 2, **otherwise: str) -> ContactsDecided:
        """Decide as proposed, but otherwise for some, such as t002A="was away"."""
        said = []
        for tag, contact in self.contacts(days).items():
            reason = otherwise.get(f"t{tag.replace('-', '')}", "")
            included = contact.proposed != bool(reason)
            said.append(Decision(person_id=contact.stay.person_id, included=included, reason=reason))
        told: ContactsDecided = self.act(decide_contacts, lookback_days=days, decisions=tuple(said))
        return told

    def propose_contacts(self, by: str = "head") -> Any:
        """Propose the new due times."""
        return self.act(propose_due_times, by=by, reason="contact inside the site", authority="order 9")

    def visited(self, *visits: tuple[str, int], by: str = "nurse") -> None:
        """One walker's round: wristbands with the minute from now at which their door was done."""
        walk = Round.objects.create(
            site=self.night.site, kinds=["observation"], floors=[], planned_at=now(), started_at=now(),
            planned_by_id=self.night.crew["head"], walker_id=self.night.crew[by],
        )  # fmt: skip
        began = now()
        for tag, minute in visits:
            self.night.clock.set(began)
            self.night.minutes(minute)
            RoundTask.objects.create(
                round=walk, kind="observation", person=self.night.stay(tag).person, state="done",
                closed_at=now(), closed_by_id=self.night.crew[by], record_id=walk.id,
            )  # fmt: skip

    def room_id(self, name: str) -> UUID:
        """The id of a room."""
        return self.night.room(name).id
