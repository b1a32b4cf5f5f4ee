"""Ruling what a protocol leaves open: one account sets it, another signs, and only then it counts."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.people.actions.two_people import refuse_same_hand
from yizhan.places.models import Site
from yizhan.protocols import reading
from yizhan.protocols.models import Ruling, RulingSignature
from yizhan.protocols.points import points, ruled
from yizhan.protocols.schema import Protocol, ProtocolId

Said = Annotated[
    dict[Annotated[str, StringConstraints(max_length=40)], str | int | list[int]],
    Field(min_length=1, max_length=40),
]
Authority = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
Document = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
RulingWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=600)]


class RulingNoted(Outcome):
    """The ruling, and whether it counts now."""

    site_id: UUID
    ruling_id: UUID
    counts: bool


@action("protocols.rule", needs="protocol.rule", online_only=True)
def rule_protocol(
    *, by: Actor, site_id: UUID, ruling_id: UUID, protocol: ProtocolId, said: Said, authority: Authority,
    document: Document, words: RulingWords = "",
) -> RulingNoted:  # fmt: skip
    """Set what the authority has ruled; it waits for somebody else's signature.

    `said` holds values by the keys of `protocols.points`: {"day_one": "anchor_day", "1.ends_at": "09:00"}.
    """
    _lock(site_id)
    base = _protocol(protocol)
    _check(base, said)
    Ruling.objects.create(
        id=ruling_id, site_id=site_id, protocol=protocol, said=said, authority=authority, document=document,
        words=words, set_at=now(), set_by_id=by.account_id,
    )  # fmt: skip
    return RulingNoted(site_id=site_id, ruling_id=ruling_id, counts=False)


@action("protocols.sign", needs="protocol.sign", online_only=True)
def sign_ruling(*, by: Actor, site_id: UUID, ruling_id: UUID, accept: bool) -> RulingNoted:
    """Sign somebody else's ruling, from when it counts; or turn it down, one's own too.

    A signature is refused to whoever set it, to anybody of the same name, and to an account made since.
    """
    _lock(site_id)
    ruling = (
        Ruling.objects.filter(site_id=site_id, id=ruling_id).select_related("signature", "set_by").first()
    )
    if ruling is None:
        raise Refusal("no_such_ruling", gettext_noop("This site has no such ruling. Open the page again."))
    if hasattr(ruling, "signature"):
        raise Refusal("ruling_decided", gettext_noop("This ruling was signed or turned down already."))
    if accept:
        refuse_same_hand(by.account_id, ruling.set_by, ruling.set_at)
        _check(_protocol(ruling.protocol), ruling.said)
    RulingSignature.objects.create(
        ruling=ruling,
        set_by_id=ruling.set_by_id,
        accepted=accept,
        signed_at=now(),
        signed_by_id=by.account_id,
    )
    return RulingNoted(site_id=site_id, ruling_id=ruling_id, counts=accept)


def _lock(site_id: UUID) -> None:
    Site.objects.select_for_update(no_key=True).get(id=site_id)


def _protocol(protocol_id: str) -> Protocol:
    try:
        return reading.protocol(protocol_id)
    except reading.NoSuchProtocol as error:
        told = gettext_noop("There is no protocol “%(protocol)s”. Choose another.")
        raise Refusal("no_such_protocol", told, protocol=protocol_id) from error


def _check(base: Protocol, said: Said) -> None:
    """Refuse what the text does not leave open, and a value that does not fit it, point by point."""
    known = {point.key for point in points(base)}
    for key, value in said.items():
        if key not in known:
            told = gettext_noop("“%(point)s” is not open in this protocol. Open the page again.")
            raise Refusal("nothing_to_rule", told, point=key)
        try:
            ruled(base, {key: value}, ())
        except ValueError as error:
            told = gettext_noop("“%(value)s” does not fit “%(point)s”. Correct it.")
            raise Refusal("ruling_does_not_fit", told, value=value, point=key) from error
