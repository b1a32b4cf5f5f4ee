"""Who seems to need special care, by what was registered, seen at the door and observed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from yizhan.care.enums import CareNeed, FoundFrom
from yizhan.care.queries.register import needs_on_register
from yizhan.care.rules import care_rules
from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.health.enums import CareKind, Mood
from yizhan.health.models import Observation
from yizhan.health.queries.flags import needs_at
from yizhan.people.enums import AgeGroup, Language
from yizhan.people.identity import Identity, age_on
from yizhan.people.queries.identity import identities
from yizhan.places.models import Site
from yizhan.provision.enums import Diet
from yizhan.stays.queries.lists import site_day
from yizhan.stays.queries.present import Present, present_at

# What the room check and the registration's flags amount to on the register.
OF_FLAG = {
    CareKind.DIALYSIS: CareNeed.ILLNESS,
    CareKind.INSULIN: CareNeed.ILLNESS,
    CareKind.OXYGEN: CareNeed.ILLNESS,
    CareKind.RECENT_SURGERY: CareNeed.ILLNESS,
    CareKind.EPILEPSY_PSYCHIATRIC: CareNeed.ILLNESS,
    CareKind.CHRONIC_MEDICINE: CareNeed.ILLNESS,
    CareKind.PREGNANT: CareNeed.PREGNANCY,
    CareKind.INFANT_FEEDING: CareNeed.INFANT,
    CareKind.DEPENDENT: CareNeed.DISABILITY,
    CareKind.NO_COMMON_LANGUAGE: CareNeed.LANGUAGE,
}
LOW = (Mood.LOW, Mood.DISTRESSED)


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody at the site who is not on the register for these reasons yet, and how each was found."""

    present: Present
    needs: dict[CareNeed, FoundFrom]

    @property
    def found_from(self) -> FoundFrom:
        """How the first of the reasons was found."""
        return next(iter(self.needs.values()))


def suggested_for_care(site: Site, *, by: Actor) -> list[Suggested]:
    """Return who seems to need special care and is not on the register for it; constant queries.

    What was registered, seen and observed is read, which is audited. A person decides: nobody comes onto
    the register by themselves, and what was dismissed is not suggested again.
    """
    people = present_at(site.id)
    record_audit(by.tapping(), "care.read_suggestions", site_id=site.id, people=len(people))
    known = needs_on_register(site.id)
    found = _Found(site, people)
    suggestions = []
    for one in people:
        new = {
            need: how for need, how in found.of(one).items() if need not in known.get(one.person.id, set())
        }
        if new:
            suggestions.append(Suggested(one, new))
    return suggestions


class _Found:
    """What the record says of everybody at a site."""

    def __init__(self, site: Site, people: list[Present]) -> None:
        self._day = site_day(site)
        self._identities = identities(one.person for one in people)
        self._flags = needs_at(site.id)
        self._low = _low_moods(site.id)
        self._alone = _alone(people)

    def of(self, one: Present) -> Mapping[CareNeed, FoundFrom]:
        """Return somebody's reasons; the first way in which one was found stands."""
        found: dict[CareNeed, FoundFrom] = {}
        for need in _registered(self._identities.get(one.person.id, Identity()), self._day):
            found.setdefault(need, FoundFrom.REGISTRATION)
        for person_id, kind in self._flags.get(one.party_id, set()):
            if person_id == one.person.id or (person_id is None and _is_whose(kind, one)):
                found.setdefault(OF_FLAG[CareKind(kind)], FoundFrom.DOOR)
        if one.party_id in self._alone:
            found.setdefault(CareNeed.MINOR_ALONE, FoundFrom.DOOR)
        if one.person.id in self._low:
            found.setdefault(CareNeed.MIND, FoundFrom.OBSERVATION)
        return found


def _registered(said: Identity, day: date) -> Iterable[CareNeed]:
    rules = care_rules()
    age = age_on(said.birth_date, day) if said.birth_date else None
    if said.illness or said.medicines:
        yield CareNeed.ILLNESS
    if said.diet and said.diet != Diet.ORDINARY:
        yield CareNeed.DIET
    if said.pregnancy_weeks:
        yield CareNeed.PREGNANCY
    if age is not None and age < rules.infant_below:
        yield CareNeed.INFANT
    if age is not None and age >= rules.age_from:
        yield CareNeed.AGE
    if said.language == Language.OTHER:
        yield CareNeed.LANGUAGE


def _is_whose(kind: str, one: Present) -> bool:
    """Tell whose a party's flag may be: an infant's is a child's, the others an adult's."""
    is_child = one.person.age_group == AgeGroup.CHILD
    return is_child if kind == CareKind.INFANT_FEEDING else not is_child


def _low_moods(site_id: UUID) -> set[UUID]:
    since = now() - timedelta(days=care_rules().low_mood_days)
    seen = Observation.objects.filter(site_id=site_id, mood__in=LOW, taken_at__gte=since, withdrawal=None)
    return set(seen.order_by().values_list("person_id", flat=True))


def _alone(people: Iterable[Present]) -> set[UUID]:
    """Return the parties in which there are children and nobody else."""
    ages: dict[UUID, set[str]] = defaultdict(set)
    for one in people:
        ages[one.party_id].add(one.person.age_group)
    return {party_id for party_id, found in ages.items() if found == {AgeGroup.CHILD}}
