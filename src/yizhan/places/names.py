"""What a floor is called in a sentence."""

from django.utils.translation import gettext as _


def floor_label(name: str) -> str:
    """Return a floor as it is spoken of: a bare number becomes “Floor 3”, a name stays as it is."""
    return _("Floor %(number)s") % {"number": name} if name.lstrip("-").isdigit() else name
