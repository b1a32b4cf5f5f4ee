"""Load the demonstration, and print a one-time link for each of its crew as JSON; run as a program."""

import json
import sys

from yizhan.cli.database import prepare
from yizhan.cli.link import fresh_link


def main() -> None:
    """Do in one process what `yizhan demo` and a `yizhan link` for everybody would do in many."""
    prepare()
    from yizhan.command.demonstration import load_demonstration
    from yizhan.people.models import Account

    load_demonstration()
    crew = Account.objects.filter(is_active=True)
    json.dump({account.username: fresh_link(account.id, "") for account in crew}, sys.stdout)


if __name__ == "__main__":
    main()
