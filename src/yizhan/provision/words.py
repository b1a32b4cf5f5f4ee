"""How bags are spoken of: what is in them, in the reader's language; nobody's name."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yizhan.provision.enums import Diet
from yizhan.provision.queries.meals import Bags, Portion


def portion_words(portion: Portion) -> str:
    """Return what is in a bag that is not ordinary: "Halal", "Halal, child", or the words written down."""
    eaten = portion.words or str(Diet(portion.diet).label)
    return _("%(diet)s, child") % {"diet": eaten} if portion.child else eaten


def special_words(bags: Bags) -> list[str]:
    """Return each special portion with its number: "Halal ×3"."""
    return [f"{portion_words(portion)} ×{count}" for portion, count in bags.special]


def door_words(bags: Bags, *, ask_infant: bool) -> str:
    """Return what is put down before a door: "3 bags · 1 for a child · Halal ×1"."""
    parts = [ngettext("%(count)s bag", "%(count)s bags", bags.total) % {"count": bags.total}]
    plain = sum(count for portion, count in bags.portions.items() if portion == (Diet.ORDINARY, True, ""))
    if plain:
        parts.append(_("%(count)s for a child") % {"count": plain})
    parts += special_words(bags)
    if ask_infant:
        parts.append(_("ask about the infant"))
    return " · ".join(parts)
