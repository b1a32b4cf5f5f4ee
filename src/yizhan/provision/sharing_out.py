"""What the shop brought too little of, shared out: everybody gets one before anybody gets two."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

K = TypeVar("K")


def share_out(wanted: Sequence[tuple[K, int]], arrived: int) -> Mapping[K, int]:
    """Return how many of `arrived` each gets, in turns in the order of `wanted`, at most what they want.

    The shares add up to the smaller of what arrived and what was wanted.
    """
    shares = dict.fromkeys((key for key, _ in wanted), 0)
    left = max(arrived, 0)
    while left:
        before = left
        for key, count in wanted:
            if left and shares[key] < count:
                shares[key] += 1
                left -= 1
        if left == before:
            break
    return shares
