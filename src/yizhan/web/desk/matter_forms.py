"""What the pages of matters send."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from yizhan.duty.actions.matters_chat import LONGEST_PASTE
from yizhan.duty.actions.matters_handing import Handing
from yizhan.duty.actions.matters_thread import LONGEST_WORDS
from yizhan.duty.emergency import red_flags
from yizhan.duty.enums import Channel, FitForDuty, Urgency
from yizhan.duty.needs import groups, needs
from yizhan.duty.queries.matters_duty import on_duty
from yizhan.places.models import Room, Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.ledger_forms import WallClockField

# By what ways somebody of the crew hears of something.
HEARD = (Channel.HOTLINE, Channel.PHONE, Channel.DOOR, Channel.STAFF)


class MatterForm(CommandForm):
    """A form about one matter; its fields are the facts of its action."""

    def __init__(self, site: Site, *sent: Any, **more: Any) -> None:
        super().__init__(*sent, **more)
        self.site = site

    def facts(self) -> dict[str, Any]:
        """Return what was sent, without what was left empty."""
        kept = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return {name: value for name, value in kept.items() if name not in ("command_id", "attachment")}


class WordsForm(MatterForm):
    """What there is to say, perhaps with a picture."""

    words = forms.CharField(
        label=gettext_lazy("What there is to say"), max_length=LONGEST_WORDS, required=False
    )
    attachment = forms.FileField(label=gettext_lazy("Photograph or recording"), required=False)


class AnswerForm(WordsForm):
    """An answer, and until when it will be done."""

    def __init__(self, site: Site, *sent: Any, **more: Any) -> None:
        super().__init__(site, *sent, **more)
        self.fields["until"] = WallClockField(site, label=gettext_lazy("Done by"))


class AtDoorForm(MatterForm):
    """What whoever asked says at their door."""

    words = forms.CharField(max_length=LONGEST_WORDS, required=False)
    at_door = forms.BooleanField(required=False)


class ReasonForm(MatterForm):
    """Why a head closes it."""

    reason = forms.CharField(label=gettext_lazy("Reason, for the record"), max_length=LONGEST_WORDS)


class OfferForm(MatterForm):
    """To whom a matter is offered."""

    to = forms.UUIDField(label=gettext_lazy("Who is to take it over"))
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)


class HelperForm(MatterForm):
    """Who works on it too; the acting person if nobody is named."""

    helper = forms.UUIDField(required=False)


class UrgencyForm(MatterForm):
    """How soon it is needed."""

    urgency = forms.ChoiceField(label=gettext_lazy("How soon"), choices=Urgency.choices)
    words = forms.CharField(label=gettext_lazy("Why it can wait"), max_length=LONGEST_WORDS, required=False)


class SettleForm(MatterForm):
    """What was done about what the record itself has raised."""

    settlement = forms.CharField(label=gettext_lazy("What was done about it"), max_length=500)


class RoomMixin(MatterForm):
    """A room, typed or scanned by its name."""

    room = forms.CharField(label=gettext_lazy("Room"), max_length=20, required=False)

    def clean_room(self) -> UUID | None:
        """Return the room of that name; refused if the site has none."""
        name = self.cleaned_data["room"].strip()
        found = Room.objects.filter(site=self.site, name__iexact=name).first() if name else None
        if name and found is None:
            raise forms.ValidationError(gettext_lazy("There is no room of this name. Look at the door."))
        return found.id if found else None

    def facts(self) -> dict[str, Any]:
        """Return what was sent, the room by its id."""
        facts = super().facts()
        return {
            **{name: value for name, value in facts.items() if name != "room"},
            "room_id": facts.get("room"),
        }


class AskForm(RoomMixin):
    """Something that somebody asks for, as the crew hears it."""

    need = forms.ChoiceField(
        label=gettext_lazy("What is asked for"),
        error_messages={"required": gettext_lazy("Choose what is asked for.")},
    )
    words = forms.CharField(
        label=gettext_lazy("In their words"), max_length=LONGEST_WORDS, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    urgency = forms.ChoiceField(
        label=gettext_lazy("How soon"), required=False,
        choices=[("", pgettext_lazy("urgency", "As usual")), *Urgency.choices],
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"), choices=[(way.value, way.label) for way in HEARD]
    )
    asked_of = forms.UUIDField(required=False)
    about = forms.UUIDField(required=False)

    def __init__(self, site: Site, *sent: Any, **more: Any) -> None:
        super().__init__(site, *sent, **more)
        language = get_language() or ""
        self.fields["need"].choices = [(need.key, need.name.of(language)) for need in needs().values()]  # type: ignore[attr-defined]
        self.groups = groups(for_staff=True)
        self.crew = on_duty(site.id)


class PasteForm(MatterForm):
    """A stretch of group chat."""

    text = forms.CharField(
        label=gettext_lazy("Messages from the group"), max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 10}),
    )  # fmt: skip


class DraftForm(RoomMixin):
    """A draft from a chat, as a person has put it right."""

    need = forms.CharField(max_length=30)
    words = forms.CharField(max_length=LONGEST_WORDS)


class JoinForm(MatterForm):
    """Matters to be joined; the first one leads."""

    matter = forms.UUIDField()

    def clean(self) -> dict[str, Any]:
        """Read every matter that was ticked."""
        sent = self.data.getlist("matter") if hasattr(self.data, "getlist") else []
        self._chosen = [forms.UUIDField().clean(one) for one in sent]
        return super().clean() or {}

    def facts(self) -> dict[str, Any]:
        """Return the leading matter and the others that were ticked."""
        return {"matter_id": self._chosen[0], "others": self._chosen[1:]}


class HandOverForm(MatterForm):
    """Everything open, each to a named person."""

    words = forms.CharField(
        label=gettext_lazy("What those who come should know"), max_length=LONGEST_WORDS, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Read who is asked to take what; a matter without a name stays."""
        named = {
            name.removeprefix("to-"): value
            for name, value in self.data.items()
            if name.startswith("to-") and value
        }
        field = forms.UUIDField()
        self._handings = [
            Handing(matter_id=field.clean(one), to=field.clean(to)) for one, to in named.items()
        ]
        return super().clean() or {}

    def facts(self) -> dict[str, Any]:
        """Return who is asked to take what."""
        return {"handings": self._handings, "words": self.cleaned_data["words"]}


class UnwellForm(MatterForm):
    """Who of the crew is unwell, and what can be seen."""

    account_id = forms.UUIDField(label=gettext_lazy("Who"))
    sign = forms.ChoiceField(label=gettext_lazy("What can be seen"), required=False)

    def __init__(self, site: Site, *sent: Any, **more: Any) -> None:
        super().__init__(site, *sent, **more)
        language = get_language() or ""
        self.fields["sign"].choices = [  # type: ignore[attr-defined]
            ("", ""),
            *((key, one.name(language)) for key, one in red_flags().items()),
        ]
        self.crew = on_duty(site.id)


class SeenForm(MatterForm):
    """What a doctor found."""

    fit = forms.ChoiceField(choices=FitForDuty.choices)

    def __init__(self, site: Site, *sent: Any, **more: Any) -> None:
        super().__init__(site, *sent, **more)
        self.fields["until"] = WallClockField(site, label=gettext_lazy("Rest until"))
