"""Protocols as a site has them: the text, and what the authority has ruled and two people have signed."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from yizhan.protocols import reading
from yizhan.protocols.models import Ruling
from yizhan.protocols.points import ruled
from yizhan.protocols.schema import Protocol


@dataclass(frozen=True, slots=True)
class RuledProtocol:
    """A protocol as it counts at a site, and every ruling about it; `fitting` are those that it follows."""

    protocol: Protocol
    rulings: tuple[Ruling, ...]
    fitting: frozenset[UUID]

    @property
    def waiting(self) -> list[Ruling]:
        """The rulings that wait for a second signature, the oldest first."""
        return [ruling for ruling in self.rulings if not hasattr(ruling, "signature")]


def protocol(protocol_id: str, site_id: UUID) -> Protocol:
    """Return a protocol as it counts at a site; one query. Raises reading.NoSuchProtocol.

    Its `digest` names text and rulings: what was computed by it can be told from what would be today.
    """
    return ruled_protocol(protocol_id, site_id).protocol


def ruled_protocol(protocol_id: str, site_id: UUID) -> RuledProtocol:
    """Return a protocol as it counts at a site, with every ruling about it; one query."""
    return _apply(reading.protocol(protocol_id), list(_rulings(site_id).filter(protocol=protocol_id)))


def ruled_protocols(site_id: UUID) -> list[RuledProtocol]:
    """Return every protocol there is as it counts at a site; one query."""
    by_protocol: dict[str, list[Ruling]] = {}
    for ruling in _rulings(site_id):
        by_protocol.setdefault(ruling.protocol, []).append(ruling)
    return [_apply(one, by_protocol.get(one.id, [])) for one in reading.shelf().protocols.values()]


def _rulings(site_id: UUID) -> QuerySet[Ruling]:
    return Ruling.objects.filter(site_id=site_id).select_related(
        "set_by", "signature", "signature__signed_by"
    )


def _apply(base: Protocol, rulings: list[Ruling]) -> RuledProtocol:
    """Follow the signed rulings as they were signed; one that fits the text no more is left out."""
    one, said = base, dict[str, object]()
    signed = [row for row in rulings if hasattr(row, "signature") and row.signature.accepted]
    for row in sorted(signed, key=lambda each: (each.signature.signed_at, each.id)):
        try:
            one = ruled(base, said | row.said, (*one.ruled_by, row.id))
        except ValueError:
            continue
        said |= row.said
    return RuledProtocol(one, tuple(rulings), frozenset(one.ruled_by))
