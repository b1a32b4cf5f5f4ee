"""What reaches care from below: erased people leave no photograph of a prescription."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from yizhan.care.actions.orders import forget_prescriptions_of
from yizhan.people.signals import persons_erased


@receiver(persons_erased)
def forget_prescriptions(*, person_ids: set[UUID], **_: Any) -> None:
    """Let nobody open the prescriptions of erased people."""
    forget_prescriptions_of(person_ids)
