"""What reaches rosters from below: whoever is erased is erased on rosters too."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from yizhan.people.signals import persons_erased
from yizhan.roster.models import RosterPerson, RosterPersonKey, RosterToken


@receiver(persons_erased)
def forget_on_rosters(*, person_ids: Collection[UUID], **_: Any) -> None:
    """Destroy the keys of the rows that were bound to these people, and the tokens that find them."""
    bound = RosterPerson.objects.filter(person_id__in=person_ids)
    RosterToken.objects.filter(roster_person__in=bound).delete()
    RosterPersonKey.objects.filter(roster_person__in=bound).delete()
    bound.update(sealed=None)
