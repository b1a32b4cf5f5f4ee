"""The command `yizhan`. Each sub-command is a module that is loaded only when it is called."""

import argparse
import os
import sys
from importlib import import_module

COMMANDS = {
    "setup": "set up a site, from questions or from a spreadsheet of its rooms",
    "demo": "load the demonstration site, and serve it",
    "serve": "serve the desk, the phones and the residents' pages",
    "invite": "make an account, post it, and print its one-time sign-in link",
    "link": "print a one-time sign-in link for an account",
    "import-roster": "read a late roster: preview it, or bring it in at a site",
    "verify": "prove the journal and everything that must agree with it",
    "protocols": "list the protocols, or check a file of your own before it is used",
    "plan": "plan rooms: who waits, floors to clear, the next days, what if, several hotels",
    "rehearse": "play a recorded operation against a running server",
    "notices": "show what waits to leave the house, try a way, or hand over without a server",
    "backup": "write a verified copy of the data, once or again and again; keys go to a folder of their own",
    "export": "write everything in open formats, for the authority or for good",
    "restore": "put a backup back, verified",
    "erase": "erase what is known of people who left long ago, as the rule says",
    "migrate": "bring the database to this version of the program",
}
SURROUNDINGS = """environment:
  YIZHAN_HOME   folder of the data (default ./var)
  YIZHAN_KEYS   folder of the keys (default $YIZHAN_HOME/keys)
  DATABASE_URL  postgresql://user:password@host/name (default: SQLite in YIZHAN_HOME)
  YIZHAN_HOSTS  names under which the server is reached, separated by commas
  YIZHAN_HTTPS  proxy behind a proxy that speaks https; own as --https
  YIZHAN_CERTIFICATE, YIZHAN_CERTIFICATE_KEY  as --certificate and --key
  YIZHAN_RESIDENTS_AT  address of the residents' page on room cards, where it is another
  YIZHAN_MAIL   smtp://user:password@host:port for notices by mail; smtps:// and smtp+tls:// encrypt
  YIZHAN_MAIL_FROM  the sender of those mails
  YIZHAN_SMS, YIZHAN_SMS_TOKEN  web hook of the adapter for text messages, and its token
  YIZHAN_HOOK_HOSTS  hosts of group bots beyond the usual ones, separated by spaces"""


def main(arguments: list[str] | None = None) -> int:
    """Run one sub-command and return its exit status: 0 done, 1 not as it should be, 2 bad usage."""
    parser = argparse.ArgumentParser(
        prog="yizhan", usage="yizhan COMMAND [options]", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Yizhan 驿站: runs quarantine sites.\n\ncommands:\n" + _described(),
        epilog=f"{SURROUNDINGS}\n\n`yizhan COMMAND --help` tells more.",
    )  # fmt: skip
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help=argparse.SUPPRESS)
    arguments = sys.argv[1:] if arguments is None else arguments
    known = parser.parse_args(arguments[:1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    module = import_module(f"yizhan.cli.{known.command.replace('-', '_')}")
    own = argparse.ArgumentParser(
        prog=f"yizhan {known.command}", formatter_class=argparse.RawDescriptionHelpFormatter,
        description=COMMANDS[known.command], epilog=getattr(module, "EXAMPLES", None),
    )  # fmt: skip
    module.add_arguments(own)
    status: int = module.run(own.parse_args(arguments[1:]))
    return status


def _described() -> str:
    return "\n".join(f"  {name:<13} {text}" for name, text in COMMANDS.items())
