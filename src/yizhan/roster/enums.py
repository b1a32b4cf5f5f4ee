from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RosterForm(TextChoices):
    """The form in which a roster came."""

    XLSX = "xlsx", _("Workbook (.xlsx)")
    XLS = "xls", _("Old workbook (.xls)")
    TEXT = "text", _("Text file")
    PASTED = "pasted", _("Pasted text")


class Whereabouts(TextChoices):
    """What the installation knows of somebody on a roster, beside this site's own night.

    Only that it is so is ever shown; where the other stay is, or was, stays hidden.
    """

    UNKNOWN = "", _("Not known before")
    HERE = "here", _("Registered at this site")
    ELSEWHERE = "elsewhere", _("Stays at another site: propose a transfer")
    BEFORE = "before", _("Stayed before: propose a readmission")
