"""What the radio clerk fills in: who calls, about which batch, and the line."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.core.clock import now
from yizhan.intake.queries.desk import batches_to_count
from yizhan.intake.queries.relayed import OLDEST, Caller, callers_of
from yizhan.intake.radio import LONGEST_LINE
from yizhan.places.models import Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.templatetags.roles import role_name

# A clock that shows a little more than now is a clock that runs fast; more than that was yesterday.
RUNS_FAST = timedelta(minutes=2)


class CallForm(CommandForm):
    """Who saw it, of which batch, in which wave, and when; an empty time is now."""

    batch_id = forms.TypedChoiceField(label=_("Batch"), coerce=UUID)
    caller_id = forms.TypedChoiceField(label=_("Called in by"), coerce=UUID)
    wave = forms.IntegerField(label=_("Wave"), min_value=1, max_value=999, initial=1)
    at = forms.TimeField(
        label=_("Time, if not now"), required=False, input_formats=["%H:%M", "%H%M", "%H.%M"]
    )

    def __init__(self, site: Site, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._site = site
        self.fields["batch_id"].choices = [  # type: ignore[attr-defined]  # a choice field's own
            (str(batch.id), str(batch.number)) for batch in batches_to_count(site.id)
        ]
        self.fields["caller_id"].choices = [("", ""), *map(_named, callers_of(site.id, now() - OLDEST))]  # type: ignore[attr-defined]

    @property
    def called_at(self) -> datetime:
        """When it was seen, by the clock on the site's wall."""
        return moment_on_wall(self.cleaned_data["at"], self._site)


class LineForm(CallForm):
    """One line as it was called in."""

    line = forms.CharField(label=_("Line"), max_length=LONGEST_LINE)


def moment_on_wall(shown: time | None, site: Site) -> datetime:
    """Return the latest moment at which the clock on the site's wall showed a time; now without one."""
    if shown is None:
        return now()
    today = now().astimezone(ZoneInfo(site.timezone))
    meant = today.replace(hour=shown.hour, minute=shown.minute, second=0, microsecond=0)
    return meant if meant <= today + RUNS_FAST else meant - timedelta(days=1)


def _named(caller: Caller) -> tuple[str, str]:
    return str(caller.id), f"{caller.name} · {', '.join(role_name(role.key) for role in caller.roles)}"
