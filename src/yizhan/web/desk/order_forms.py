"""What is typed about group orders: a day with its cut-off, how many of what, what came, what was settled."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from yizhan.core.clock import now
from yizhan.core.ids import new_id
from yizhan.places.models import Site
from yizhan.provision.actions.order_supply import Substitute
from yizhan.provision.actions.orders import Wanted
from yizhan.provision.models.orders import MOST_CENTS
from yizhan.provision.order_rules import cut_off, limits, refused, ways
from yizhan.stays.queries.lists import site_day
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.meal_forms import MoneyField

MOST_COUNT = 100_000
LOCAL = "%Y-%m-%dT%H:%M"


class OrderDayForm(CommandForm):
    """On which day is carried up, and until when is ordered."""

    day = forms.DateField(
        label=gettext_lazy("Carried up on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Ordered until"), input_formats=[LOCAL],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
    )  # fmt: skip

    def __init__(self, site: Site, typed: Any = None) -> None:
        self._zone = ZoneInfo(site.timezone)
        super().__init__(typed, initial={"command_id": new_id(), **self._usual(site)})

    def clean_closes_at(self) -> datetime:
        """Return the moment by the clock on the site's wall."""
        closes: datetime = self.cleaned_data["closes_at"]
        return closes.replace(tzinfo=self._zone)

    def _usual(self, site: Site) -> dict[str, Any]:
        """The next day whose cut-off is still to come."""
        day = site_day(site)
        closes = datetime.combine(day, cut_off().at, self._zone)
        later = timedelta(days=closes <= now())
        return {"day": day + later, "closes_at": (closes + later).replace(tzinfo=None)}


class CatalogueForm(CommandForm):
    """A shop's list."""

    file = forms.FileField(
        label=gettext_lazy("The shop's list"), widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.txt"})
    )


class RuleForm(CommandForm):
    """By which rule an article is refused; none lets it be ordered."""

    rule = forms.ChoiceField(label=gettext_lazy("Not brought, because it is"), required=False)

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        language = get_language() or "zh"
        rules = [(rule.key, rule.name(language)) for rule in refused().values()]
        self.fields["rule"] = forms.ChoiceField(choices=[("", "–"), *rules], required=False)


class WantedForm(CommandForm):
    """How many of one article a party wants; 0 takes it back."""

    article = forms.UUIDField(widget=forms.HiddenInput)
    quantity = forms.IntegerField(label=pgettext_lazy("order", "How many"), min_value=0)
    only_this = forms.BooleanField(label=gettext_lazy("Nothing else in its place"), required=False)

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        quantity = self.fields["quantity"]
        quantity.widget.attrs["max"] = limits().of_an_article

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """The facts of the action."""
        said = self.cleaned_data
        return (
            Wanted(
                article_id=said["article"], quantity=min(said["quantity"], 999),
                takes_substitute=not said["only_this"],
            ),
        )  # fmt: skip


class BroughtForm(CommandForm):
    """How many of an article came, at which price, and what came in its place."""

    article = forms.UUIDField(widget=forms.HiddenInput)
    arrived = forms.IntegerField(label=pgettext_lazy("order", "Came"), min_value=0, max_value=MOST_COUNT)
    price = MoneyField(label=gettext_lazy("Price"), most_cents=MOST_CENTS, required=False)
    instead = forms.CharField(label=gettext_lazy("In its place"), max_length=120, required=False)
    instead_arrived = forms.IntegerField(
        label=pgettext_lazy("order", "Came"), min_value=0, max_value=MOST_COUNT, required=False
    )
    instead_price = MoneyField(label=gettext_lazy("Price"), most_cents=MOST_CENTS, required=False)

    @property
    def article_id(self) -> UUID:
        """The article."""
        article: UUID = self.cleaned_data["article"]
        return article

    @property
    def substitute(self) -> Substitute | None:
        """What came in its place; None for nothing."""
        said = self.cleaned_data
        if not said["instead"]:
            return None
        return Substitute(
            name=said["instead"], arrived=said["instead_arrived"] or 0, cents=said["instead_price"] or 0
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what a substitute costs and how many of it came."""
        said = super().clean() or {}
        for name in ("instead_arrived", "instead_price"):
            if said.get("instead") and said.get(name) is None and name not in self.errors:
                self.add_error(name, self.fields["arrived"].error_messages["required"])
        return said


class CorrectionForm(CommandForm):
    """How many of a line a party really has."""

    handed = forms.IntegerField(label=gettext_lazy("They have"), min_value=0, max_value=999)


class SettlementForm(CommandForm):
    """What a party settled outside."""

    sum = MoneyField(label=gettext_lazy("Sum"), most_cents=MOST_CENTS)
    way = forms.ChoiceField(label=gettext_lazy("How"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, typed: Any = None, **options: Any) -> None:
        super().__init__(typed, **options)
        language = get_language() or "zh"
        self.fields["way"] = forms.ChoiceField(
            label=gettext_lazy("How"), choices=[(way.key, way.name(language)) for way in ways().values()]
        )
