"""Fills an outbox: `python -m benchmarks.notices_site --notices N`; prints the keys by way as JSON."""

import argparse
import json


def main() -> None:
    """Fill the outbox of YIZHAN_HOME, and say with what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, required=True)
    options = parser.parse_args()
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings

    prepare()
    from benchmarks.outbox import fill  # noqa: PLC0415 - models are there only now

    print(json.dumps(fill(options.notices)))


if __name__ == "__main__":
    main()
