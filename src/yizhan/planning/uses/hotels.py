"""Several hotels: who of a batch goes where, in which rooms and in which bus."""

from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

from planner.network import Bus, Entrance, Hotel, Problem, Reason, Result, Stop, solve
from planner.placement import PartyProfile
from yizhan.intake.models import Vehicle
from yizhan.intake.queries.batches import Announced, open_batches
from yizhan.places.models import Entrance as EntranceModel
from yizhan.places.models import Site
from yizhan.planning.answering import Answer, BusTrip, HotelShare, Step, Why
from yizhan.planning.asking import Question
from yizhan.planning.queries.world import World, read_world
from yizhan.planning.uses.pulse import NothingToPlan, Pulse
from yizhan.planning.uses.rooming import shares_of

# What is not known of a vehicle, in metres: as tall as the law allows (GB 1589: 4.0), a coach's usual length.
TALLEST_M, USUAL_LENGTH_M = 4.0, 12.0
LONGER_THAN_ANY_M = 100.0


def share_out(world: World, question: Question, pulse: Pulse) -> Answer:
    """Share a batch out over this site and the others; who is not of the batch stays where they are."""
    batch = next((row for row in open_batches(world.site.id) if row.batch.id == question.batch), None)
    if batch is None:
        raise NothingToPlan
    parties = [party for party in world.expected if world.batch_of.get(party.id) == question.batch]
    others = Site.objects.filter(id__in=question.hotels).exclude(id=world.site.id).order_by("code")
    hotels = [_hotel(world), *(_hotel(read_world(site)) for site in others)]
    buses = tuple(_bus(vehicle) for vehicle in batch.vehicles)
    found = solve(
        Problem(tuple(hotels), tuple(parties), buses),
        Stop(seconds=pulse.left, ask=pulse.heard),
    )
    return Answer(
        steps=tuple(_step(found, party, world.site.id) for party in parties),
        objective=dict(found.objective), bound=found.lower_bound, proven=found.proven,
        relaxed=dict(found.relaxed), hotels=tuple(_shares(found, parties, hotels, batch)),
        revision=len(batch.revisions),
    )  # fmt: skip


def _hotel(world: World) -> Hotel:
    """Return a site as the planner sees it; no coach is sent to an entrance that nobody has measured."""
    measured = EntranceModel.objects.filter(site=world.site, clearance_m__isnull=False)
    entrances = tuple(
        Entrance(one.name, float(one.clearance_m or 0), float(one.max_length_m or LONGER_THAN_ANY_M))
        for one in measured
    )
    return Hotel(str(world.site.id), world.site.name, world.state, entrances)


def _bus(vehicle: Vehicle) -> Bus:
    height, length = vehicle.height_m or TALLEST_M, vehicle.length_m or USUAL_LENGTH_M
    return Bus(str(vehicle.position), vehicle.seats, float(height), float(length))


def _step(found: Result, party: PartyProfile, here: UUID) -> Step:
    hotel = found.hotel_of.get(party.id)
    said = found.reasons.get(party.id, ()) if hotel else found.unplaced.get(party.id, ())
    return Step(
        party_id=None, tag=party.id, people=party.size, cohort=party.cohort or "",
        site_id=UUID(hotel) if hotel and UUID(hotel) != here else None,
        shares=shares_of(found.rooms[hotel][party.id]) if hotel else (),
        reasons=tuple(_whys(said)),
    )  # fmt: skip


def _whys(reasons: Iterable[Reason]) -> Iterator[Why]:
    for one in reasons:
        yield Why(planner="network", code=one.code, params=dict(one.params))


def _shares(
    found: Result, parties: list[PartyProfile], hotels: list[Hotel], batch: Announced
) -> Iterator[HotelShare]:
    sizes = {party.id: party.size for party in parties}
    rows = EntranceModel.objects.filter(site_id__in=[hotel.id for hotel in hotels])
    gates = {(str(site), name): gate for gate, site, name in rows.values_list("id", "site_id", "name")}
    positions = {str(vehicle.position): vehicle.position for vehicle in batch.vehicles}
    for hotel in hotels:
        theirs = [sizes[party] for party, there in found.hotel_of.items() if there == hotel.id]
        rides = [ride for ride in found.rides if ride.hotel == hotel.id and ride.parties]
        yield HotelShare(
            site_id=UUID(hotel.id), people=sum(theirs), by_size=dict(Counter(theirs)),
            buses=tuple(
                BusTrip(
                    position=positions[ride.bus], entrance_id=gates[hotel.id, ride.entrance],
                    people=sum(sizes[party] for party in ride.parties),
                )
                for ride in rides
            ),
        )  # fmt: skip
