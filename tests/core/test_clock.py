"""Time comes from one place, and facts have one form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.core import canonical
from yizhan.core.clock import FileClock, FixedClock, now, running
from yizhan.core.ids import new_id

NIGHT = datetime(2022, 3, 16, 11, 0, tzinfo=UTC)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def test_fixed_clock_stands_until_it_is_set() -> None:
    clock = FixedClock(NIGHT)
    with running(clock):
        assert now() == now() == NIGHT
        clock.set(NIGHT - timedelta(days=3))
        assert now() == NIGHT - timedelta(days=3)
    assert now() > NIGHT


def test_clocks_nest() -> None:
    with running(FixedClock(NIGHT)):
        with running(FixedClock(NIGHT + timedelta(hours=1))):
            assert now() == NIGHT + timedelta(hours=1)
        assert now() == NIGHT


def test_file_clock_goes_on_from_what_was_written(tmp_path: Path) -> None:
    writer, reader = FileClock(tmp_path / "clock"), FileClock(tmp_path / "clock")
    writer.set(NIGHT)
    first = reader.now()
    assert NIGHT <= first < NIGHT + timedelta(seconds=30)
    assert first <= reader.now()
    assert [path.name for path in tmp_path.iterdir()] == ["clock"]


@given(json_values)
def test_canonical_form_does_not_depend_on_the_order_of_keys(facts: object) -> None:
    assert canonical.encode(facts) == canonical.encode(_turned_round(facts))


def test_canonical_form_is_what_it_was() -> None:
    assert canonical.encode({"b": [1, None, True], "a": "驿站"}) == '{"a":"驿站","b":[1,null,true]}'.encode()
    assert canonical.digest({}).hex() == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_ids_are_of_version_7_and_sort_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [new_id() for _ in range(500)]
    assert {one.version for one in made} == {7}
    assert len(set(made)) == 500
    assert sorted(made) == made


def _turned_round(facts: object) -> object:
    if isinstance(facts, dict):
        return {key: _turned_round(facts[key]) for key in reversed(facts)}
    return [_turned_round(one) for one in facts] if isinstance(facts, list) else facts
