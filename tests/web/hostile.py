"""Texts that should run nowhere, and a site where everything that can be named is named by one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.web.two_sites import Place

FORMULA = "=cmd|' /C calc'!A0"
SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}${alert(3)}"


def rename(place: Place, text: str) -> None:
    """Call the registered person of a site by `text`, and whatever else carries a name there."""
    from yizhan.intake.actions.registration import MemberFacts, register_person
    from yizhan.intake.enums import RegistrationRoute
    from yizhan.people.identity import Identity
    from yizhan.people.models import Account
    from yizhan.places.models import Entrance, Room, Site

    identity = Identity(
        name=text, phone=place.canaries[1], contact_name=text, address=text, diet=text[:40], medicines=text,
        illness=text, school=text, document_note=text,
    )  # fmt: skip
    register_person(
        by=place.by("clerk"), site_id=place.site_id, route=RegistrationRoute.CALL,
        facts=MemberFacts(stay_id=UUID(place.parts["stay_id"]), identity=identity),
    )  # fmt: skip
    Site.objects.filter(id=place.site_id).update(name=text[:60], name_en=text[:60], phone=text[:20])
    Entrance.objects.filter(id=place.parts["entrance_id"]).update(name=text[:60])
    Room.objects.filter(site_id=place.site_id).update(extension=text[:8], state_reason=text[:60])
    Account.objects.filter(id__in=place.crew.values()).update(display_name=text[:60])
