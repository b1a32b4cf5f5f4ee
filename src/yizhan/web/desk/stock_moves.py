"""What is done with a store from a page, a site's or (None) the command post's: one form, one action."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yizhan.provision.actions.stock_issuing import count_stock, issue_stock, lose_stock, return_stock
from yizhan.provision.actions.stock_receiving import receive_stock, thank_donor
from yizhan.provision.actions.stock_transfers import StockSending, confirm_stock, recall_stock, send_stock
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.stock_forms import (
    ConfirmForm,
    CountedForm,
    CountForm,
    IssueForm,
    ItemForm,
    LossForm,
    ReceiptForm,
    SendForm,
    WordsForm,
)


def receive(request: HttpRequest, store: UUID | None, form: ReceiptForm) -> bool:
    """Take what the form says into a store; returns whether it was done."""
    lines = len(form.cleaned_data.get("lines", ())) if form.is_valid() else 0
    done = ngettext("%(lines)s line is in the store.", "%(lines)s lines are in the store.", lines)
    return perform(
        request, form,
        lambda by: receive_stock(
            by=by, site_id=store, lines=form.cleaned_data["lines"], words=form.cleaned_data["words"],
            donor=form.cleaned_data["donor"],
        ),
        done % {"lines": lines},
    )  # fmt: skip


def issue(request: HttpRequest, store: UUID | None) -> ItemForm:
    """Give so many of an item out of a store."""
    form = IssueForm(request.POST)
    perform(
        request, form,
        lambda by: issue_stock(by=by, site_id=store, **_said(form, "purpose", "although_expired")),
        _("Given out. The book is kept."),
    )  # fmt: skip
    return form


def take_back(request: HttpRequest, store: UUID | None) -> ItemForm:
    """Take back into a store what was not used."""
    form = CountedForm(request.POST)
    perform(
        request, form, lambda by: return_stock(by=by, site_id=store, **_said(form)),
        _("It stands there again."),
    )  # fmt: skip
    return form


def lose(request: HttpRequest, store: UUID | None) -> ItemForm:
    """Write off what of a store is broken, soiled, expired or gone."""
    form = LossForm(request.POST)
    perform(
        request, form,
        lambda by: lose_stock(
            by=by, site_id=store, **_said(form, "cause"), lot_id=form.cleaned_data["lot"]
        ),
        _("Written off."),
    )  # fmt: skip
    return form


def count(request: HttpRequest, store: UUID | None) -> ItemForm:
    """Let a store's book say what was counted."""
    form = CountForm(request.POST)
    perform(
        request, form,
        lambda by: count_stock(
            by=by, site_id=store, item=form.cleaned_data["item"], counted=form.cleaned_data["counted"],
            reason=form.cleaned_data["words"], lot_id=form.cleaned_data["lot"],
        ),
        _("Counted. The book says the same now."),
    )  # fmt: skip
    return form


def send(request: HttpRequest, store: UUID | None) -> ItemForm:
    """Send so many of an item out of a store to another."""
    form = SendForm(request.POST, store=store)

    def sending(by: Any) -> object:
        said = form.cleaned_data
        line = StockSending(item=said["item"], count=said["count"])
        return send_stock(by=by, site_id=store, to_site_id=said["to"], lines=(line,), words=said["words"])

    perform(request, form, sending, _("On its way. The other store confirms what comes."))
    return form


def confirm(request: HttpRequest, store: UUID | None, transfer_id: UUID) -> None:
    """Take what came of a transfer into a store."""
    form = ConfirmForm(request.POST)
    perform(
        request, form,
        lambda by: confirm_stock(
            by=by, site_id=store, transfer_id=transfer_id, arrived=form.cleaned_data["arrived"],
            words=form.cleaned_data["words"],
        ),
        _("In the book."),
    )  # fmt: skip


def recall(request: HttpRequest, store: UUID | None, transfer_id: UUID) -> None:
    """Take back into a store what it sent and nobody has confirmed."""
    form = WordsForm(request.POST)
    perform(
        request, form,
        lambda by: recall_stock(
            by=by, site_id=store, transfer_id=transfer_id, words=form.cleaned_data["words"]
        ),
        _("It stands there again."),
    )  # fmt: skip


def thank(request: HttpRequest, store: UUID | None, donation_id: UUID) -> None:
    """Record that a donor was thanked."""
    perform(
        request, CommandForm(request.POST),
        lambda by: thank_donor(by=by, site_id=store, donation_id=donation_id),
        _("Thanked. It is written down."),
    )  # fmt: skip


def _said(form: CountedForm, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("item", "count", "words", *names)}
