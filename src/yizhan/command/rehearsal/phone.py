"""A simulated phone: its own queue, its own ids, its own session. It knows what a real one knows."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from yizhan.command.rehearsal.bookkeeping import Acknowledged, Notebook
from yizhan.command.rehearsal.browser import PATIENCE_S, PAUSE_S, Browser, Unexpected
from yizhan.core.clock import Clock
from yizhan.core.ids import new_id

BATCH_OF = 20
DECIDED = ("accepted", "conflict", "refused")


@dataclass(slots=True)
class Envelope:
    """A command as it waits in the queue."""

    id: UUID
    body: dict[str, Any]


class Phone:
    """Taps go into the queue and out of it as soon as the network carries them, exactly once."""

    def __init__(self, name: str, browser: Browser, clock: Clock, notebook: Notebook, site_id: str) -> None:
        self.name = name
        self.browser = browser
        self._clock = clock
        self._notebook = notebook
        self._site_id = site_id
        self._queue: list[Envelope] = []
        self._sequence = 0

    @property
    def pending(self) -> int:
        """How many taps wait to be sent."""
        return len(self._queue)

    def tap(self, action: str, *, depends_on: tuple[UUID, ...] = (), **facts: Any) -> UUID:
        """Tap once; the tap is kept, and sent when there is network."""
        command = self.keep(action, depends_on=depends_on, **facts)
        self.send()
        return command

    def keep(self, action: str, *, depends_on: tuple[UUID, ...] = (), **facts: Any) -> UUID:
        """Tap without sending; the tap waits with the others."""
        self._sequence += 1
        command = new_id()
        body = {
            "id": str(command), "action": action, "facts": {"site_id": self._site_id, **facts},
            "tapped_at": self._clock.now().isoformat(), "device": self.name, "sequence": self._sequence,
            "depends_on": [str(other) for other in depends_on],
        }  # fmt: skip
        self._queue.append(Envelope(command, body))
        return command

    def decide(self, action: str, **facts: Any) -> Acknowledged:
        """Tap and wait for the decision, as whoever needs to know it before going on."""
        command = self.tap(action, **facts)
        self.finish()
        return self._notebook.acknowledged[command]

    def send(self) -> None:
        """Try once to send what waits; what is not acknowledged stays."""
        if not self._queue or self.browser.network.offline:
            return
        outgoing = self._queue[:BATCH_OF]
        if self.browser.network.reorders():
            self.browser.network.chance.shuffle(outgoing)
        try:
            response = self.browser.post_json("/api/v1/commands", [envelope.body for envelope in outgoing])
        except httpx.TransportError:
            return
        if response.status_code == 503:
            return
        if response.status_code != 200:
            raise Unexpected(f"{self.name}: {response.status_code} {response.text[:300]}")
        self._take_in(response.json())

    def finish(self) -> None:
        """Send until nothing waits; raises Unexpected when the server stays away."""
        deadline = time.monotonic() + PATIENCE_S
        while self._queue:
            before = len(self._queue)
            self.send()
            if self._queue and time.monotonic() > deadline:
                raise Unexpected(f"{self.name}: {len(self._queue)} taps were not acknowledged")
            if len(self._queue) == before:
                time.sleep(PAUSE_S)

    def _take_in(self, replies: list[dict[str, Any]]) -> None:
        by_id = {str(envelope.id): envelope for envelope in self._queue}
        for reply in replies:
            envelope = by_id.get(reply["id"])
            if envelope is None or reply["status"] not in DECIDED:
                continue
            self._queue.remove(envelope)
            decision = Acknowledged(
                envelope.id, self.name, envelope.body["action"], reply["status"], reply.get("code", ""),
                reply.get("result") or {},
            )  # fmt: skip
            if decision.status == "refused":
                raise Unexpected(f"{self.name}: {decision.action} refused: {reply.get('message')}")
            self._notebook.note(decision)
