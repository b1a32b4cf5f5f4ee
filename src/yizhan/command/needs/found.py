"""What the product itself has at the end of the day, read back for the figures."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from yizhan.care.enums import ThreadKind
from yizhan.care.models import CrisisEntry, CrisisReader
from yizhan.care.queries.medicines import unattended
from yizhan.command.needs.day import Day
from yizhan.core.actors import ActorKind
from yizhan.core.models import AuditEvent
from yizhan.duty.enums import EntryOf
from yizhan.duty.models import Matter, MatterEntry
from yizhan.notices.models import Recipient
from yizhan.notices.queries.following import unread_unfollowed
from yizhan.provision.models import MealHanded, OrderLine, Parcel, TransferLine
from yizhan.provision.queries.delivery import delivery_of
from yizhan.provision.queries.orders import party_accounts
from yizhan.provision.queries.parcels import Step, step_of
from yizhan.provision.queries.stock import store_of
from yizhan.provision.queries.stock_proof import ShelfFault, TransferFault, stock_faults, transfer_faults
from yizhan.provision.rules import meal_on_arrival, meals
from yizhan.provision.sittings import sitting

READ_CRISIS = "care.read_crisis"
# What no resident asked for: the record's own, and supplies asked for upward.
OF_THE_SITE = ("", "supplies")


@dataclass(frozen=True, slots=True)
class FoundMatter:
    """A request as the product has it; accounts are keys of the crew, "" for none.

    `answered_by`: who gave the first word; `on_word`: whether whoever asked, or somebody at their door who
    does not answer for it, said that it is solved, or a head closed it with a reason.
    """

    matter_id: str
    need: str
    answered_by: str
    offered_to: str
    closed: str
    on_word: bool
    reopened: int


@dataclass(frozen=True, slots=True)
class FoundWatch:
    """What the record has of a protected thread: look-ins, and who has read it, named or not."""

    looked_in: int
    read_by_named: int
    read_by_others: int


@dataclass(frozen=True, slots=True)
class FoundOrders:
    """The lines of the order day, by party, article and whether it is a substitute; what each party owes.

    A line is how many were wanted, came and reached the door, and the cents apiece.
    """

    lines: dict[tuple[int, str, bool], tuple[int, int | None, int | None, int]]
    owed: dict[int, int]
    settled_cents: int


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was read back; `meals` are those that reached somebody.

    `parcels` has for each number whether it is held, waits, was delivered or went back.
    `on_hand` is what the store has by item, `at_the_post` what the command post's has; `stock_faults` are
    where their books, or what one sent the other, contradict themselves. `sent_down`: how many articles were
    sent, came, and are on their way still; `asking` is how the asking for them was closed.
    `medicines_unattended` warn and nobody is getting more; notices nobody has read, or nobody follows up.
    """

    matters: list[FoundMatter]
    watch: FoundWatch
    meals: int
    medicines_unattended: int
    notices_unread: int
    notices_forgotten: int
    orders: FoundOrders
    parcels: dict[str, str]
    on_hand: dict[str, int]
    at_the_post: dict[str, int]
    stock_faults: list[ShelfFault | TransferFault]
    sent_down: tuple[int, int, int]
    asking: str


def found_at(day: Day) -> Found:
    """Read everything back from the database."""
    unread = Recipient.objects.filter(notice_id=day.noted.told.notice_id, read_at=None)
    return Found(
        matters=_matters(day), watch=_watch(day), meals=_meals(day), orders=_orders(day),
        parcels=_parcels(day), on_hand=_on_hand(day.site_id), at_the_post=_on_hand(None),
        stock_faults=[*stock_faults(day.site_id), *stock_faults(None), *transfer_faults(None)],
        sent_down=_sent_down(day), asking=_closed_how(day.noted.store.matter_id),
        medicines_unattended=sum(unattended(day.site_id).values()),
        notices_unread=unread.count(), notices_forgotten=unread_unfollowed(day.site_id, day.now()),
    )  # fmt: skip


def _on_hand(store: UUID | None) -> dict[str, int]:
    return {shelf.item.key: shelf.on_hand for shelf in store_of(store)}


