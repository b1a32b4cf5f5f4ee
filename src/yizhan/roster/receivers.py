"""What reaches rosters from below: whoever is erased is erased on rosters too."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from yizhan.people.signals import persons_erased
from yizhan.roster.actions.people import forget


@receiver(persons_erased)
def forget_on_rosters(*, person_ids: Collection[UUID], **_: Any) -> None:
    """Let what rosters say of these people be read by nobody any more."""
    forget(person_ids)
