"""What a phone on a round can tap: symptoms, moods, and around which temperature the tiles begin."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router

from yizhan.core.actions import record_audit
from yizhan.health.enums import Mood
from yizhan.health.queries.windows import last_temperatures
from yizhan.health.rules import symptoms
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted_api
from yizhan.web.api.field import Named
from yizhan.web.api.schemas import PROBLEMS

router = Router()


@dataclass(frozen=True, slots=True)
class SymptomOut:
    """A symptom; `rings` is "now" for one that calls doctor and site head at once, else "yes" or "no"."""

    id: str
    name: str
    rings: str


@dataclass(frozen=True, slots=True)
class ObservingOut:
    """What can be observed; `last` holds degrees Celsius of the last three days, by person."""

    symptoms: list[SymptomOut]
    moods: list[Named]
    last: dict[str, float]


@router.get("/sites/{site_code}/observing", response={200: ObservingOut, **PROBLEMS})
@posted_api("health.observe")
def observing(request: HttpRequest, site: Site) -> ObservingOut:
    """Return what a phone needs to observe people without network."""
    last = last_temperatures(site.id)
    record_audit(actor_of(request), "health.read_last", site_id=site.id, people=len(last))
    language = get_language() or "zh"
    return ObservingOut(
        symptoms=[SymptomOut(one.code, one.name(language), one.rings) for one in symptoms().values()],
        moods=[Named(mood.value, str(mood.label)) for mood in Mood],
        last={str(person_id): value_c for person_id, value_c in last.items()},
    )
