"""`yizhan link`."""

import sys
from argparse import ArgumentParser, Namespace

from yizhan.cli.database import prepare


def add_arguments(parser: ArgumentParser) -> None:
    """Whose link."""
    parser.add_argument("username", help="user name of the account")
    parser.add_argument("--base", default="http://localhost:8000", help="address under which the server is reached")


def run(options: Namespace) -> int:
    """Print a link that signs the account in once, within 24 hours."""
    prepare()
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415 - after prepare()
    from yizhan.people.actions.accounts import issue_link  # noqa: PLC0415
    from yizhan.people.models import Account  # noqa: PLC0415

    account = Account.objects.filter(username=options.username, is_active=True).first()
    if account is None:
        print(f"There is no account “{options.username}”.", file=sys.stderr)
        return 1
    print(f"{options.base}/enter/{issue_link(by=SYSTEM, account_id=account.id)}/")
    return 0
