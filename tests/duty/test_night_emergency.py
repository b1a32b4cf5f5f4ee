"""The night of day 13 is read back from its thread: who was told, when, what was tried, who answered.

A person after tumour surgery has sudden pain in the belly at 23:00; the only relatives on site are a pregnant
woman and two minors; relatives elsewhere are not reached; it eases at 03:00; in the morning a nurse takes the
person to hospital (a capital's site no. 10, March 2022). The ambulance would have been offered at 23:00.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.test import Client

if TYPE_CHECKING:
    from tests.duty.matters import Hotel

SHANGHAI = ZoneInfo("Asia/Shanghai")
# By the clock on the wall: when, who, what kind of line, in which words.
NIGHT = (
    ("23:04", "nurse", "going", ""),
    ("23:06", "head", "seen", ""),
    ("23:15", "nurse", "said", "doctor treats; lies down, conscious"),
    ("23:20", "clerk", "said", "sister elsewhere telephoned: no answer"),
    ("23:40", "clerk", "said", "community on duty telephoned: looks for the family"),
    ("00:30", "clerk", "said", "disease control telephoned: answers at 00:35, will arrange a car"),
    ("01:30", "clerk", "said", "sister telephoned again: no answer"),
    ("03:00", "nurse", "said", "pain has eased"),
    ("07:30", "nurse", "said", "takes the person to hospital"),
)


def at(hotel: Hotel, clock: str) -> None:
    hour, minute = map(int, clock.split(":"))
    day = 18 if hour > 12 else 19
    hotel.night.clock.set(datetime(2022, 3, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC))


def test_the_night_is_read_back_and_the_ambulance_was_offered_at_eleven(asking: Hotel) -> None:
    from yizhan.duty.actions.emergencies import answer_emergency, close_emergency
    from yizhan.duty.models import EmergencyEntry
    from yizhan.duty.queries.emergencies import emergency_of

    at(asking, "23:00")
    asked = asking.ask(
        asking.party("001-A"), need="chest_pain", words="sudden pain in the belly after surgery"
    )
    thread = asked.emergency_id
    assert thread
    # At 23:00, before anybody has answered, whoever opens it reads whom to call and what to do meanwhile.
    page = Client(headers={"accept-language": "en"}).get("/emergency/?site=county").content.decode()
    assert 'href="tel:120"' in page
    for clock, who, kind, words in NIGHT:
        at(asking, clock)
        answer_emergency(
            by=asking.by(who), site_id=asking.site_id, emergency_id=thread, words=words,
            kind=EmergencyEntry.Kind(kind),
        )  # fmt: skip
    at(asking, "08:10")
    close_emergency(by=asking.by("head"), site_id=asking.site_id, emergency_id=thread, outcome="in hospital")

    night = emergency_of(asking.site_id, thread)
    assert night
    read_back = [
        (
            f"{line.at.astimezone(SHANGHAI):%H:%M}",
            line.account.display_name if line.account else "resident",
            line.words,
        )
        for line in night.thread
    ]
    assert read_back[0] == ("23:00", "resident", "")
    assert read_back[-1] == ("08:10", "head", "in hospital")
    assert read_back[1:-1] == [(clock, who, words) for clock, who, _, words in NIGHT]
    assert (night.place, night.flag and night.flag.key, night.names("going")) == ("305", "pain", ["nurse"])
    assert night.first("going") == night.thread[1].at


def test_nobody_waits_for_an_order_before_the_ambulance(asking: Hotel) -> None:
    """The kitchen's hand calls it; no test, relative, head, or signature stands before it."""
    from yizhan.duty.actions.emergencies import answer_emergency, raise_emergency
    from yizhan.duty.models import EmergencyEntry
    from yizhan.duty.queries.emergencies import emergency_of

    kitchen = asking.by("kitchen")
    raised = raise_emergency(
        by=kitchen, site_id=asking.site_id, flag="pain", room_id=asking.night.room("305").id
    )
    answer_emergency(
        by=asking.by("kitchen"), site_id=asking.site_id, emergency_id=raised.emergency_id,
        kind=EmergencyEntry.Kind.CALLED,
    )  # fmt: skip
    found = emergency_of(asking.site_id, raised.emergency_id)
    assert found
    assert found.names("called") == ["kitchen"]
