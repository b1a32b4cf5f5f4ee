"""What a party asks for: who, how many, in its own words, with a photograph or its voice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yizhan.core.ids import new_id
from yizhan.duty.actions.matters_thread import LONGEST_WORDS
from yizhan.duty.needs import Need
from yizhan.intake.queries.own_party import OwnMember
from yizhan.people.phones import is_phone
from yizhan.web.templatetags.portal_words import member_name

MOST_OF_ONE = 9
LONGEST_PHONE = 30
CALL_BACK = "\N{BLACK TELEPHONE}"


class ThreadForm(forms.Form):
    """Words, a photograph, a voice: any of the three is enough.

    Each of the three has an id of its own, so that what was sent twice is kept once.
    """

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    photo_id = forms.UUIDField(widget=forms.HiddenInput)
    voice_id = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": "image/*"}))
    voice = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"accept": "audio/*", "capture": "user"})
    )

    def __init__(self, typed: Any = None, brought: Any = None) -> None:
        initial = {name: new_id() for name in ("command_id", "photo_id", "voice_id")}
        super().__init__(typed, brought, initial=initial)

    @property
    def said(self) -> str:
        """What was written."""
        return str(self.cleaned_data.get("words", "")).strip()

    @property
    def attached(self) -> list[tuple[UUID, UploadedFile[Any]]]:
        """What is attached, with its id; the photograph first."""
        named = [(self.cleaned_data[f"{kind}_id"], self.cleaned_data[kind]) for kind in ("photo", "voice")]
        return [(own_id, file) for own_id, file in named if file]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all was said."""
        return not self.said and not self.attached


class AskForm(ThreadForm):
    """Something asked for: `who` it is for where the party is several, `count` where it is countable."""

    def __init__(
        self, need: Need, members: Iterable[OwnMember], known: Iterable[tuple[UUID, str]],
        typed: Any = None, brought: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(typed, brought)
        self._need = need
        people = [(member.letter, member_name(member)) for member in members]
        if len(people) > 1:
            self.fields["who"] = forms.ChoiceField(
                choices=[("", gettext_lazy("All of us")), *people], required=False, widget=forms.RadioSelect,
                initial="",
            )  # fmt: skip
        if need.call_back:
            self.fields["phone"] = forms.CharField(required=False, max_length=LONGEST_PHONE)
        if need.counted:
            self.fields["count"] = forms.TypedChoiceField(
                choices=[(number, str(number)) for number in range(1, MOST_OF_ONE + 1)], coerce=int,
                initial=1,
            )  # fmt: skip
        if need.kind == "complaint" and (crew := list(known)):
            self.fields["about"] = forms.TypedChoiceField(
                choices=[("", gettext_lazy("Nobody by name")), *crew], coerce=UUID, empty_value=None,
                required=False,
            )  # fmt: skip

    @property
    def said(self) -> str:
        """What was written, with how many were asked for before it, and where to call back after it."""
        count, phone = self.cleaned_data.get("count"), self.cleaned_data.get("phone", "").strip()
        called = f"{CALL_BACK} {phone}" if phone else ""
        return "\n".join(filter(None, [f"× {count}" if count else "", super().said, called]))

    def clean(self) -> dict[str, Any]:
        """Ask for a word where the name of the need says too little."""
        cleaned = super().clean() or {}
        if self.needs_saying and not self.errors and self.is_empty:
            self.add_error(
                "words", _("Say in a few words what it is about, or send a picture or your voice.")
            )
        if cleaned.get("phone") and not is_phone(cleaned["phone"]):
            self.add_error("phone", _("This is not how a telephone number looks."))
        return cleaned

    @property
    def needs_saying(self) -> bool:
        """Whether the name of the need says too little by itself."""
        return self._need.key in {"other", "things", "question", "repair", "complaint"}
