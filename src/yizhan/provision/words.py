"""How bags are spoken of: what is in them, in the reader's language; nobody's name."""

from collections.abc import Iterable

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from yizhan.provision.enums import Diet
from yizhan.provision.queries.meals import Bags, Portion
from yizhan.provision.rules import allergens


def portion_words(portion: Portion) -> str:
    """Return what is in a bag that is not ordinary: "Halal, child", or the words written down."""
    eaten = portion.words or str(Diet(portion.diet).label)
    said = _("%(diet)s, child") % {"diet": eaten} if portion.child else eaten
    left_out = without_words(portion.without)
    return (
        _("%(portion)s, WITHOUT %(allergens)s") % {"portion": said, "allergens": left_out}
        if left_out
        else said
    )


def without_words(keys: Iterable[str]) -> str:
    """Return what must not be in a bag, in the reader's language; a key that is on no list as it stands."""
    known, language = allergens(), get_language() or "zh"
    return _(", ").join(known[key].name(language) if key in known else key for key in keys)


def special_words(bags: Bags) -> list[str]:
    """Return each special portion with its number: "Halal ×3"."""
    return [f"{portion_words(portion)} ×{count}" for portion, count in bags.special]


def door_words(bags: Bags, *, ask_infant: bool) -> str:
    """Return what is put down before a door: "3 bags · 1 for a child · Halal ×1"."""
    parts = [ngettext("%(count)s bag", "%(count)s bags", bags.total) % {"count": bags.total}]
    plain = sum(
        count for portion, count in bags.portions.items() if portion == Portion(Diet.ORDINARY, child=True)
    )
    if plain:
        parts.append(_("%(count)s for a child") % {"count": plain})
    parts += special_words(bags)
    if ask_infant:
        parts.append(_("ask about the infant"))
    return " · ".join(parts)
