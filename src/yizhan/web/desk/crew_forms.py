"""Forms of the crew page."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from yizhan.core.ids import new_id
from yizhan.duty.queries.people import site_roles, teams_of
from yizhan.web.templatetags.roles import role_name, team_name


class LinkForm(forms.Form):
    """A new link, or the end of a posting; `lost_key` only where the account's keys are to go."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    lost_key = forms.BooleanField(required=False)


class InviteForm(forms.Form):
    """Somebody who comes to the crew: a name to call, a name to sign in with, a role, a team."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    account_id = forms.UUIDField(widget=forms.HiddenInput)
    posting_id = forms.UUIDField(widget=forms.HiddenInput)
    display_name = forms.CharField(label=_("Name"), max_length=60)
    username = forms.CharField(
        label=_("User name"),
        max_length=59,
        help_text=_("Small letters and digits, such as wang.li"),
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]{1,58}$",
                _("Use small letters, digits, dots and hyphens, at least two."),
            )
        ],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("Role"))
    team_key = forms.ChoiceField(label=_("Team"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, site_id: UUID, data: Any = None) -> None:
        super().__init__(
            data, initial={name: new_id() for name in ("command_id", "account_id", "posting_id")}
        )
        self._choose("role", [("", _("choose")), *((role.key, role_name(role.key)) for role in site_roles())])
        self._choose(
            "team_key", [("", _("no team")), *((team.key, team_name(team)) for team in teams_of(site_id))]
        )
        self._choose("language", [("", _("as the phone is set")), *settings.LANGUAGES])

    def facts(self) -> dict[str, Any]:
        """Return what the action asks for, without the command's id."""
        return {name: value for name, value in self.cleaned_data.items() if name != "command_id"}

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above; tells the type checker
        field.choices = choices
