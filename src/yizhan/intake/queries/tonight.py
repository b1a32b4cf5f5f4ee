"""What matters at a site at this moment, in figures."""

from dataclasses import dataclass
from uuid import UUID

from yizhan.duty.models import Matter
from yizhan.health.models import FeverCase
from yizhan.intake.enums import CountRound
from yizhan.intake.models import Registration
from yizhan.intake.queries.batches import Announced
from yizhan.intake.queries.countdown import Chain, chains
from yizhan.intake.queries.counts import BatchCounts, batch_counts
from yizhan.intake.queries.passage import EntranceConflict, passages
from yizhan.places.models import Entrance, Occupancy, Site
from yizhan.stays.models import Stay


@dataclass(frozen=True, slots=True)
class BatchTonight:
    """An open batch with its counts and the entrances that its vehicles cannot use."""

    announced: Announced
    counts: BatchCounts
    conflicts: tuple[EntranceConflict, ...]

    @property
    def arrived(self) -> bool:
        """Whether somebody of it was seen."""
        return any(self.counts.raw.values())


@dataclass(frozen=True, slots=True)
class Tonight:
    """The figures of one site at one moment; fevers are none of the `matters_open`."""

    chains: tuple[Chain, ...]
    batches: tuple[BatchTonight, ...]
    present: int
    roomed: int
    registered: int
    matters_open: int
    fevers: int

    @property
    def expected(self) -> int | None:
        """People expected with the open batches; None when no number is known."""
        known = [b.announced.people for b in self.batches if b.announced.people is not None]
        return sum(known) if known else None

    @property
    def counted(self) -> dict[CountRound, int]:
        """Settled counts of the open batches by round."""
        return {round_: sum(b.counts.settled[round_] for b in self.batches) for round_ in CountRound}

    @property
    def differences(self) -> int:
        """Open differences and rooms with too many, over all open batches."""
        return sum(b.counts.open_count for b in self.batches)

    @property
    def conflicts(self) -> list[EntranceConflict]:
        """Vehicles of batches still to come at entrances that do not let them in."""
        return [conflict for b in self.batches if not b.arrived for conflict in b.conflicts]

    @property
    def late(self) -> int:
        """Steps of the countdown that are past due."""
        return sum(len(chain.late) for chain in self.chains)

    @property
    def next_chain(self) -> Chain | None:
        """The chain that arrives next, or is arriving."""
        return self.chains[0] if self.chains else None


def tonight(site: Site, *, without: UUID) -> Tonight:
    """Return what matters now; eight queries, and seven for each open batch.

    Complaints about the account `without`, which looks at it, are not counted: a number would tell.
    """
    found = chains(site.id)
    entrances = list(Entrance.objects.filter(site=site))
    batches = tuple(_batch(row, entrances) for chain in found for row in chain.batches)
    persons = Stay.objects.filter(site=site, ended_at=None).values("person_id")
    roomed = Occupancy.objects.filter(room__site=site, ended_at=None).count()
    return Tonight(
        chains=tuple(found),
        batches=batches,
        present=persons.count(),
        roomed=roomed,
        registered=Registration.objects.filter(person_id__in=persons).count(),
        matters_open=_open_matters(site.id, without),
        fevers=FeverCase.objects.filter(site=site, closed_at=None).count(),
    )


def _batch(row: Announced, entrances: list[Entrance]) -> BatchTonight:
    ways = passages(row.vehicles, entrances)
    return BatchTonight(
        row, batch_counts(row.batch), tuple(conflict for way in ways for conflict in way.conflicts)
    )


def _open_matters(site_id: UUID, without: UUID) -> int:
    rows = Matter.objects.filter(site_id=site_id, settled_at=None).exclude(about_id=without)
    return rows.exclude(kind=Matter.Kind.FEVER).count()
