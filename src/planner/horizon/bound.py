"""A lower bound, and what each bed-night is worth: Lagrangian relaxation of the beds.

With a price for each room and night, every stay takes the cheapest room for itself. What they pay,
less the price of all beds, is never more than the cheapest plan costs. Prices are improved along
the smoothed subgradient (nights asked for beyond the beds) with a target that moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planner.horizon.tables import Tables

SMOOTHING, PATIENCE, SHRINK, GROWTH = 0.3, 10, 0.7, 1.5
FORBIDDEN = 1.0e12


@dataclass(frozen=True, slots=True)
class Prices:
    """`bound`: no plan without an overfull bed costs less. `reduced`: (stays x rooms) cost with the prices of
    the nights, infinite where not allowed: the lower, the likelier in a good plan.
    """

    bound: float
    reduced: NDArray[np.float64]


def find_prices(tables: Tables, steps: int) -> Prices:
    """Prices after at most so many steps; `tables` has at least one stay that can be placed."""
    import numpy as np  # noqa: PLC0415 - heavy

    search = _Search(tables)
    target = max(0.3 * abs(search.value), 0.3 * len(tables.placeable))
    best, best_prices, waited = search.value, search.prices, 0
    smooth = np.zeros_like(search.prices)
    for _ in range(steps):
        if target < 1e-4 * max(1.0, abs(best)):
            break
        smooth = SMOOTHING * smooth + (1 - SMOOTHING) * search.excess
        way = np.where((search.prices <= 0) & (smooth < 0), 0.0, smooth)
        length = float((way * way).sum())
        if length < 1e-12:
            break
        search.move_to(np.maximum(0.0, search.prices + (best + target - search.value) / length * way))
        if search.value > best:
            target *= GROWTH if search.value > best + 0.3 * target else 1.0
            best, best_prices, waited = search.value, search.prices, 0
        elif (waited := waited + 1) >= PATIENCE:
            target *= SHRINK
            waited = 0
            search.move_to(best_prices)
            smooth = np.zeros_like(smooth)
    search.move_to(best_prices)
    return Prices(best, np.where(tables.allowed, search.charged.T, np.inf))


class _Search:
    """Prices (rooms x nights), the bound they give, and where more is asked for than there is."""

    def __init__(self, tables: Tables) -> None:
        import numpy as np  # noqa: PLC0415 - heavy

        placeable = np.array(tables.placeable, dtype=np.intp)
        self._first = np.array(tables.first, dtype=np.intp)
        self._end = self._first + np.array(tables.length, dtype=np.intp)
        self._placeable = placeable
        self._beds = np.array(tables.beds, dtype=float)[:, None]
        self._nights = tables.nights
        self._cost = np.where(tables.allowed, tables.matrix, FORBIDDEN).T.copy()
        self.move_to(np.zeros((len(tables.beds), tables.nights)))

    def move_to(self, prices: NDArray[np.float64]) -> None:
        """Work out the bound and the excess for these prices."""
        import numpy as np  # noqa: PLC0415 - heavy

        rooms = len(prices)
        until = np.zeros((rooms, self._nights + 1))
        np.cumsum(prices, axis=1, out=until[:, 1:])
        self.prices = prices
        self.charged = self._cost + until[:, self._end] - until[:, self._first]
        chosen = self.charged[:, self._placeable].argmin(axis=0)
        paid = self.charged[chosen, self._placeable].sum()
        self.value = float(paid - (prices * self._beds).sum())
        size = rooms * (self._nights + 1)
        row = chosen * (self._nights + 1)
        change = np.bincount(row + self._first[self._placeable], minlength=size).astype(float)
        change -= np.bincount(row + self._end[self._placeable], minlength=size)
        self.excess = change.reshape(rooms, -1).cumsum(axis=1)[:, : self._nights] - self._beds
