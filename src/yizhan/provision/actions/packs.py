"""Care packs: handed over at reception or at a door, counted out of the store in the same moment."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.core.actions import Outcome, action
from yizhan.core.actors import Actor, moment_of
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.rounds import close_task
from yizhan.people.models import Person
from yizhan.places.models import Room, Site
from yizhan.provision.actions.order_delivery import HandedLine
from yizhan.provision.actions.store import Deed, Words, lock_stocks, put_in, take_out
from yizhan.provision.enums import MovementKind
from yizhan.provision.models import PackGiven, Stock, StockLot, StockMovement
from yizhan.provision.queries.packs import ARRIVAL, PACKS, behind_doors, packs_given
from yizhan.provision.queries.stock import day_at, first_to_go
from yizhan.provision.stock_rules import PackKind, packs

HAND = "pack.hand"
MOST_AT_ONCE = 60


class PacksGiven(Outcome):
    """How many packs went out now, how many people had theirs before, how many articles were not there."""

    site_id: UUID
    kind: str
    given: int
    before: int = 0
    lacking: int = 0


@action("provision.give_pack", needs=HAND)
def give_pack(
    *, by: Actor, site_id: UUID, kind: Annotated[str, Field(max_length=20)],
    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)], partly: bool = False,
) -> PacksGiven:  # fmt: skip
    """Hand a pack to people who are here; who has one of a kind that is given once gets no second one.

    Refused if the store has too few articles, unless `partly`: then what is there goes out, and each pack
    keeps what it lacks.
    """
    chosen = _kind(kind)
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    wanted = list(dict.fromkeys(person_ids))
    here = Person.objects.filter(id__in=wanted, stays__site_id=site_id, stays__ended_at=None)
    if set(here.values_list("id", flat=True)) != set(wanted):
        raise Refusal(
            "not_here", gettext_noop("Somebody of these people is not at this site. Open it again.")
        )
    return _give(by, site_id, chosen, wanted, partly=partly)


@action("provision.hand_packs_at_door", needs="round.walk")
def hand_packs_at_door(
    *, by: Actor, site_id: UUID, room_id: UUID, round_id: UUID | None = None,
    lines: Annotated[tuple[HandedLine, ...], Field(max_length=MOST_AT_ONCE)] = (),
) -> PacksGiven:  # fmt: skip
    """Record who behind this door got the pack on arrival: those named with 1, or with none named all.

    What the store lacks by its book stops nobody at a door: the pack was handed over as it is.
    """
    Site.objects.select_for_update(no_key=True).get(id=site_id)
    if not Room.objects.filter(id=room_id, site_id=site_id).exists():
        raise Refusal("no_such_room", gettext_noop("There is no such room at this site."))
    said = {line.line_id: line.quantity for line in lines}
    owed = [one.person_id for one in behind_doors(site_id, [room_id]).get(room_id, [])]
    wanted = [person_id for person_id in owed if not said or said.get(person_id)]
    done = _give(by, site_id, packs()[ARRIVAL], wanted, partly=True)
    close_task(
        by=by, round_id=round_id, kind=PACKS, room_id=room_id, record_id=by.command_id, at=moment_of(by)
    )
    return done


class PackWithdrawn(Outcome):
    """The pack that was taken back, and how many articles went back into the store."""

    site_id: UUID
    pack_id: UUID
    back: int


@action("provision.withdraw_pack", needs=HAND)
def withdraw_pack(*, by: Actor, site_id: UUID, pack_id: UUID, reason: Words) -> PackWithdrawn:
    """Take back a pack that was given by mistake: its articles stand in the store again."""
    if not reason.strip():
        raise Refusal("reason_needed", gettext_noop("Say why it is taken back."))
    pack = PackGiven.objects.select_for_update(no_key=True).filter(site_id=site_id, id=pack_id).first()
    if pack is None or pack.withdrawn_at:
        raise Refusal("no_such_pack", gettext_noop("This pack was taken back already. Open the page again."))
    pack.withdrawn_at, pack.withdrawn_by_id = moment_of(by), by.account_id
    pack.withdrawn_because = reason.strip()[:120]
    pack.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    return PackWithdrawn(site_id=site_id, pack_id=pack.id, back=_put_back(by, pack))


def _kind(key: str) -> PackKind:
    if key not in packs():
        raise Refusal("no_such_pack_kind", gettext_noop("There is no such care pack. Open the page again."))
    return packs()[key]


def _give(by: Actor, site_id: UUID, kind: PackKind, wanted: Sequence[UUID], *, partly: bool) -> PacksGiven:
    had = packs_given(site_id).filter(kind=kind.key, person_id__in=wanted)
    turns = dict(had.order_by().values_list("person_id").annotate(last=Max("turn")))
    fresh = [person_id for person_id in wanted if not kind.once or person_id not in turns]
    lacking = _count_out(by, site_id, kind, len(fresh), partly=partly) if fresh else []
    PackGiven.objects.bulk_create(
        PackGiven(
            id=new_id(), site_id=site_id, person_id=person_id, kind=kind.key,
            turn=turns.get(person_id, 0) + 1, lacking=dict(without), deed=by.command_id,
            given_at=moment_of(by), given_by_id=by.account_id,
        )
        for person_id, without in zip(fresh, lacking, strict=True)
    )  # fmt: skip
    short = sum(sum(without.values()) for without in lacking)
    return PacksGiven(
        site_id=site_id, kind=kind.key, given=len(fresh), before=len(wanted) - len(fresh), lacking=short
    )


def _count_out(by: Actor, site_id: UUID, kind: PackKind, people: int, *, partly: bool) -> list[Counter[str]]:
    """Take the articles of so many packs out of the store; returns what each lacks, the last ones most."""
    stocks, today = lock_stocks(site_id, list(kind.contents)), day_at(site_id)
    deed = Deed(by, MovementKind.PACK, kind.key)
    lacking: list[Counter[str]] = [Counter() for _ in range(people)]
    for key, each in kind.contents.items():
        there = _usable(stocks[key], today) if partly else each * people
        taken = min(each * people, there)
        if taken:
            take_out(stocks[key], taken, deed)
        for place, without in enumerate(lacking):
            short = each - min(max(taken - place * each, 0), each)
            if short:
                without[key] = short
    return lacking


def _usable(stock: Stock, today: date) -> int:
    good = stock.lots.filter(on_hand__gt=0).exclude(expires_on__lt=today)
    return sum(good.values_list("on_hand", flat=True))


def _put_back(by: Actor, pack: PackGiven) -> int:
    """Return a pack's articles to the longest-lasting of the lots that its deed took them from."""
    contents = _kind(pack.kind).contents
    stocks = lock_stocks(pack.site_id, list(contents))
    went = StockMovement.objects.filter(stock__site_id=pack.site_id, deed=pack.deed, kind=MovementKind.PACK)
    lots: dict[str, list[StockLot]] = {}
    for movement in went.select_related("lot", "stock"):
        lots.setdefault(movement.stock.item, []).append(movement.lot)
    back = 0
    for key, each in contents.items():
        count = each - pack.lacking.get(key, 0)
        if count and key in lots:
            lot = max(lots[key], key=first_to_go)
            deed = Deed(by, MovementKind.RETURN, pack.kind)
            put_in(stocks[key], count, deed, number=lot.number, expires_on=lot.expires_on)
            back += count
    return back
