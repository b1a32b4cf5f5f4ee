"""Sums as people write them, to the cent."""

import pytest

from yizhan.provision.money import cents_of, money


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12.5", 1250), ("12.50", 1250), ("3", 300), ("0.05", 5), ("¥ 1,234.50", 123450), ("１２．５", 1250),
        ("12.5元", 1250), ("RMB 8", 800), ("8.500", 850), ("0", 0),
        ("12.505", None), ("", None), ("-3", None), ("free", None), ("1e3", None), ("12.", None),
        ("100000.01", None),
    ],
)  # fmt: skip
def test_sums_are_read_to_the_cent_or_not_at_all(text: str, cents: int | None) -> None:
    assert cents_of(text) == cents


def test_sums_are_written_with_two_decimals() -> None:
    assert [money(cents) for cents in (0, 5, 1250, 123450, -5)] == [
        "¥0.00",
        "¥0.05",
        "¥12.50",
        "¥1,234.50",
        "−¥0.05",
    ]
