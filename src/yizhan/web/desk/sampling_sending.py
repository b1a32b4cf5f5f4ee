"""Packing tubes, handing boxes over, and hearing that the laboratory has them."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.health.actions.sending import BoxesHandedOver, hand_over_boxes, pack_box, receive_box, unpack_tube
from yizhan.health.models import Tube
from yizhan.health.queries.tubes import by_box, described, laboratories_of, open_tubes
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.list_files import xlsx
from yizhan.web.desk.sampling_forms import HandOverForm, PackForm, ReceptionForm, TubeForm
from yizhan.web.paper.sheets import workbook
from yizhan.web.paper.tubes import box_sheets
from yizhan.web.templatetags.desk_nav import site_datetime

CONFLICT = 409


@posted("sample.take")
@require_POST
def pack(request: HttpRequest, site: Site) -> HttpResponse:
    """Pack the chosen tubes into a new box."""
    form = PackForm(request.POST)
    perform(
        request, form, lambda by: pack_box(by=by, site_id=site.id, tubes=form.cleaned_data["tubes"]),
        _("Packed. Hand the box over when the courier is there."),
    )  # fmt: skip
    return redirect("samples", site.code)


@posted("sample.take")
@require_POST
def unpack(request: HttpRequest, site: Site) -> HttpResponse:
    """Take a tube out of a box that is still here."""
    form = TubeForm(request.POST)
    perform(
        request, form, lambda by: unpack_tube(by=by, site_id=site.id, tube=form.cleaned_data["tube"]),
        _("The tube is out of its box."),
    )  # fmt: skip
    return redirect("samples", site.code)


@posted("sample.take")
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, site: Site) -> HttpResponse:
    """Hand the boxes that stand here to whoever carries them."""
    laboratories = laboratories_of(site.id)
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(site, sent, laboratory=laboratories[0] if laboratories else "")
    if form.is_valid():
        try:
            gone = _hand_over(request, site, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext("%(count)s tube is on its way.", "%(count)s tubes are on their way.", gone.tubes)
            messages.success(request, said % {"count": gone.tubes})
            return redirect("samples", site.code)
    boxes = [box for box in by_box(open_tubes(site.id)) if box.hand_over is None]
    context = {"form": form, "boxes": boxes, "laboratories": laboratories}
    return render(request, "desk/sampling/hand_over.html", context, status=CONFLICT if sent else 200)


@posted("sample.result")
@require_POST
def receive(request: HttpRequest, site: Site, box_id: UUID) -> HttpResponse:
    """Record that the laboratory has a box."""
    form = ReceptionForm(request.POST)
    perform(
        request, form,
        lambda by: receive_box(
            by=by, site_id=site.id, box_id=box_id, received_by=form.cleaned_data["received_by"]
        ),
        _("The laboratory has the box. Its results are awaited."),
    )  # fmt: skip
    return redirect("samples", site.code)


@posted("sample.take")
@require_GET
def box_xlsx(request: HttpRequest, site: Site, box_id: UUID) -> FileResponse:
    """Return what is in a box, for the laboratory to fill in and send back; nobody's name is on it."""
    boxes = by_box(described(Tube.objects.filter(site=site, box=box_id)))
    if not boxes:
        raise Http404
    sheets = box_sheets(site, boxes[0], site_datetime(now(), site))
    return xlsx(workbook(sheets), f"{site.code}-box-{boxes[0].box.number}")


def _hand_over(request: HttpRequest, site: Site, form: HandOverForm) -> BoxesHandedOver:
    sent = form.cleaned_data
    return hand_over_boxes(
        by=actor_of(request, sent["command_id"]), site_id=site.id, received_by=sent["received_by"],
        box_ids=[UUID(box) for box in sent["boxes"]], laboratory=sent["laboratory"],
        temperature_c=sent["temperature_c"], promised_at=sent["promised_at"],
    )  # fmt: skip
