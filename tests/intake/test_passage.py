"""Vehicles at entrances: worked by hand."""

from decimal import Decimal

from yizhan.core.ids import new_id
from yizhan.intake.models import Vehicle
from yizhan.intake.queries.passage import Measure, passages
from yizhan.places.models import Entrance

GATE = Entrance(id=new_id(), name="Yard gate", clearance_m=Decimal("3.2"))
SIDE = Entrance(id=new_id(), name="Side gate", clearance_m=None)
BACK = Entrance(id=new_id(), name="Back road", clearance_m=Decimal("4.0"), max_length_m=Decimal("9.0"))


def _bus(
    plate: str, height: str | None, length: str | None = None, entrance: Entrance | None = None
) -> Vehicle:
    return Vehicle(
        plate=plate, seats=45, height_m=Decimal(height) if height else None,
        length_m=Decimal(length) if length else None, entrance_id=entrance.id if entrance else None,
    )  # fmt: skip


def test_first_night_names_both_coaches_and_the_missing_30_centimetres() -> None:
    found = passages([_bus("small", "2.7"), _bus("coach 2", "3.5"), _bus("coach 3", "3.5")], [GATE, SIDE])
    conflicts = [(c.vehicle.plate, c.entrance.name, c.missing_m) for one in found for c in one.conflicts]
    assert conflicts == [
        ("coach 2", "Yard gate", Decimal("0.3")),
        ("coach 3", "Yard gate", Decimal("0.3")),
    ]
    assert [one.enters for one in found] == [(GATE,), (), ()]
    assert [one.blocked for one in found] == [False, True, True]
    assert [one.unmeasured for one in found] == [(SIDE,)] * 3


def test_missing_height_is_a_question_and_not_a_way_in() -> None:
    (one,) = passages([_bus("unknown", None)], [GATE])
    assert one.height_unknown
    assert one.enters == ()
    assert one.conflicts == ()
    assert not one.blocked


def test_vehicle_sent_to_one_entrance_is_judged_by_it_and_told_the_others() -> None:
    (one,) = passages([_bus("coach", "3.5", "8.0", GATE)], [GATE, SIDE, BACK])
    assert one.blocked
    assert [conflict.entrance for conflict in one.conflicts] == [GATE]
    assert one.others == (BACK,)
    assert one.unmeasured == ()


def test_too_long_is_a_conflict_of_its_own() -> None:
    (one,) = passages([_bus("coach", "4.2", "12.0", BACK)], [BACK])
    assert [(c.measure, c.missing_m) for c in one.conflicts] == [
        (Measure.HEIGHT, Decimal("0.2")),
        (Measure.LENGTH, Decimal("3.0")),
    ]
    assert [c.removable for c in one.conflicts] == [True, False]


def test_what_hangs_more_than_80_centimetres_too_low_is_not_just_taken_down() -> None:
    (one,) = passages([_bus("double-decker", "4.01", None, GATE)], [GATE])
    assert [(c.missing_m, c.removable) for c in one.conflicts] == [(Decimal("0.81"), False)]


def test_exactly_the_clearance_enters_but_is_tight() -> None:
    (one,) = passages([_bus("coach", "3.2")], [GATE])
    assert (one.enters, one.tight) == ((GATE,), (GATE,))
    (spare,) = passages([_bus("coach", "3.1")], [GATE])
    assert (spare.enters, spare.tight) == ((GATE,), ())
