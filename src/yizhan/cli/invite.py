"""`yizhan invite`."""

import sys
from argparse import ArgumentParser, Namespace
from uuid import UUID

from yizhan.cli.database import prepare
from yizhan.cli.language import speak
from yizhan.cli.link import add_base, fresh_link

EXAMPLES = """examples:
  yizhan invite wang.li --name "Wang Li" --role clerk --site county --team information
  yizhan invite duty --name "Command post, night" --role command_post
  yizhan invite wang.li --role site_head --site riverside     (an account that is there already)"""


def add_arguments(parser: ArgumentParser) -> None:
    """Who, where, as what."""
    parser.add_argument("username", help="user name: small letters, digits, dots and hyphens")
    parser.add_argument("--name", help="what the person is called (default: the user name)")
    parser.add_argument(
        "--role", required=True, help="a role of duty/roles.yaml, such as site_head, clerk, counter"
    )
    parser.add_argument("--site", help="code of the site; none for command_post")
    parser.add_argument("--team", default="", help="key of a team of the site, such as reception")
    add_base(parser)


def run(options: Namespace) -> int:
    """Make the account unless it is there, post it, and print its link."""
    prepare()
    speak()
    from django.db import transaction  # noqa: PLC0415 - after prepare()

    from yizhan.core.refusals import Refusal  # noqa: PLC0415

    try:
        with transaction.atomic():
            account_id = post(options)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(fresh_link(account_id, options.base))
    return 0


def post(options: Namespace) -> UUID:
    """Post the account that the options name, made if it is new; raises Refusal or ValidationError."""
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415 - after prepare()
    from yizhan.core.ids import new_id  # noqa: PLC0415
    from yizhan.duty.actions.postings import post_account  # noqa: PLC0415
    from yizhan.people.actions.accounts import make_account  # noqa: PLC0415
    from yizhan.people.queries.accounts import find_account  # noqa: PLC0415

    account = find_account(options.username)
    account_id = account.id if account else new_id()
    if account is None:
        name = options.name or options.username
        make_account(by=SYSTEM, account_id=account_id, username=options.username, display_name=name)
    post_account(
        by=SYSTEM, site_id=_site_id(options.site), posting_id=new_id(), account_id=account_id,
        role=options.role, team_key=options.team,
    )  # fmt: skip
    return account_id


def _site_id(code: str | None) -> UUID | None:
    from django.utils.translation import gettext_noop  # noqa: PLC0415 - after prepare()

    from yizhan.core.refusals import Refusal  # noqa: PLC0415
    from yizhan.places.models import Site  # noqa: PLC0415

    if code is None:
        return None
    site = Site.objects.filter(code=code).first()
    if site is None:
        raise Refusal("no_such_site", gettext_noop("There is no site “%(code)s”."), code=code)
    return site.id
