"""Notices outlive the process that hands them over: killed in the middle, none is lost."""

import pytest

from benchmarks.notices import Outside, measure_notices
from tests.support.servers import Installation


@pytest.mark.fault
def test_no_notice_is_lost_with_the_process_killed_again_and_again(installation: Installation) -> None:
    place = Outside(installation.home)
    place.database_url = installation.database
    rows = list(measure_notices(place, 120, 3))
    assert [row.what for row in rows if not row.reached] == []
