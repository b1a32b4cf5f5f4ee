"""Fills an empty installation with the site that is measured, in a process of its own.

With YIZHAN_HOME and DATABASE_URL of the installation:
`python -m benchmarks.site --rooms 500 --stays 100000 --phones 20`. Prints JSON: what the load needs.
"""

import argparse
import json
import os


def main() -> None:
    """Fill the installation and print what the load needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=500)
    parser.add_argument("--stays", type=int, default=0)
    parser.add_argument("--phones", type=int, default=20)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings named above

    prepare()
    from benchmarks.ground import make_site  # noqa: PLC0415 - models are there only now

    print(json.dumps(make_site(options.rooms, options.stays, options.phones)))


if __name__ == "__main__":
    main()
