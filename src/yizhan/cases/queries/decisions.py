"""What people decided about the contacts of a case, and whose due times that would move."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yizhan.cases.models import Case, CaseContact
from yizhan.cases.queries.contacts import Contact
from yizhan.course.models import Course
from yizhan.course.queries.changes import Line, preview_change
from yizhan.course.rules import GivenFacts, Patch
from yizhan.protocols.facts import Anchor
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class Choice:
    """A contact as the record shows it, with the decision about it, if there is one."""

    contact: Contact
    decided: CaseContact | None

    @property
    def included(self) -> bool:
        """Whether the person counts as a contact: by decision, else by the rules."""
        return self.decided.included if self.decided else self.contact.proposed


@dataclass(frozen=True, slots=True)
class Exposed:
    """Contacts at the site who were last exposed in the same minute: one patch, shown before it applies."""

    at: datetime
    patch: Patch
    lines: tuple[Line, ...]

    @property
    def stay_ids(self) -> tuple[UUID, ...]:
        """The stays that it touches."""
        return tuple(line.stay.id for line in self.lines)

    @property
    def moves(self) -> bool:
        """Whether it can be proposed: not everybody is due already."""
        return any(not line.stands for line in self.lines)


@dataclass(frozen=True, slots=True)
class DueTimes:
    """What last exposures mean for those who count as contacts.

    `unknown`: wristbands without a course; `later`: of those whose last exposure was later by what is known.
    """

    groups: tuple[Exposed, ...]
    unknown: tuple[str, ...]
    later: tuple[str, ...]

    @property
    def extends(self) -> bool:
        """Whether it keeps anybody longer, which takes two people."""
        return any(line.extends and not line.stands for group in self.groups for line in group.lines)


def decisions_of(case: Case) -> dict[UUID, CaseContact]:
    """Return the decision that counts about each person; one query."""
    return {row.person_id: row for row in CaseContact.objects.filter(case=case).select_related("by")}


def due_times_of(case: Case) -> DueTimes:
    """Return what the contacts who were decided on are to get, by minute of last exposure.

    Nobody's last exposure is moved to an earlier moment: another reason may have set the later one.
    """
    counting = {row.person_id: row for row in decisions_of(case).values() if row.included}
    here = Stay.objects.filter(site_id=case.site_id, person_id__in=counting, ended_at=None)
    stays = list(here.order_by("band_number", "band_letter"))
    facts = dict(Course.objects.filter(stay__in=stays).values_list("stay_id", "facts"))
    moments: dict[datetime, list[UUID]] = defaultdict(list)
    unknown, later = [], []
    for stay in stays:
        exposed = counting[stay.person_id].last_exposure.replace(second=0, microsecond=0)
        known = (
            GivenFacts.model_validate(facts[stay.id]).anchors.get(Anchor.LAST_EXPOSURE)
            if stay.id in facts
            else None
        )
        if stay.id not in facts:
            unknown.append(stay.tag)
        elif known and known >= exposed:
            later.append(stay.tag)
        else:
            moments[exposed].append(stay.id)
    groups = tuple(_group(case, at, stay_ids) for at, stay_ids in sorted(moments.items()))
    return DueTimes(groups, tuple(unknown), tuple(later))


def _group(case: Case, at: datetime, stay_ids: list[UUID]) -> Exposed:
    patch = Patch(anchors={Anchor.LAST_EXPOSURE: at})
    return Exposed(at, patch, tuple(preview_change(case.site, stay_ids, patch)))
