"""How quickly rooms are proposed and the room map is drawn: `python -m benchmarks.desk --rooms N`.

Fills half of the rooms of a fresh site, keeps parties waiting, asks for pages in this process (no
network in between), and prints seconds and numbers of queries as JSON.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from typing import Any

WAITING = 40


def main() -> None:
    """Measure one site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=500)
    parser.add_argument("--times", type=int, default=200)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings named above

    prepare()
    from benchmarks.ground import half_full  # noqa: PLC0415 - models are there only now
    from benchmarks.pages import signed_in  # noqa: PLC0415

    site, waiting = half_full(options.rooms, WAITING)
    asks = signed_in("head")
    addresses = {
        "proposal": [f"/api/v1/sites/{site['code']}/parties/{party}/proposals" for party in waiting],
        "map": [f"/s/{site['code']}/map/"],
        "empty": ["/healthz"],
    }
    found: dict[str, Any] = {}
    for name, paths in addresses.items():
        found[name] = _time(asks.ask, paths, options.times)
        found[f"{name}_queries"] = asks.queries(paths[0])
    print(json.dumps(found))


def _time(ask: Callable[[str], None], paths: list[str], times: int) -> list[float]:
    ask(paths[0])
    taken = []
    for number in range(times):
        began = time.perf_counter()
        ask(paths[number % len(paths)])
        taken.append(time.perf_counter() - began)
    return taken


if __name__ == "__main__":
    main()
