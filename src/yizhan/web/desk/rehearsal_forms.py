"""The form of another plan: one field for each thing that may be done otherwise tonight."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yizhan.command.evening.facts import posts
from yizhan.command.evening.plan import CopiedEntrance, Evening, PlanChanges, settle
from yizhan.core.ids import new_id
from yizhan.web.desk.arrival_submit import CommandForm

WAYS = ("wave_people", "lift_people", "lifts", "lift_trip_s")
NUMBER = {"inputmode": "numeric"}


def _number(label: Any, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs=NUMBER)
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=widget, help_text=help_text
    )


class PlanForm(CommandForm):
    """Tonight's plan, to be changed; only what differs is kept. The plan bears the id of its command."""

    run_command = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("What you call it"), max_length=60, required=False)
    wave_people = _number(gettext_lazy("Off the bus together"), 1, 60, gettext_lazy("people in a wave"))
    lift_people = _number(
        gettext_lazy("Up together"), 1, 30, gettext_lazy("people in the lift, with a guide")
    )
    lifts = _number(gettext_lazy("Lifts kept for arrivals"), 1, 8)
    lift_trip_s = _number(
        gettext_lazy("One trip of the lift"), 10, 600, gettext_lazy("seconds, up and down again")
    )

    def __init__(self, evening: Evening, changes: PlanChanges, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=_initial(evening, changes))
        self.evening = evening
        language = get_language() or "zh"
        for key, post in posts().items():
            self.fields[f"post_{key}"] = _number(post.name(language), 1, 30)
        for place, vehicle in enumerate(evening.vehicles):
            self.fields[f"turn_{place}"] = _number(vehicle.name, 1, 60)
            self.fields[f"gate_{place}"] = forms.ChoiceField(
                label=vehicle.name,
                choices=[("", _("any that fits")), *_named(evening.entrances)],
                required=False,
            )
        self.fields["cleared"] = forms.MultipleChoiceField(
            choices=list(_named(self.low)), required=False, widget=forms.CheckboxSelectMultiple
        )

    @property
    def low(self) -> list[CopiedEntrance]:
        """The entrances that are too low for one of the vehicles."""
        return [one for one in self.evening.entrances if any(map(one.too_low_for, self.evening.vehicles))]

    @property
    def at_posts(self) -> list[forms.BoundField]:
        """How many stand at each post."""
        return [self[f"post_{key}"] for key in posts()]

    @property
    def ways(self) -> list[forms.BoundField]:
        """How people are led."""
        return [self[name] for name in WAYS]

    @property
    def coaches(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Each vehicle with its turn and its entrance."""
        return [
            (vehicle, self[f"turn_{place}"], self[f"gate_{place}"])
            for place, vehicle in enumerate(self.evening.vehicles)
        ]

    def changes(self) -> PlanChanges:
        """Return what differs from tonight's plan; the form must be valid."""
        said, tonight = self.cleaned_data, settle(self.evening, PlanChanges())
        at_posts = {key: said[f"post_{key}"] for key in posts()}
        order = self._order()
        routes = {
            vehicle.key: UUID(said[f"gate_{place}"])
            for place, vehicle in enumerate(self.evening.vehicles)
            if said[f"gate_{place}"] and said[f"gate_{place}"] != str(tonight.routes.get(vehicle.key))
        }
        differing: dict[str, Any] = {
            "posts": {key: count for key, count in at_posts.items() if count != tonight.posts[key]},
            **{name: said[name] for name in WAYS if said[name] != getattr(tonight, name)},
            "order": order if order != tonight.order else (),
            "routes": routes,
            "cleared": tuple(UUID(one) for one in said["cleared"]),
        }
        return PlanChanges.model_validate({name: value for name, value in differing.items() if value})

    def _order(self) -> tuple[str, ...]:
        turns = [self.cleaned_data[f"turn_{place}"] for place in range(len(self.evening.vehicles))]
        keys = [vehicle.key for vehicle in self.evening.vehicles]
        return tuple(key for _turn, key in sorted(zip(turns, keys, strict=True), key=lambda one: one[0]))


def with_trial(changes: PlanChanges, trial: str) -> PlanChanges:
    """Return the plan with one thing changed, as a proposal of a run writes it: "post:thermometer:2"."""
    kind, _colon, rest = trial.partition(":")
    subject, _colon, value = rest.rpartition(":")
    change: dict[str, Any] = {}
    try:
        if kind in ("post", "spare"):
            change = {"posts": {**changes.posts, subject: int(value)}}
        elif kind in ("wave_people", "lift_people"):
            change = {kind: int(value)}
        elif kind == "cleared":
            change = {"cleared": (*changes.cleared, UUID(value))}
        elif kind == "route":
            change = {"routes": {**changes.routes, subject: UUID(value)}}
        elif kind == "order":
            change = {"order": tuple(value.split(","))}
        return PlanChanges.model_validate({**changes.model_dump(exclude_defaults=True), **change})
    except ValueError:
        # An address that somebody typed wrong changes nothing.
        return changes


def _initial(evening: Evening, changes: PlanChanges) -> dict[str, Any]:
    plan = settle(evening, changes)
    turns = {key: turn for turn, key in enumerate(plan.order, start=1)}
    initial: dict[str, Any] = {name: new_id() for name in ("command_id", "run_command")}
    initial |= {name: getattr(plan, name) for name in WAYS}
    initial |= {f"post_{key}": count for key, count in plan.posts.items()}
    for place, vehicle in enumerate(evening.vehicles):
        initial |= {
            f"turn_{place}": turns[vehicle.key],
            f"gate_{place}": str(plan.routes.get(vehicle.key, "")),
        }
    return {**initial, "cleared": [str(one) for one in plan.cleared]}


def _named(entrances: Iterable[CopiedEntrance]) -> Iterable[tuple[str, str]]:
    english = (get_language() or "").startswith("en")
    for one in entrances:
        measured = f"{one.clearance_m:g} m" if one.clearance_m is not None else _("not measured")
        yield str(one.id), f"{one.name_en if english and one.name_en else one.name} · {measured}"
