"""Which vehicle can come in by which entrance, and by how much it cannot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from yizhan.intake.models import Vehicle
from yizhan.intake.rules import outlook_rules
from yizhan.places.models import Entrance


class Measure(StrEnum):
    """What of a vehicle meets what of an entrance."""

    HEIGHT = "height"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class EntranceConflict:
    """A vehicle that an entrance does not let in; metres."""

    vehicle: Vehicle
    entrance: Entrance
    measure: Measure
    vehicle_m: Decimal
    entrance_m: Decimal

    @property
    def missing_m(self) -> Decimal:
        """By how much the vehicle is too high or too long."""
        return self.vehicle_m - self.entrance_m

    @property
    def removable(self) -> bool:
        """Whether taking down what hangs over the entrance may help."""
        return self.measure == Measure.HEIGHT and self.missing_m <= outlook_rules().removable_m


@dataclass(frozen=True, slots=True)
class Passage:
    """What is known about one vehicle at the entrances it may take.

    `enters` let it in, `tight` are those of them with hardly any room above; `unmeasured`
    are entrances whose height nobody measured. A vehicle of unknown height enters nowhere yet.
    """

    vehicle: Vehicle
    enters: tuple[Entrance, ...]
    tight: tuple[Entrance, ...]
    unmeasured: tuple[Entrance, ...]
    conflicts: tuple[EntranceConflict, ...]
    others: tuple[Entrance, ...]

    @property
    def height_unknown(self) -> bool:
        """Whether somebody must ask how high the vehicle is."""
        return self.vehicle.height_m is None

    @property
    def blocked(self) -> bool:
        """Whether no entrance is known to let the vehicle in, and at least one is known not to."""
        return bool(self.conflicts) and not self.enters


def passages(vehicles: Iterable[Vehicle], entrances: Sequence[Entrance]) -> list[Passage]:
    """Compare vehicles with the entrances of a site.

    A vehicle that was sent to one entrance is judged by that one, and `others` are those that
    would let it in; any other vehicle is judged by all of them.
    """
    return [_passage(vehicle, entrances) for vehicle in vehicles]


def _passage(vehicle: Vehicle, entrances: Sequence[Entrance]) -> Passage:
    meant = [one for one in entrances if vehicle.entrance_id in (None, one.id)]
    conflicts = [conflict for one in meant for conflict in _conflicts(vehicle, one)]
    enters = tuple(one for one in meant if _enters(vehicle, one))
    return Passage(
        vehicle=vehicle,
        enters=enters,
        tight=tuple(one for one in enters if _is_tight(vehicle, one)),
        unmeasured=tuple(one for one in meant if one.clearance_m is None),
        conflicts=tuple(conflicts),
        others=tuple(one for one in entrances if one not in meant and _enters(vehicle, one)),
    )


def _conflicts(vehicle: Vehicle, entrance: Entrance) -> Iterable[EntranceConflict]:
    for measure, has, allows in (
        (Measure.HEIGHT, vehicle.height_m, entrance.clearance_m),
        (Measure.LENGTH, vehicle.length_m, entrance.max_length_m),
    ):
        if has is not None and allows is not None and has > allows:
            yield EntranceConflict(vehicle, entrance, measure, has, allows)


def _enters(vehicle: Vehicle, entrance: Entrance) -> bool:
    known = vehicle.height_m is not None and entrance.clearance_m is not None
    return known and not any(_conflicts(vehicle, entrance))


def _is_tight(vehicle: Vehicle, entrance: Entrance) -> bool:
    if vehicle.height_m is None or entrance.clearance_m is None:
        return False
    return entrance.clearance_m - vehicle.height_m < outlook_rules().tight_m
