"""What people say of the site: counted, read by those who may, quoted only where they agreed."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yizhan.intake.queries.addressees import parties_about
from yizhan.notices.actions.voices import write_voice_down
from yizhan.notices.enums import VoiceKind
from yizhan.notices.queries.voices import everything_said, quotable, voices_at, words_said
from yizhan.notices.templates import survey
from yizhan.places.models import Site
from yizhan.web.access import account_of, actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.notice_forms import VoiceForm
from yizhan.web.desk.parcel_forms import FindForm

CONFLICT = 409
ON_A_PAGE = 50


@posted("voice.read")
@require_http_methods(["GET", "POST"])
def voices(request: HttpRequest, site: Site) -> HttpResponse:
    """Show counts, the survey and the words, page by page; write down what came by hand."""
    form = VoiceForm(request.POST or None, initial={"kind": VoiceKind.THANKS})
    if form.is_bound and _kept(request, site, form):
        return redirect("voices", site.code)
    return _page(request, site, form)


@posted("voice.read")
@require_POST
def found(request: HttpRequest, site: Site) -> HttpResponse:
    """Find what somebody said, or what came by hand; what is looked for stays out of the address."""
    return _page(request, site, VoiceForm(initial={"kind": VoiceKind.THANKS}), FindForm(request.POST))


def _page(request: HttpRequest, site: Site, form: VoiceForm, find: FindForm | None = None) -> HttpResponse:
    text = find.cleaned_data["text"] if find and find.is_valid() else ""
    parties = parties_about(text, site=site, by=actor_of(request)) if text else []
    number = (find.cleaned_data.get("page") if find and find.is_valid() else request.GET.get("page")) or 1
    page = Paginator(everything_said(site.id, text, parties), ON_A_PAGE).get_page(number)
    said = words_said(site.id, [one for one, _at in page.object_list], by=actor_of(request))
    context = {
        "voices": voices_at(site.id, without=account_of(request).id), "said": said, "quotes": quotable(said),
        "survey": survey(), "form": form, "page": page, "text": text,
    }  # fmt: skip
    return render(request, "desk/notices/voices.html", context, status=CONFLICT if form.is_bound else 200)


def _kept(request: HttpRequest, site: Site, form: VoiceForm) -> bool:
    said = form.cleaned_data if form.is_valid() else {}
    return perform(
        request, form,
        lambda by: write_voice_down(
            by=by, site_id=site.id, voice_id=said["command_id"], kind=VoiceKind(said["kind"]),
            words=said["words"], from_whom=said["from_whom"], may_quote=said["may_quote"],
        ),
        _("Written down. Thank you for passing it on."),
    )  # fmt: skip
