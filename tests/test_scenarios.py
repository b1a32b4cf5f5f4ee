"""The played night is the recorded one."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night


@pytest.fixture
def night(db: None) -> "Night":
    from tests.intake.night import open_night

    opened = open_night()
    opened.announce(expected=84, cohort="school")
    return opened


def test_play_first_night_rooms_every_party_of_the_recorded_night(night: "Night") -> None:
    from tests.scenarios import play_first_night
    from yizhan.people.enums import AgeGroup
    from yizhan.people.models import Person
    from yizhan.places.models import Occupancy

    played = play_first_night(night.site.id, registered=0.5)
    assert len(played.parties) == 44
    assert played.waiting == []
    inside = Occupancy.objects.filter(ended_at=None)
    assert inside.count() == 84
    adults = Person.objects.filter(occupancies__ended_at=None, age_group=AgeGroup.ADULT)
    assert adults.count() == 43
    assert inside.values("room_id").distinct().count() == 44
    assert Person.objects.exclude(registered_at=None).count() > 0


def test_play_first_night_leaves_the_last_parties_in_the_lobby(night: "Night") -> None:
    from tests.scenarios import play_first_night
    from yizhan.places.models import Occupancy

    played = play_first_night(night.site.id, waiting=3, registered=0)
    assert [party.number for party in played.waiting] == [42, 43, 44]
    left = sum(len(party.make_up) for party in played.waiting)
    assert Occupancy.objects.filter(ended_at=None).count() == 84 - left
