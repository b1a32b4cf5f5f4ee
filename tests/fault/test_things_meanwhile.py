"""Two hands at one thing, the second of them in the very middle of what the first one does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from tests.leaving.conftest import committed_going, protocols  # noqa: F401 - the fixtures

if TYPE_CHECKING:
    from tests.leaving.going import Going

PATIENCE_S = 60.0
# Whoever has to wait for the first is not done by then; whoever does not, long before.
HEAD_START_S = 0.5

pytestmark = pytest.mark.fault


class Meanwhile:
    """Something that another thread begins as soon as a function is called, and may well finish before it."""

    def __init__(self, act: Callable[[], Any], clock: Any) -> None:
        self._act, self._clock, self._done = act, clock, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.fault: BaseException | None = None

    def before(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, which first lets the other thread begin."""

        def called(*args: Any, **facts: Any) -> Any:
            if self._thread.ident is None:
                self._thread.start()
                self._done.wait(HEAD_START_S)
            return function(*args, **facts)

        return called

    def end(self) -> None:
        """Wait until the other thread has done it; raises what went wrong in it."""
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        if self.fault:
            raise self.fault

    def _run(self) -> None:
        from django.db import connection

        from yizhan.core.clock import running

        try:
            with running(self._clock):
                self._act()
        except BaseException as fault:  # noqa: BLE001 - raised again in the test's own thread
            self.fault = fault
        finally:
            connection.close()
            self._done.set()


def test_parcel_that_is_scanned_again_forgets_no_look_into_it(
    committed_going: Going,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from yizhan.provision.actions import parcels
    from yizhan.provision.models import Parcel

    night = committed_going.night
    again: dict[str, Any] = {"site_id": night.site.id, "number": "SF1001", "room_id": night.room("302").id}
    parcel_id = parcels.receive_parcel(by=night.by("clerk"), **again).parcel_id
    looked = partial(
        parcels.check_parcel, by=night.by("reception"), site_id=night.site.id, parcel_id=parcel_id
    )
    meanwhile = Meanwhile(looked, night.clock)
    monkeypatch.setattr(parcels, "_address", meanwhile.before(parcels._address))
    parcels.receive_parcel(by=night.by("clerk"), **again)
    meanwhile.end()
    assert Parcel.objects.get().checked_by_id == night.crew["reception"]


@pytest.mark.parametrize("second", ["door", "desk"])
def test_what_the_shop_brought_is_not_shared_out_while_it_is_handed_over(
    committed_going: Going,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    second: str,
) -> None:
    from tests.provision.grocer import article, clock, close, line, open_day, order, page_of, stock
    from yizhan.core.refusals import Refusal
    from yizhan.provision.actions import order_supply
    from yizhan.provision.actions.order_delivery import correct_order_line, hand_over_order
    from yizhan.provision.sharing_out import share_out

    night = committed_going.night
    clock(night, "09:00")
    stock(night)
    day = open_day(night)
    order(night, day, page_of(night, 1), 牛奶=3)
    clock(night, "11:00")
    close(night, day)
    site: dict[str, Any] = {"site_id": night.site.id}
    came = partial(
        order_supply.record_brought, order_day_id=day, article_id=article(night, "牛奶").id, **site
    )
    came(by=night.by("clerk"), arrived=3)
    milk, room = line(night, 1, "牛奶").id, night.room("302").id
    acts: dict[str, Callable[[], Any]] = {
        "door": partial(hand_over_order, by=night.by("hotel"), room_id=room, **site),
        "desk": partial(correct_order_line, by=night.by("clerk"), line_id=milk, handed=2, **site),
    }
    meanwhile = Meanwhile(acts[second], night.clock)
    monkeypatch.setattr(f"{order_supply.__name__}.share_out", meanwhile.before(share_out))
    came(by=night.by("clerk"), arrived=1)
    if second == "door":
        meanwhile.end()
    else:
        with pytest.raises(Refusal, match="1 were brought"):
            meanwhile.end()
    found = line(night, 1, "牛奶")
    assert (found.brought, found.handed) == (1, 1 if second == "door" else None)


def test_what_a_questionnaire_led_to_is_followed_once(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.care.people import opened_hotel, person
    from yizhan.care.actions import screening
    from yizhan.care.actions.on_call import go_on_call
    from yizhan.care.actions.register import sealed_or_none
    from yizhan.care.enums import Instrument
    from yizhan.care.models import ScreeningFollowed
    from yizhan.core.refusals import Refusal

    with opened_hotel() as night:
        site: dict[str, Any] = {"site_id": night.site.id}
        go_on_call(by=night.by("psychologist"), hours=12, **site)
        asked = screening.screen(
            by=night.by("psychologist"), person_id=person(night, "001-A"), instrument=Instrument.PHQ2,
            answers={"interest": 3, "down": 3}, wants=True, **site,
        )  # fmt: skip
        follow = partial(screening.follow_screening, screening_id=asked.screening_id, words="talked", **site)
        meanwhile = Meanwhile(partial(follow, by=night.by("social")), night.clock)
        sealed = "yizhan.care.actions.screening.sealed_or_none"
        monkeypatch.setattr(sealed, meanwhile.before(sealed_or_none))
        follow(by=night.by("psychologist"))
        with pytest.raises(Refusal, match="followed already"):
            meanwhile.end()
        assert ScreeningFollowed.objects.get().account_id == night.crew["psychologist"]
