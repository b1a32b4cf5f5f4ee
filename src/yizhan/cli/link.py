"""`yizhan link`."""

import sys
from argparse import ArgumentParser, Namespace, _ActionsContainer
from uuid import UUID

from yizhan.cli.database import prepare

EXAMPLES = """examples:
  yizhan link wang.li
  yizhan link wang.li --lost-key --base https://station.example.org"""


def add_arguments(parser: ArgumentParser) -> None:
    """Whose link."""
    parser.add_argument("username", help="user name of the account")
    parser.add_argument(
        "--lost-key",
        action="store_true",
        help="first take every key of the account away and end its sessions",
    )
    add_base(parser)


def add_base(parser: _ActionsContainer) -> None:
    """Where the link leads."""
    parser.add_argument(
        "--base", default="http://localhost:8000", help="address under which the server is reached"
    )


def run(options: Namespace) -> int:
    """Print a link that signs the account in once, within 24 hours."""
    prepare()
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415 - after prepare()
    from yizhan.people.actions.accounts import forget_keys  # noqa: PLC0415
    from yizhan.people.queries.accounts import find_account, keys_of  # noqa: PLC0415

    account = find_account(options.username)
    if account is None or not account.is_active:
        print(f"There is no account “{options.username}”.", file=sys.stderr)
        return 1
    if options.lost_key:
        forget_keys(by=SYSTEM, account_id=account.id)
    elif keys_of(account).any:
        print(
            "The account has a key, which is asked for after the link; --lost-key takes it away.",
            file=sys.stderr,
        )
    print(fresh_link(account.id, options.base))
    return 0


def fresh_link(account_id: UUID, base: str) -> str:
    """Return the address of a new one-time link."""
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415 - after prepare()
    from yizhan.people.actions.accounts import issue_link  # noqa: PLC0415

    return f"{base.rstrip('/')}/enter/{issue_link(by=SYSTEM, account_id=account_id)}/"
