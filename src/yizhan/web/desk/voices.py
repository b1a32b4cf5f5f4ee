"""What people say of the site: counted, read by those who may, quoted only where they agreed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yizhan.notices.actions.voices import write_voice_down
from yizhan.notices.enums import VoiceKind
from yizhan.notices.queries.voices import quotable, voices_at, words_said
from yizhan.notices.templates import survey
from yizhan.places.models import Site
from yizhan.web.access import actor_of, posted
from yizhan.web.desk.arrival_submit import perform
from yizhan.web.desk.notice_forms import VoiceForm

CONFLICT = 409


@posted("voice.read")
@require_http_methods(["GET", "POST"])
def voices(request: HttpRequest, site: Site) -> HttpResponse:
    """Show counts, the survey and the last words; write down what came by hand."""
    form = VoiceForm(request.POST or None, initial={"kind": VoiceKind.THANKS})
    if form.is_bound and _kept(request, site, form):
        return redirect("voices", site.code)
    said = words_said(site.id, by=actor_of(request))
    found = {
        "voices": voices_at(site.id), "said": said, "quotes": quotable(said), "survey": survey(),
        "form": form,
    }  # fmt: skip
    return render(request, "desk/notices/voices.html", found, status=CONFLICT if form.is_bound else 200)


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
