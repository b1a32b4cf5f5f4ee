"""The end of a shift: everything open is offered, by name, to those who come after."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yizhan.duty.actions.matters_handing import hand_over_shift
from yizhan.duty.queries.matters_board import mine_now
from yizhan.duty.queries.matters_duty import on_duty
from yizhan.places.models import Site
from yizhan.web.access import account_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.matter import ANSWER
from yizhan.web.desk.matter_forms import HandOverForm
from yizhan.web.desk.matters import reader_of


@posted(ANSWER)
@require_GET
def show(request: HttpRequest, site: Site) -> HttpResponse:
    """Show what the reader is responsible for, each with who could take it."""
    me = account_of(request).id
    found = {
        "rows": mine_now(reader_of(request, site), site.id).mine, "form": HandOverForm(site),
        "crew": [one for one in on_duty(site.id) if one.account_id != me],
    }  # fmt: skip
    return render(request, "desk/matters/hand_over.html", found)


@posted(ANSWER)
@require_POST
def offered(request: HttpRequest, site: Site) -> HttpResponse:
    """Offer what was given a name."""
    form = HandOverForm(site, request.POST)
    number = sum(name.startswith("to-") and bool(value) for name, value in request.POST.items())
    done = ngettext("%(number)d matter offered.", "%(number)d matters offered.", number) % {"number": number}
    if not number:
        done = _("Nothing was offered: nobody was named.")
    perform(request, form, lambda by: hand_over_shift(by=by, site_id=site.id, **form.facts()), done)
    return redirect("matters_hand_over", site.code)
