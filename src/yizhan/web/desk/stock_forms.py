"""What is typed about stores: deliveries, issues, counts, losses, transfers, and what is asked for."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from yizhan.places.models import Site
from yizhan.provision.actions.stock_asking import StockWanted
from yizhan.provision.actions.stock_receiving import StockReceiving
from yizhan.provision.actions.stock_transfers import StockArriving
from yizhan.provision.actions.store import MOST
from yizhan.provision.delivery_reading import read_delivery
from yizhan.provision.headed_lists import RowFault
from yizhan.provision.stock_rules import Called, Item, causes, items, purposes
from yizhan.reading.cells import FileRefused
from yizhan.web.desk.arrival_submit import CommandForm

LINES = 6
POST = "post"
Choices = list[tuple[str, str]]


def item_choices() -> list[tuple[str, Choices]]:
    """Return every item by its kind, as a list to choose from."""
    groups: dict[str, Choices] = {}
    for item in items().values():
        groups.setdefault(str(item.kind), []).append((item.key, _titled(item)))
    return list(groups.items())


class ItemForm(CommandForm):
    """So many of one item; `stay` keeps whoever sent it on the page of that item."""

    item = forms.CharField(max_length=24, widget=forms.HiddenInput)
    stay = forms.BooleanField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)


class CountedForm(ItemForm):
    """How many go or come back."""

    count = forms.IntegerField(label=pgettext_lazy("stock", "How many"), min_value=1, max_value=MOST)


class IssueForm(CountedForm):
    """What is given out, for what; and why, if it has expired."""

    purpose = forms.ChoiceField(label=pgettext_lazy("stock", "For"))
    although_expired = forms.CharField(
        label=gettext_lazy("Why expired ones go out"), max_length=200, required=False
    )

    def __init__(self, typed: Any = None, **more: Any) -> None:
        super().__init__(typed, **more)
        self.fields["purpose"] = _choice(pgettext("stock", "For"), purposes().values())


class LossForm(CountedForm):
    """What is written off, and how it was lost."""

    cause = forms.ChoiceField()
    lot = forms.UUIDField(required=False)

    def __init__(self, typed: Any = None, **more: Any) -> None:
        super().__init__(typed, **more)
        self.fields["cause"] = _choice(_("How it was lost"), causes().values())


class CountForm(ItemForm):
    """How many stand there; `words` say why that differs from the book."""

    counted = forms.IntegerField(label=pgettext_lazy("stock", "Counted"), min_value=0, max_value=MOST)
    lot = forms.UUIDField(required=False)


class SendForm(CountedForm):
    """To which store so many are sent."""

    to = forms.ChoiceField()

    def __init__(self, typed: Any = None, *, store: UUID | None, **more: Any) -> None:
        super().__init__(typed, **more)
        others = [(str(site.id), site.name) for site in Site.objects.order_by("code") if site.id != store]
        post = [(POST, _("Command post"))] if store else []
        self.fields["to"] = forms.ChoiceField(label=gettext_lazy("Send to"), choices=post + others)

    def clean_to(self) -> UUID | None:
        """Return the id of the other store's site; None for the command post."""
        to = self.cleaned_data["to"]
        return None if to == POST else UUID(to)


