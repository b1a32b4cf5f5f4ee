"""What is typed about a notice, a chat group, quiet hours, and how one of the crew is reached."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yizhan.duty.queries.people import crew_of, teams_of
from yizhan.notices.actions.sending import Wording
from yizhan.notices.enums import BOTS, Importance, VoiceKind, Way, Whom
from yizhan.notices.queries.ways import chat_groups
from yizhan.notices.templates import templates
from yizhan.places.models import Floor, Site
from yizhan.places.names import floor_label
from yizhan.stays.models import Stay
from yizhan.web.desk.arrival_submit import CommandForm
from yizhan.web.templatetags.roles import team_name

# Who is named beside the audience, and where that stands in the form.
NAMED = {Whom.FLOORS: "floors", Whom.TEAMS: "teams", Whom.PARTY: "party", Whom.ACCOUNT: "account"}
TEXTS = ("title_zh", "zh", "title_en", "en")


class NoticeForm(CommandForm):
    """Whom it is for, what it says in both languages, and how urgent it is."""

    whom = forms.ChoiceField(label=gettext_lazy("Who gets it"), choices=Whom)
    floors = forms.MultipleChoiceField(
        label=gettext_lazy("Floors"), widget=forms.CheckboxSelectMultiple, required=False
    )
    teams = forms.MultipleChoiceField(
        label=gettext_lazy("Teams"), widget=forms.CheckboxSelectMultiple, required=False
    )
    party = forms.IntegerField(
        label=gettext_lazy("Wristband of the party, such as 012"), required=False, min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    account = forms.ChoiceField(label=gettext_lazy("One of the crew"), required=False)
    title_zh = forms.CharField(label=gettext_lazy("Title in Chinese"), max_length=60, required=False)
    zh = forms.CharField(
        label=gettext_lazy("Text in Chinese"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=120, required=False)
    en = forms.CharField(
        label=gettext_lazy("Text in English"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    importance = forms.ChoiceField(
        label=gettext_lazy("How important"), choices=Importance, widget=forms.RadioSelect
    )
    private = forms.BooleanField(
        label=gettext_lazy("Private: outside only “there is a message for you” is said"), required=False
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Say it in these chat groups too"), widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip

    def __init__(self, site: Site, *sent: Any, **options: Any) -> None:
        super().__init__(*sent, **options)
        self._site = site
        floors = Floor.objects.filter(site=site).values_list("id", "name")
        crew = {str(one.account_id): one.display_name for one in crew_of(site.id)}
        self._offer("floors", [(str(key), floor_label(name)) for key, name in floors])
        self._offer("teams", [(str(team.id), team_name(team)) for team in teams_of(site.id)])
        self._offer("account", [("", "–"), *crew.items()])
        self._offer(
            "groups", [(str(one.id), f"{one.name} · {one.get_way_display()}") for one in chat_groups(site.id)]
        )

    def clean(self) -> dict[str, Any]:
        """Find whom the audience names; nobody named is said beside the field."""
        said = super().clean() or {}
        field = NAMED.get(Whom(said.get("whom", Whom.RESIDENTS)))
        if field and not said.get(field):
            self.add_error(field, _("Say which."))
        elif field == "party":
            stay = Stay.objects.filter(site=self._site, band_number=said["party"], ended_at=None).first()
            if stay is None:
                self.add_error("party", _("Nobody here wears this number."))
            said["party_id"] = stay.party_id if stay else None
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes; the form must be valid."""
        said = self.cleaned_data
        return {
            "wording": Wording(**{name: said[name] for name in TEXTS}),
            "whom": Whom(said["whom"]), "places": self._places(),
            "importance": Importance(said["importance"]), "private": said["private"],
            "groups": [UUID(one) for one in said["groups"]],
        }  # fmt: skip

    def _places(self) -> list[UUID]:
        said = self.cleaned_data
        field = NAMED.get(Whom(said["whom"]))
        if field is None:
            return []
        if field == "party":
            return [said["party_id"]]
        chosen = said[field] if isinstance(said[field], list) else [said[field]]
        return [UUID(one) for one in chosen]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; tells the type checker
        field.choices = choices


class GroupForm(CommandForm):
    """A chat group whose bot says what is sent into it."""

    name = forms.CharField(label=gettext_lazy("Name of the group"), max_length=40)
    way = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[(way, way.label) for way in BOTS])
    serves = forms.ChoiceField(
        label=gettext_lazy("Who is in it"),
        choices=[(one, one.label) for one in (Whom.RESIDENTS, Whom.CREW, Whom.EVERYBODY)],
    )
    hook = forms.CharField(label=gettext_lazy("Web hook of the bot"), max_length=500)
    secret = forms.CharField(
        label=gettext_lazy("Secret for signing, if the bot has one"), max_length=200, required=False
    )


class QuietForm(CommandForm):
    """The hours in which only what is urgent leaves the house."""

    since = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    until = forms.TimeField(
        label=gettext_lazy("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class OwnWayForm(CommandForm):
    """How whoever is signed in is reached; empty takes it away."""

    way = forms.ChoiceField(choices=[(way, way.label) for way in (Way.MAIL, Way.SMS)])
    to = forms.CharField(max_length=254, required=False)


class VoiceForm(CommandForm):
    """Thanks or a banner that came by hand, by post or in a chat group."""

    kind = forms.ChoiceField(label=gettext_lazy("What came"), choices=VoiceKind, widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What it says"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
    from_whom = forms.CharField(label=gettext_lazy("From whom"), max_length=60, required=False)
    may_quote = forms.BooleanField(label=gettext_lazy("They agreed to being quoted"), required=False)


def begun_from(key: str) -> dict[str, Any]:
    """Return what a form begins with, from a shipped template; an empty one for an unknown key."""
    found = templates().get(key)
    if found is None:
        return {"whom": Whom.RESIDENTS, "importance": Importance.ORDINARY}
    texts = {name: getattr(found, name) for name in TEXTS}
    return {"whom": found.whom, "importance": found.importance, **texts}


def template_choices() -> list[tuple[str, str]]:
    """Return the shipped templates by key, as they are called in the reader's language."""
    return [(key, one.title(get_language() or "zh")) for key, one in templates().items()]
