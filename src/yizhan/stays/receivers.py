"""What reaches stays from below: a fever changes how its room looks on the map."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from yizhan.health.signals import fever_changed
from yizhan.stays.actions.map import touch_persons


@receiver(fever_changed)
def show_fever(*, site_id: UUID, person_id: UUID, **_: Any) -> None:
    """Let every open map fetch the room of somebody whose fever began or ended."""
    touch_persons(site_id, [person_id])