def _sent_down(day: Day) -> tuple[int, int, int]:
    lines = list(TransferLine.objects.filter(transfer__to_site_id=day.site_id))
    on_its_way = sum(line.sent for line in lines if line.arrived is None)
    return sum(line.sent for line in lines), sum(line.arrived or 0 for line in lines), on_its_way


def _closed_how(matter_id: str) -> str:
    return Matter.objects.get(id=matter_id).closed_how if matter_id else ""


def _watch(day: Day) -> FoundWatch:
    crisis_id = day.noted.watched.crisis_id
    readings = AuditEvent.objects.filter(action=READ_CRISIS, subject__crisis=crisis_id)
    readers = CrisisReader.objects.filter(crisis_id=crisis_id).values_list("account_id", flat=True)
    named = {f"{ActorKind.ACCOUNT}:{account_id}" for account_id in readers}
    by = list(readings.values_list("actor", flat=True))
    thread = CrisisEntry.objects.filter(crisis_id=crisis_id)
    strangers = thread.exclude(by__in=named).count()
    by_named = sum(one in named for one in by)
    looked_in = thread.filter(kind=ThreadKind.LOOKED_IN).count()
    return FoundWatch(looked_in, by_named, len(by) - by_named + strangers)


def _meals(day: Day) -> int:
    """Return how many bags and warm meals the product says that people have had."""
    carried = [(one["key"], day.facts.clock(one["carried"])) for one in day.facts.assumed["meals"]]
    sittings = [sitting(meals()[key], at.date(), day.facts.zone) for key, at in carried]
    fed = sum(delivery_of(day.site_id, one).fed for one in sittings)
    return fed + MealHanded.objects.filter(site_id=day.site_id, meal=meal_on_arrival().key).count()


def _matters(day: Day) -> list[FoundMatter]:
    thread: dict[UUID, list[MatterEntry]] = defaultdict(list)
    for entry in MatterEntry.objects.filter(matter__site_id=day.site_id).order_by("at", "id"):
        thread[entry.matter_id].append(entry)
    rows = Matter.objects.filter(site_id=day.site_id, raised_at__gte=day.facts.begin).exclude(
        need__in=OF_THE_SITE
    )
    return [_matter(day, row, thread[row.id]) for row in rows]


def _matter(day: Day, row: Matter, thread: list[MatterEntry]) -> FoundMatter:
    first = next((one for one in thread if one.kind in (EntryOf.ANSWERED, EntryOf.DONE)), None)
    return FoundMatter(
        str(row.id), row.need, day.who(first.account_id) if first else "", day.who(row.offered_to_id),
        row.closed_how if row.settled_at else "", _on_word(row, thread), row.reopened,
    )  # fmt: skip


def _on_word(row: Matter, thread: list[MatterEntry]) -> bool:
    """Tell from the thread whether a matter was closed as it may be."""
    last = thread[-1] if thread else None
    if last is None:
        return False
    if last.kind == EntryOf.CLOSED:
        return bool(last.sealed or last.plain) and last.account_id is not None
    confirmed = last.kind == EntryOf.CONFIRMED
    return confirmed and (last.by.startswith("party:") or last.account_id != row.responsible_id)


def _orders(day: Day) -> FoundOrders:
    numbers = {group.party_id: group.number for group in day.guests.groups}
    rows = OrderLine.objects.filter(order_day_id=UUID(day.noted.ordering.order_day_id))
    lines = {}
    for row in rows.select_related("article", "instead_of__article"):
        article = (row.instead_of or row).article
        key = (numbers[str(row.party_id)], article.number if article else "", row.instead_of_id is not None)
        lines[key] = (row.quantity, row.brought, row.handed, row.price_cents)
    accounts = party_accounts(day.site_id)
    owed = {numbers[str(one.party_id)]: one.owed_cents for one in accounts if one.owed_cents}
    return FoundOrders(lines, owed, sum(one.settled_cents for one in accounts))


def _parcels(day: Day) -> dict[str, str]:
    return {one.number: _state(one) for one in Parcel.objects.filter(site_id=day.site_id)}


def _state(parcel: Parcel) -> str:
    if parcel.delivered_at or parcel.refused_at:
        return "delivered" if parcel.delivered_at else "back"
    return "held" if step_of(parcel) == Step.HELD else "ready"
