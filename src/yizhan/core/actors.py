"""Who acts: an account, a party of residents with its token, or the system itself."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from yizhan.core.clock import now
from yizhan.core.ids import new_id


class ActorKind(StrEnum):
    """The kinds of actor; every URL declares which of them it serves."""

    ACCOUNT = "account"
    PARTY = "party"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Tap:
    """One intended change as its author made it, wherever and whenever it reaches the server.

    `id` is chosen by the author's device and makes the change idempotent. `tapped_at` is the
    device's clock: evidence, and the moment as of which authority is judged; not truth.
    """

    id: UUID
    tapped_at: datetime | None = None
    device: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting account, party or system, with the tap that carries the change, if any."""

    kind: ActorKind
    id: UUID | None = None
    tap: Tap | None = None

    @property
    def key(self) -> str:
        """A stable text that names the actor in receipts and audit."""
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)

    @property
    def command_id(self) -> UUID:
        """The id of the tap; every change has one."""
        if self.tap is None:
            raise ValueError("a change needs a tap")
        return self.tap.id

    @property
    def account_id(self) -> UUID:
        """The acting account; raises ValueError for a party or the system."""
        if self.kind != ActorKind.ACCOUNT or self.id is None:
            raise ValueError("only an account may do this")
        return self.id

    def with_tap(self, tap: Tap) -> "Actor":
        """Return this actor carrying `tap`."""
        return replace(self, tap=tap)

    def tapping(self, command_id: UUID | None = None) -> "Actor":
        """Return this actor carrying a tap of `command_id`, or of a fresh id."""
        return self.with_tap(Tap(command_id or new_id()))


SYSTEM = Actor(ActorKind.SYSTEM)


def moment_of(by: Actor) -> datetime:
    """Return when it was seen or done: the tap's own time, or now for a tap from the future.

    A phone's clock is evidence, not truth.
    """
    return min(by.tap.tapped_at, now()) if by.tap and by.tap.tapped_at else now()
