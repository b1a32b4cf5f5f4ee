"""Run as a program inside an installation: two parties roomed, three in the lobby, and two ways in.

Prints as JSON the links of the head and of the clerk.
"""

import json
import sys


def seed() -> dict[str, str]:
    """Load the demonstration, let five parties in, and room the first two."""
    from tests.scenarios import ADULT, CHILD, play_first_night
    from yizhan.command.demonstration import load_demonstration
    from yizhan.core.actors import SYSTEM
    from yizhan.people.actions.accounts import issue_link
    from yizhan.people.models import Account
    from yizhan.places.models import Site

    load_demonstration()
    site = Site.objects.get()
    play_first_night(site.id, make_ups=[(ADULT, CHILD)] * 5, waiting=3, registered=0, fever=0)
    accounts = Account.objects.filter(username__in=("head", "clerk"))
    return {
        account.username: f"/enter/{issue_link(by=SYSTEM, account_id=account.id)}/" for account in accounts
    }


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
