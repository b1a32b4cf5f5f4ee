"""What reaches cases from below: a tube's result opens a case, and its correction closes it."""

from typing import Any

from django.dispatch import receiver

from yizhan.cases.actions.opening import follow_result
from yizhan.core.actors import Actor
from yizhan.health.models import Result
from yizhan.health.signals import result_reported


@receiver(result_reported)
def lead_through(*, result: Result, by: Actor, **_: Any) -> None:
    """Open a case of a positive single tube; close it where the result turns out to be wrong."""
    follow_result(by, result)
