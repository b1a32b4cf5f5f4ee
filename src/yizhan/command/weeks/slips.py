"""Two slips made on purpose, which the evening's comparison must find, name and help to mend."""

from dataclasses import dataclass

from yizhan.command.weeks.guests import Group
from yizhan.command.weeks.house import House
from yizhan.command.weeks.letting_go import release
from yizhan.ledgers.enums import Cause
from yizhan.ledgers.evidence import Difference
from yizhan.ledgers.queries.comparison import compare
from yizhan.places.models import Room


@dataclass(frozen=True, slots=True)
class WrongRelease:
    """A party that was released on the books and is still there, and one that has left and is not entered."""

    entered: Group
    gone: Group


def release_the_wrong_room(house: House, day: int) -> WrongRelease:
    """Of two parties of one size that are due, let one leave and enter the release of the other."""
    due = [group for group in house.guests.here() if group.due == day]
    slip = next(
        WrongRelease(one, other)
        for place, one in enumerate(due)
        for other in due[place + 1 :]
        if len(one.present) == len(other.present)
    )
    left = slip.gone.present
    release(house, day, [guest.stay_id for guest in slip.entered.present])
    for guest in slip.entered.guests:
        guest.out_on = None
    house.out(day, *left)
    house.kept.slips_made += 1
    return slip


def mend_release(house: House, day: int, slip: WrongRelease) -> None:
    """Find it in the comparison, strike the wrong release out, and enter the right one."""
    rooms = _names(house)
    for one in _found(house, Cause.WRONG_RELEASE):
        named = {who.tag for who in one.entered}
        tags = {house.tag(guest) for group in (slip.entered, slip.gone) for guest in group.guests}
        if named <= tags and {one.room, one.other_room} == {rooms[slip.entered.room], rooms[slip.gone.room]}:
            house.kept.slips_found += all(who.sequence for who in one.entered)
    for guest in slip.entered.present:
        house.decide(
            "clerk", "leaving.reinstate", stay_id=guest.stay_id,
            reason=house.facts.table["written"]["wrong_release"],
        )  # fmt: skip
    release(house, day, [guest.stay_id for group in (slip.gone, slip.entered) for guest in group.guests])


def change_room_unseen(house: House, day: int) -> Group:
    """Let a party that stays on change into a room that has just fallen free, without anybody entering it."""
    staying = (group for group in house.guests.here() if group.due > day)
    group = next(group for group in staying if len(group.present) == len(group.guests))
    taken = {one.room for one in house.guests.here()}
    vacant = Room.objects.filter(site_id=house.site_id, beds__gte=len(group.guests)).exclude(id__in=taken)
    # The evening's check looks into rooms that were left since the last one, and into no other empty ones.
    left = vacant.filter(occupancies__ended_at__gte=house.facts.at(day, "12:00")).order_by("name")
    group.room = str(left[0].id)
    house.kept.slips_made += 1
    return group


def mend_move(house: House, group: Group) -> None:
    """Find it in the comparison, and correct the entry that it names."""
    tags, rooms = {house.tag(guest) for guest in group.present}, _names(house)
    for one in _found(house, Cause.MOVE_MISSING):
        if {who.tag for who in one.entered} == tags and one.other_room == rooms[group.room]:
            house.kept.slips_found += 1
            house.decide(
                "clerk", "stays.correct_entry", sequence=one.entered[0].sequence, room_id=group.room,
                reason=house.facts.table["written"]["move"],
            )  # fmt: skip


def _found(house: House, cause: Cause) -> list[Difference]:
    return [one for one in compare(house.site).differences if one.cause == cause]


def _names(house: House) -> dict[str, str]:
    rooms = Room.objects.filter(site_id=house.site_id).values_list("id", "name")
    return {str(room_id): name for room_id, name in rooms}
