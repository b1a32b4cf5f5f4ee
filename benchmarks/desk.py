"""Makes a site with most of its rooms taken and parties waiting: `python -m benchmarks.desk --rooms N`.

Prints as JSON what to ask for, whose link signs in, and how many queries each page takes.
"""

import argparse
import json
import os

WAITING = 40


def main() -> None:
    """Make one site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=500)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings named above

    prepare()
    from benchmarks.ground import nearly_full  # noqa: PLC0415 - models are there only now
    from benchmarks.pages import queries_of  # noqa: PLC0415

    site, waiting = nearly_full(options.rooms, WAITING)
    pages = {
        "proposal": [f"/api/v1/sites/{site['code']}/parties/{party}/proposals" for party in waiting],
        "map": [f"/s/{site['code']}/map/"],
        "empty": ["/healthz"],
    }
    queries = {name: queries_of("head", paths[0]) for name, paths in pages.items()}
    print(json.dumps({"pages": pages, "queries": queries, "link": site["head"]}))


if __name__ == "__main__":
    main()
