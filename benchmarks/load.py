"""Phones that tap, in a process of their own: `python -m benchmarks.load` reads an order, prints latencies.

Open loop: every tap has its intended moment, and its latency counts from there, so that a server
that stalls cannot hide the taps that had to wait (coordinated omission). Closed loop: each
connection sends its next tap as soon as it has the answer to the one before.
"""

import json
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

from benchmarks.hands import Hand
from yizhan.core.ids import new_id

LEAD_S = 1.0


def main() -> None:
    """Carry out one order from standard input."""
    order = json.load(sys.stdin)
    hands = [Hand(order["url"], phone["link"]) for phone in order["site"]["phones"][: order["connections"]]]
    taps = [taps_of(order["site"], phone) for phone in order["site"]["phones"]]
    start = time.perf_counter() + LEAD_S
    results: list[Result] = [Result() for _ in hands]
    threads = [
        threading.Thread(target=_play, args=(order, hand, tap, start, place, result))
        for place, (hand, tap, result) in enumerate(zip(hands, taps, results, strict=False))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({
        "latencies": [latency for result in results for latency in result.latencies],
        "refused": [text for result in results for text in result.refused],
        "seconds": max(result.ended for result in results) - start,
    }))  # fmt: skip


class Result:
    """What one connection saw: seconds for each tap, and what was not accepted."""

    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.refused: list[str] = []
        self.ended = 0.0


def taps_of(site: dict[str, Any], phone: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the phone's commands: parties counted and measured, or people observed on a round, in turn."""
    for person in cycle(phone.get("people", ())):
        observed = {"site_id": site["site"], "person_id": person, "value_c": "36.6", "device": "1"}
        yield {"id": str(new_id()), "action": "health.observe", "device": "bench", "facts": observed}
    for number in range(phone["first"], phone["last"] + 1):
        yield _command(
            "intake.count_party", site, wave=number % 999 + 1, number=number, make_up=["adult", "child"]
        )
        yield from _measured(site, number)


def taps_without_end(site: dict[str, Any], phone: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the phone's commands; once everybody was counted, they are measured again and again."""
    yield from taps_of(site, phone)
    for number in cycle(range(phone["first"], phone["last"] + 1)):
        yield from _measured(site, number)


def _measured(site: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    for letter in "AB":
        yield _command("intake.take_temperature", site, number=number, letter=letter, value_c="36.5")


def _command(action: str, site: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "action": action, "device": "bench",
            "facts": {"site_id": site["site"], "batch_id": site["batch"], **facts}}  # fmt: skip


def _play(
    order: dict[str, Any],
    hand: Hand,
    taps: Iterator[dict[str, Any]],
    start: float,
    place: int,
    result: Result,
) -> None:
    parts = urlsplit(order["url"])
    connection = HTTPConnection(parts.hostname or "", parts.port)
    interval = 1 / order["rate"] if order.get("rate") else 0.0
    # Phones are not in step with each other: each begins at its own place within the first interval.
    intended = start + interval * place / max(order["connections"], 1)
    end = start + order["seconds"]
    time.sleep(max(intended - time.perf_counter(), 0))
    for tap in taps:
        now = time.perf_counter()
        if interval and now < intended:
            time.sleep(intended - now)
        began = intended if interval else now
        if began >= end:
            break
        connection.request("POST", "/api/v1/commands", json.dumps([tap]), hand.headers)
        reply = connection.getresponse()
        body = reply.read()
        result.latencies.append(time.perf_counter() - began)
        if reply.status != 200 or b'"accepted"' not in body:
            result.refused.append(f"{reply.status} {body[:200]!r}")
        intended += interval
    result.ended = time.perf_counter()
    connection.close()


if __name__ == "__main__":
    main()
