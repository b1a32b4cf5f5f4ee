"""What the pages of protected threads send."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from yizhan.care.actions.crisis import NOTES
from yizhan.care.actions.on_call import LONGEST_HOURS
from yizhan.care.actions.thread import LONGEST_WORDS
from yizhan.care.enums import Consent, ThreadKind
from yizhan.care.rules import care_rules
from yizhan.duty.queries.people import crew_of
from yizhan.places.models import Site
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.desk.care_forms import wearer

MINUTES = [(minutes, str(minutes)) for minutes in care_rules().watch_minutes]
NOTED = [(kind.value, kind.label) for kind in ThreadKind if kind in NOTES]


class WordsForm(CommandForm):
    """A line of a protected thread."""

    words = forms.CharField(
        label=_("In words"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )


class OpenForm(WordsForm):
    """Somebody whose mind is in crisis, and how often somebody looks in."""

    tag = forms.CharField(label=_("Wristband"), max_length=12)
    minutes = forms.TypedChoiceField(
        label=_("Look in every so many minutes"), choices=MINUTES, coerce=int,
        initial=care_rules().first_minutes,
    )  # fmt: skip

    field_order = ["tag", "words", "minutes"]

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        self._site = site

    def clean_tag(self) -> UUID:
        """Return the one person who wears this wristband here now."""
        return wearer(self._site, self.cleaned_data["tag"])


class LookForm(CommandForm):
    """How somebody was found; no word is needed."""

    words = forms.CharField(label=_("In words"), required=False, max_length=LONGEST_WORDS)


class WatchForm(CommandForm):
    """How often somebody looks in."""

    minutes = forms.TypedChoiceField(choices=MINUTES, coerce=int)


class NoteForm(WordsForm):
    """What was done, and in words."""

    kind = forms.ChoiceField(label=_("What was done"), choices=NOTED)

    field_order = ["kind", "words"]


class WishesForm(WordsForm):
    """Whom the person wants called, and whether they agree to it."""

    consent = forms.ChoiceField(label=_("That somebody is called"), choices=Consent.choices)


class CallForm(WordsForm):
    """Who was called and what was said."""

    imminent = forms.BooleanField(label=_("Life was in danger at that moment"), required=False)


class ReaderForm(CommandForm):
    """Somebody of the crew who may read protected threads."""

    account = forms.ChoiceField(label=_("Who"))

    def __init__(self, site: Site, *sent: Any) -> None:
        super().__init__(*sent)
        who = [one for one in crew_of(site.id) if "care.protected" in one.role.can]
        self.fields["account"] = forms.ChoiceField(
            label=_("Who"), choices=[(str(one.account_id), one.display_name) for one in who]
        )

    @property
    def account_id(self) -> UUID:
        """The account that was chosen."""
        return UUID(self.cleaned_data["account"])


class HoursForm(CommandForm):
    """For how many hours somebody is on call."""

    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=LONGEST_HOURS, initial=12)
