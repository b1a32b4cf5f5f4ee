"""Queries compiled once answer like the same queries built anew, whatever their values."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from yizhan.core.prepared import Prepared
from yizhan.intake.models import BandRoll, HeadcountMark
from yizhan.stays.models import JournalHead, Stay

if TYPE_CHECKING:
    from tests.intake.night import Night

STAYS = Prepared(
    lambda site_id, number: Stay.objects.filter(
        site_id=site_id, band_number__lte=number, ended_at=None
    ).select_related("person", "party")
)
MARKED = Prepared(
    lambda before: HeadcountMark.objects.filter(tapped_at__lte=before).values_list("tapped_at", flat=True)
)
HEAD = Prepared(lambda site_id: JournalHead.objects.select_for_update().filter(site_id=site_id))


def test_each_call_answers_for_its_own_values(night: Night) -> None:
    night.count(1)
    night.count(2)
    for number, tags in ((0, []), (1, ["001-A", "001-B"]), (2, ["001-A", "001-B", "002-A", "002-B"])):
        assert [stay.tag for stay in STAYS(site_id=night.site.id, number=number)] == tags
    assert STAYS(site_id=night.batch_id, number=2) == []


def test_rows_are_whole_models_with_what_they_name(night: Night) -> None:
    night.count(1)
    with CaptureQueriesContext(connection) as asked:
        stay = STAYS.first(site_id=night.site.id, number=1)
        assert stay is not None
        assert (stay.person.age_group, stay.party.id) == ("adult", stay.party_id)
    assert len(asked) == 1
    assert stay == Stay.objects.get(id=stay.id)
    assert not stay._state.adding


def test_values_are_converted_as_django_does(night: Night) -> None:
    night.count(1)
    (moment,) = HeadcountMark.objects.values_list("tapped_at", flat=True)
    assert MARKED(before=moment) == [moment]
    assert MARKED(before=moment - timedelta(microseconds=1)) == []


def test_nothing_found_is_none(night: Night) -> None:
    assert STAYS.first(site_id=night.site.id, number=1) is None


@pytest.mark.parametrize("values", [{}, {"site_id": None, "number": 1}, {"site_id": 1, "number": 1, "x": 1}])
def test_missing_unknown_and_empty_values_are_refused(night: Night, values: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="number, site_id"):
        STAYS(**values)


def test_constants_of_the_query_stay(night: Night) -> None:
    night.count(1)
    Stay.objects.filter(band_letter="B").update(ended_at=night.clock.now(), end_reason="void")
    assert [stay.tag for stay in STAYS(site_id=night.site.id, number=1)] == ["001-A"]
    assert BandRoll.objects.exists()


def test_a_lock_needs_a_transaction(committed_night: Night) -> None:
    with pytest.raises(TransactionManagementError):
        HEAD(site_id=committed_night.site.id)
