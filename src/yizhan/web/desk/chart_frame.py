"""What charts drawn as SVG share: a frame with its margins, and marks on its axes."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Label = TypeVar("Label", str, int)


@dataclass(frozen=True, slots=True)
class Tick(Generic[Label]):
    """A mark on an axis: where, and what stands there."""

    at: float
    label: Label


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture's size and the edges of the field inside it, in units of the drawing; y grows downwards."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int

    @classmethod
    def with_margins(
        cls, width: int, height: int, *, left: int, right: int, top: int, bottom: int
    ) -> "Frame":
        """Return a frame whose field leaves so much free on each side."""
        return cls(width, height, left, width - right, top, height - bottom)

    def across(self, share: float) -> float:
        """Return x of a share of the field's width, 0 at the left."""
        return round(self.left + (self.right - self.left) * share, 1)

    def up(self, share: float) -> float:
        """Return y of a share of the field's height, 0 at the bottom."""
        return round(self.bottom - (self.bottom - self.top) * share, 1)
