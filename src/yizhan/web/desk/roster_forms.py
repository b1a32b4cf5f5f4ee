"""What the page of late rosters takes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.reading.limits import limits
from yizhan.web.desk.arrival_submit import CommandForm

__all__ = ["AnswerForm", "BringForm", "CommandForm"]


class BringForm(CommandForm):
    """A file, or text pasted from a chat or a table."""

    file = forms.FileField(required=False, label=_("File"))
    text = forms.CharField(required=False, strip=False, label=_("Pasted text"), widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two, and for no more than can be read."""
        given = super().clean() or self.cleaned_data
        brought = given.get("file")
        if not brought and not (given.get("text") or "").strip():
            raise forms.ValidationError(_("Choose a file, or paste the list."))
        if brought and brought.size > limits().file_bytes:
            raise forms.ValidationError(
                _("This file is larger than %(most)d MB. Bring the list alone.")
                % {"most": limits().file_bytes // 2**20}
            )
        return given

    @property
    def pasted(self) -> bool:
        """Whether it is pasted text."""
        return not self.cleaned_data.get("file")

    @property
    def contents(self) -> bytes:
        """The bytes of what was brought."""
        if self.pasted:
            return str(self.cleaned_data["text"]).encode()
        read: bytes = self.cleaned_data["file"].read()
        return read

    @property
    def file_name(self) -> str:
        """What the file is called; "" for pasted text."""
        return "" if self.pasted else str(self.cleaned_data["file"].name)


class AnswerForm(CommandForm):
    """A decision: the question, the answer, and the words it needs."""

    question = forms.CharField(max_length=300, strip=False)
    answer = forms.CharField(max_length=600, strip=False)
    text = forms.CharField(required=False, max_length=500)
