"""`yizhan migrate`."""

from argparse import ArgumentParser, Namespace

from yizhan.cli.database import prepare


def add_arguments(parser: ArgumentParser) -> None:
    """No arguments."""


def run(_: Namespace) -> int:
    """Bring the database to this version, triggers included."""
    prepare()
    print("The database is up to date.")
    return 0
