"""`yizhan demo`."""

import sys
from argparse import ArgumentParser, Namespace

from yizhan.cli.database import prepare
from yizhan.cli.https import CannotServe, arrange
from yizhan.cli.serve import add_arguments as add_serve_arguments
from yizhan.cli.serve import serve
from yizhan.cli.welcome import say_where


def add_arguments(parser: ArgumentParser) -> None:
    """Whether to serve it as well."""
    parser.add_argument("--serve", action="store_true", help="serve it at once")
    add_serve_arguments(parser)


def run(options: Namespace) -> int:
    """Load the demonstration site unless it is there, print the way in, and serve if asked."""
    try:
        listening = arrange(options)
    except CannotServe as reason:
        print(reason, file=sys.stderr)
        return 2
    prepare()
    from yizhan.command.demonstration import load_demonstration, residents_way  # noqa: PLC0415 - after prepare()
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415
    from yizhan.people.actions.accounts import issue_link  # noqa: PLC0415

    head = load_demonstration(lived_in=True)
    base = listening.base
    print("Yizhan 驿站")
    print(f"  {base}")
    print("  One-time sign-in link of the demonstration's site head 演示点长一次性登录链接 (24 h):")
    print(f"  {base}/enter/{issue_link(by=SYSTEM, account_id=head)}/")
    if resident := residents_way():
        print(f"  A resident's page, wristband {resident.number} 住客页面，手环号 {resident.number}:")
        print(f"  {base}/r/{resident.card}/")
    if options.serve:
        say_where(listening)
        serve(listening, options.workers, options.threads)
    return 0