class ReceiptForm(CommandForm):
    """A delivery: up to six lines, or a file of them; with a donor it is a donation."""

    words = forms.CharField(label=gettext_lazy("Delivery note"), max_length=200, required=False)
    donor = forms.CharField(label=gettext_lazy("Donated by"), max_length=80, required=False)
    file = forms.FileField(
        label=gettext_lazy("Delivery note as a file"), required=False,
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.txt"}),
    )  # fmt: skip
    faults: tuple[RowFault, ...] = ()

    def __init__(self, typed: Any = None, brought: Any = None, **more: Any) -> None:
        super().__init__(typed, brought, **more)
        for place in range(LINES):
            self.fields[f"item_{place}"] = forms.ChoiceField(
                label=pgettext_lazy("stock", "Article"), choices=[("", "–"), *item_choices()], required=False
            )
            self.fields[f"count_{place}"] = forms.IntegerField(
                label=pgettext_lazy("stock", "How many"), min_value=1, max_value=MOST, required=False
            )
            self.fields[f"lot_{place}"] = forms.CharField(
                label=gettext_lazy("Lot"), max_length=40, required=False
            )
            self.fields[f"expires_{place}"] = forms.DateField(
                label=gettext_lazy("Use by"), required=False, widget=forms.DateInput({"type": "date"})
            )

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the fields line by line."""
        names = ("item", "count", "lot", "expires")
        return [[self[f"{name}_{place}"] for name in names] for place in range(LINES)]

    def clean(self) -> dict[str, Any]:
        """Put the lines together; a line with an article needs a number, and the other way round."""
        said, lines = self.cleaned_data, []
        for place in range(LINES):
            item, count = said.get(f"item_{place}"), said.get(f"count_{place}")
            if bool(item) != bool(count):
                self.add_error(f"count_{place}", ValidationError(_("Say the article and how many.")))
            elif item and count:
                lines.append(
                    StockReceiving(
                        item=item, count=count, lot=said.get(f"lot_{place}") or "",
                        expires_on=said.get(f"expires_{place}"),
                    )
                )  # fmt: skip
        lines += self._listed(said["file"]) if said.get("file") else []
        if not lines and not self.errors:
            raise ValidationError(_("Say the article and how many."))
        return {**said, "lines": tuple(lines)}

    def _listed(self, file: Any) -> list[StockReceiving]:
        """Return what the file lists; with a single row that is not understood, nothing."""
        try:
            note = read_delivery(file.read())
        except FileRefused as refused:
            self.add_error("file", str(refused))
            return []
        self.faults = note.faults
        if note.faults:
            self.add_error("file", _("Nothing was taken in. Mend these rows and bring the file again."))
        return [
            StockReceiving(item=one.item, count=one.count, lot=one.lot, expires_on=one.expires_on)
            for one in note.lines
        ]


class WantedForm(CommandForm):
    """What the command post is asked for; lines without a number are left out."""

    words = forms.CharField(label=gettext_lazy("Note"), max_length=400, required=False)

    def __init__(self, typed: Any = None, *, wanted: Iterable[tuple[Item, int]] = ()) -> None:
        super().__init__(typed)
        self.wanted = list(wanted)
        self._keys = [key for key in items() if f"n_{key}" in (typed or {})]
        for key in [*self._keys, *(item.key for item, _count in self.wanted)]:
            self.fields[f"n_{key}"] = forms.IntegerField(
                label=str(items()[key].name), min_value=0, max_value=MOST, required=False
            )

    def rows(self) -> list[tuple[Item, int]]:
        """Return what is offered to be asked for, with the number that would do."""
        return self.wanted

    def clean(self) -> dict[str, Any]:
        """Put together what is asked for; nothing at all is a mistake."""
        said = self.cleaned_data
        lines = [StockWanted(item=key, count=said[f"n_{key}"]) for key in self._keys if said.get(f"n_{key}")]
        if not lines:
            raise ValidationError(_("Say how many of what you need."))
        return {**said, "lines": tuple(lines)}


class ConfirmForm(CommandForm):
    """What really came, line by line; `words` say what happened to the rest."""

    words = forms.CharField(label=gettext_lazy("What happened to the rest"), max_length=200, required=False)

    def __init__(self, typed: Any) -> None:
        super().__init__(typed)
        self._lines = [name for name in typed if name.startswith("line_")][: LINES * 20]
        for name in self._lines:
            self.fields[name] = forms.IntegerField(min_value=0, max_value=MOST)

    def clean(self) -> dict[str, Any]:
        """Put the lines together."""
        said, arrived = self.cleaned_data, []
        for name in self._lines:
            line_id = forms.UUIDField().clean(name.removeprefix("line_"))
            if said.get(name) is not None:
                arrived.append(StockArriving(line_id=line_id, count=said[name]))
        return {**said, "arrived": tuple(arrived)}


class WordsForm(CommandForm):
    """A reason."""

    words = forms.CharField(label=gettext_lazy("Reason"), max_length=120)


def _titled(item: Item) -> str:
    return f"{item.name} ({item.unit})"


def _choice(label: str, called: Iterable[Called]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[(one.key, str(one)) for one in called])
