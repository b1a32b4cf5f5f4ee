"""A beginning that is put back is the one that was made, row for row, and a test may change its own copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.beginnings import _everything, begins

if TYPE_CHECKING:
    from tests.intake.night import Night

_rows: list[dict[str, object]] = []
_made: list[bool] = []


@begins
def _night() -> Night:
    from tests.intake.night import open_night

    _made.append(True)
    night = open_night()
    night.announce(expected=4)
    night.count(1)
    night.house(1, "302")
    return night


@pytest.mark.parametrize("run", [1, 2, 3])
def test_beginning_is_made_once_and_every_test_has_the_same_rows(db: None, run: int) -> None:
    from yizhan.command.queries.verify import verify

    night = _night()
    assert len(_made) == 1
    _rows.append({name: set(table.rows) for name, table in _everything().items()})
    assert _rows[-1] == _rows[0]
    assert len(_rows[0]["stays_journalentry"]) > 3
    night.minutes(5)
    night.count(2)
    night.site.name = "changed"
    assert verify().clean


def test_beginning_is_put_back_with_a_clock_of_its_own(db: None) -> None:
    from tests.intake.night import EVENING

    night = _night()
    assert night.clock.now() == EVENING
    assert night.site.name != "changed"


def test_beginning_is_made_where_something_is_already(db: None) -> None:
    from yizhan.core.actors import SYSTEM
    from yizhan.core.ids import new_id
    from yizhan.people.actions.accounts import make_account

    before = len(_made)
    make_account(by=SYSTEM, account_id=new_id(), username="somebody.else", display_name="Somebody")
    _night()
    assert len(_made) == before + 1


def test_committed_database_gets_what_the_actions_write(committed_db: None) -> None:
    before = len(_made)
    _night()
    assert len(_made) == before + 1
