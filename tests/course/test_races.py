"""Several people decide the same list at once: it is decided once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.course.conftest import protocols  # noqa: F401 - the fixture
from tests.course.watching import at

if TYPE_CHECKING:
    from tests.course.watching import Watching


@pytest.fixture
def committed(committed_db: None, protocols: None) -> Iterator[Watching]:  # noqa: F811
    """Two people under a protocol, really committed, for threads."""
    from tests.course.watching import Watching
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    night = open_night()
    with running(night.clock):
        night.announce(expected=84, cohort="school")
        night.count(1)
        watching = Watching(night)
        watching.begin("001-A", "001-B")
        yield watching


def test_a_list_is_decided_once_however_many_decide(committed: Watching) -> None:
    from tests.leaving.test_races import THREADS, race
    from yizhan.command.queries.verify import verify_site
    from yizhan.core.refusals import Refusal
    from yizhan.course.actions.changes import decline_change, sign_change
    from yizhan.course.models import CourseChange, CourseRecord

    site_id = committed.night.site.id
    told = committed.exposed("001-A", "001-B", when=at("03-17", "08:00"))
    assert told.waiting_id is not None
    change_id = told.waiting_id
    places = iter(range(THREADS))

    def decide() -> None:
        place = next(places)
        if place % 2:
            sign_change(by=committed.night.by("head"), site_id=site_id, change_id=change_id)
        else:
            decline_change(by=committed.night.by("post"), site_id=site_id, change_id=change_id)

    outcomes = race(cast("Any", committed), decide)
    assert outcomes == ["", *["change_decided"] * (THREADS - 1)]
    extended = CourseRecord.objects.filter(event="extended").count()
    assert (CourseChange.objects.get().state, extended) in {("applied", 2), ("rejected", 0)}
    with pytest.raises(Refusal):
        sign_change(by=committed.night.by("head"), site_id=site_id, change_id=change_id)
    assert verify_site(committed.night.site).faults == ()
