"""Whose a parcel is, as it is typed at the desk: a room, a wristband, a name or its initials."""

from typing import TypedDict
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.actors import Actor
from yizhan.core.refusals import Refusal
from yizhan.intake.queries.addressees import addressees
from yizhan.places.models import Room, Site


class Meant(TypedDict, total=False):
    """The room that stands on a parcel, or the party that it is for."""

    room_id: UUID
    party_id: UUID


def room_and_party(text: str, *, site: Site, by: Actor) -> Meant:
    """Return what was typed as a room or a party, nothing for nothing; refuse what means nobody or many."""
    if not text:
        return {}
    room = Room.objects.filter(site=site, name__iexact=text).first()
    if room is not None:
        return {"room_id": room.id}
    found = addressees(text, site=site, by=by)
    if len(found) == 1:
        return {"party_id": found[0].party_id}
    if not found:
        raise Refusal(
            "nobody_meant",
            gettext_noop("No room, no wristband and nobody here is called that. Leave it empty: it waits."),
        )
    rooms = ", ".join(sorted({one.room.name for one in found if one.room}))
    raise Refusal(
        "several_meant", gettext_noop("Several are meant, in rooms %(rooms)s. Type the room."), rooms=rooms
    )
