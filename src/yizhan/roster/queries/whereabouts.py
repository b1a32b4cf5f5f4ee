"""Whether somebody on a roster is known here or elsewhere; where that is, is told to nobody."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef

from yizhan.core.keys import blind_token
from yizhan.people.models import PersonToken
from yizhan.places.models import Site
from yizhan.roster.enums import Whereabouts
from yizhan.stays.enums import EndReason
from yizhan.stays.models import Stay

_AT_ONCE = 5000
_LEFT = (EndReason.RELEASED, EndReason.TRANSFERRED)
_KIND = PersonToken.Kind.DOCUMENT.value


def whereabouts(site_id: UUID, numbers: Iterable[str]) -> dict[str, Whereabouts]:
    """Return what is known of those who bear these (folded) document numbers; a query per 5000 looks.

    The look-up is by each site's own blind tokens; nobody's particulars are opened.
    """
    sites = list(Site.objects.values_list("id", flat=True))
    wanted = {blind_token(f"{scope}:{_KIND}", number): number for number in set(numbers) for scope in sites}
    found: dict[str, Whereabouts] = {}
    tokens = list(wanted)
    for place in range(0, len(tokens), _AT_ONCE):
        for number, known in _known(site_id, wanted, sites, tokens[place : place + _AT_ONCE]):
            found[number] = max(known, found.get(number, known), key=_WEIGHT.index)
    return found


# A stay that is open at another site counts before one here, and that before one that is over.
_WEIGHT = [Whereabouts.UNKNOWN, Whereabouts.BEFORE, Whereabouts.HERE, Whereabouts.ELSEWHERE]


def _known(
    site_id: UUID, wanted: Mapping[bytes, str], sites: list[UUID], tokens: list[bytes]
) -> Iterable[tuple[str, Whereabouts]]:
    open_stays = Stay.objects.filter(person=OuterRef("person"), ended_at=None)
    rows = (
        PersonToken.objects.filter(scope__in=sites, token__in=tokens)
        .annotate(here=Exists(open_stays.filter(site=site_id)), stays=Exists(open_stays),
                  ended=Exists(Stay.objects.filter(person=OuterRef("person"), end_reason__in=_LEFT)))
        .values_list("token", "here", "stays", "ended")
    )  # fmt: skip
    for token, here, stays, ended in rows:
        if stays:
            yield wanted[bytes(token)], Whereabouts.HERE if here else Whereabouts.ELSEWHERE
        elif ended:
            yield wanted[bytes(token)], Whereabouts.BEFORE
