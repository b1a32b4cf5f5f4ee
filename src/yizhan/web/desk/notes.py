"""The day's working note: drafted by the program, edited and signed by whoever is in charge."""

from datetime import date

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yizhan.command.actions.notes import LONGEST, keep_note
from yizhan.command.models import WorkingNote
from yizhan.command.note_text import draft
from yizhan.command.queries.day import day_of
from yizhan.command.queries.notes import days_with_notes, versions_of
from yizhan.places.models import Site
from yizhan.stays.queries.lists import site_day
from yizhan.web.access import posted
from yizhan.web.desk.arrival_submit import CommandForm, perform
from yizhan.web.desk.list_files import pdf
from yizhan.web.paper.note import note_facts
from yizhan.web.paper.typesetting import typeset

CONFLICT = 409


class NoteForm(CommandForm):
    """The text in both languages, and which version it goes on from."""

    zh = forms.CharField(label=gettext_lazy("Chinese"), max_length=LONGEST, widget=forms.Textarea)
    en = forms.CharField(
        label=gettext_lazy("English"), max_length=LONGEST, widget=forms.Textarea, required=False
    )
    after_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    signed = forms.BooleanField(required=False)


@posted("note.write")
@require_GET
def show_today(request: HttpRequest, site: Site) -> HttpResponse:
    """Lead to the note of the day on the site's calendar."""
    return redirect("note", site.code, site_day(site).isoformat())


@posted("note.write")
@require_GET
def show(request: HttpRequest, site: Site, day: str) -> HttpResponse:
    """Show a day's note: the latest version, or a draft of what happened; `?draft` drafts anew."""
    on = _day(day)
    versions = versions_of(site.id, on)
    text = None if "draft" in request.GET else next(iter(versions), None)
    return _page(request, site, on, _form(site, on, text, versions))


@posted("note.write")
@require_POST
def keep(request: HttpRequest, site: Site, day: str) -> HttpResponse:
    """Keep what was written as a new version; signed if the signing button was tapped."""
    on, form = _day(day), NoteForm(request.POST)
    signed = form.is_valid() and form.cleaned_data["signed"]
    done = _("Signed, under your name.") if signed else _("Kept. It is not signed yet.")
    kept = perform(
        request, form,
        lambda by: keep_note(
            by=by, site_id=site.id, day=on, zh=_plain(form, "zh"), en=_plain(form, "en"),
            after_version=form.cleaned_data["after_version"], signed=signed,
        ),
        done,
    )  # fmt: skip
    return redirect("note", site.code, day) if kept else _page(request, site, on, form, status=CONFLICT)


@posted("note.write")
@require_GET
def note_pdf(request: HttpRequest, site: Site, day: str, version: int) -> FileResponse:
    """Return one version of a day's note as a PDF."""
    found = [note for note in versions_of(site.id, _day(day)) if note.version == version]
    if not found:
        raise Http404
    return pdf(typeset("note", note_facts(site, found[0])), f"{site.code}-note-{day}-{version}")


def _form(site: Site, on: date, text: WorkingNote | None, versions: list[WorkingNote]) -> NoteForm:
    drafted = None if text else day_of(site, on)
    initial = {
        "zh": text.zh if text else draft(drafted, "zh") if drafted else "",
        "en": text.en if text else draft(drafted, "en") if drafted else "",
        "after_version": versions[0].version if versions else 0,
    }
    return NoteForm(initial=initial)


def _page(request: HttpRequest, site: Site, on: date, form: NoteForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form, "day": on, "versions": versions_of(site.id, on), "notes": days_with_notes(site.id),
        "drafted": "draft" in request.GET, "today": site_day(site),
    }  # fmt: skip
    return render(request, "desk/lists/note_of_day.html", context, status=status)


def _plain(form: NoteForm, name: str) -> str:
    return str(form.cleaned_data[name]).replace("\r\n", "\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as unreadable:
        raise Http404 from unreadable
