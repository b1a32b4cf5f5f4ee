"""The planner's reasons as an answer keeps them."""

from collections.abc import Iterable, Iterator

from planner.placement import Reason
from yizhan.planning.answering import Why


def whys(reasons: Iterable[Reason]) -> Iterator[Why]:
    """Return the planner's reasons as an answer keeps them."""
    for one in reasons:
        yield Why(
            planner="placement",
            code=one.code,
            kind=one.kind.value,
            weight=one.weight,
            params=dict(one.params),
        )
