"""What is typed about meals: a number for the kitchen, a price, who got one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.provision.actions.meals import MOST_AT_ONCE, MOST_CENTS
from yizhan.provision.money import cents_of
from yizhan.web.desk.arrival_submit import CommandForm

MOST_BAGS = 20_000


class MoneyField(forms.Field):
    """A sum as people write it; whole cents inside."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 20})

    def __init__(self, *, most_cents: int, **options: Any) -> None:
        super().__init__(**options)
        self.most_cents = most_cents

    def prepare_value(self, value: Any) -> Any:
        """Show cents as they are written."""
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Return the cents; None for nothing."""
        if not value:
            return None
        cents = cents_of(str(value))
        if cents is None or cents > self.most_cents:
            raise ValidationError(_("Write a sum with at most two decimals: 12.50."))
        return cents


class NumberForm(CommandForm):
    """How many bags the kitchen cooks, and what one costs."""

    bags = forms.IntegerField(label=gettext_lazy("Bags"), min_value=0, max_value=MOST_BAGS)
    bag_price = MoneyField(label=gettext_lazy("Price of a bag"), most_cents=MOST_CENTS, required=False)


class PeopleField(forms.Field):
    """Ids of people, one a hidden field."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[Any]:
        """Return the ids; anything that is none is refused. The action asks whether they are here."""
        ids = forms.UUIDField()
        return [ids.clean(one) for one in (value or ())[:MOST_AT_ONCE]]


class HandedForm(CommandForm):
    """To whom a meal was handed."""

    people = PeopleField(label=gettext_lazy("People"))
