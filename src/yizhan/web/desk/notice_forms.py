"""What is typed about a notice, a chat group, quiet hours, and how one of the crew is reached."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yizhan.duty.queries.people import crew_of, teams_of
from yizhan.notices.actions.sending import Wording
from yizhan.notices.enums import BOTS, Importance, VoiceKind, Way, Whom
from yizhan.notices.models import Address
from yizhan.notices.queries.ways import chat_groups
from yizhan.notices.templates import blanks_in, templates
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
        crew = {str(one.account_id): one.display_name for one in crew_of(site.id)}
        self._groups = {str(one.id): one for one in chat_groups(site.id)}
        places = places_of(site)
        names = {key: name for rows in places.values() for key, name in rows}
        groups = [(key, f"{one.name} · {who_is_in(one, names)}") for key, one in self._groups.items()]
        for name, choices in {**places, "account": [("", "–"), *crew.items()], "groups": groups}.items():
            _offer(self, name, choices)

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
        self._refuse_other_groups(said)
        self._refuse_blanks(said)
        return said

    def _refuse_blanks(self, said: dict[str, Any]) -> None:
        """What a template leaves open is filled in before anybody looks at it, not when it is sent."""
        for name in TEXTS:
            if blanks := blanks_in(said.get(name, "")):
                self.add_error(name, _("Fill in {%(blank)s} first.") % {"blank": "}, {".join(blanks)})

    def _refuse_other_groups(self, said: dict[str, Any]) -> None:
        """A group of some floors or teams hears nothing that is for others alone."""
        whom = Whom(said.get("whom", Whom.RESIDENTS))
        if whom not in (Whom.FLOORS, Whom.TEAMS):
            return
        meant = set(said.get(NAMED[whom], []))
        for group in (self._groups[key] for key in said.get("groups", [])):
            if group.serves == whom and not meant & set(group.places):
                self.add_error("groups", _("“%(name)s” is a group of others.") % {"name": group.name})

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


def places_of(site: Site) -> dict[str, list[tuple[str, str]]]:
    """Return the floors and the teams that an audience can be of, by the field that names them."""
    floors = Floor.objects.filter(site=site).values_list("id", "name")
    return {
        "floors": [(str(key), str(floor_label(name))) for key, name in floors],
        "teams": [(str(team.id), team_name(team)) for team in teams_of(site.id)],
    }


def who_is_in(group: Address, names: dict[str, str]) -> str:
    """Return who is in a chat group, with its kind; `names` are those of floors and teams by id."""
    places = [names[key] for key in group.places if key in names]
    return " · ".join([str(group.get_way_display()), ", ".join(places) or str(group.get_serves_display())])


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; tells the type checker
    field.choices = choices


class GroupForm(CommandForm):
    """A chat group whose bot says what is sent into it."""

    name = forms.CharField(label=gettext_lazy("Name of the group"), max_length=40)
    way = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[(way, way.label) for way in BOTS])
    serves = forms.ChoiceField(
        label=gettext_lazy("Who is in it"),
        choices=[
            (one, one.label) for one in (Whom.RESIDENTS, Whom.FLOORS, Whom.CREW, Whom.TEAMS, Whom.EVERYBODY)
        ],
    )
    floors = forms.MultipleChoiceField(
        label=gettext_lazy("Floors"), widget=forms.CheckboxSelectMultiple, required=False
    )
    teams = forms.MultipleChoiceField(
        label=gettext_lazy("Teams"), widget=forms.CheckboxSelectMultiple, required=False
    )
    hook = forms.CharField(label=gettext_lazy("Web hook of the bot"), max_length=500)
    secret = forms.CharField(
        label=gettext_lazy("Secret for signing, if the bot has one"), max_length=200, required=False
    )

    def __init__(self, site: Site, *sent: Any, **options: Any) -> None:
        super().__init__(*sent, **options)
        for name, choices in places_of(site).items():
            _offer(self, name, choices)

    def clean(self) -> dict[str, Any]:
        """Find the floors or teams that the group is of; none named is said beside the field."""
        said = super().clean() or {}
        field = NAMED.get(Whom(said.get("serves", Whom.RESIDENTS)))
        if field and not said.get(field):
            self.add_error(field, _("Say which."))
        said["places"] = [UUID(one) for one in said.get(field, [])] if field else []
        return said


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
