"""The command `yizhan`. Each sub-command is a module that is loaded only when it is called."""

import argparse
import os
import sys
from importlib import import_module

COMMANDS = {
    "setup": "set up a site, from questions or from a spreadsheet of its rooms",
    "demo": "load the demonstration site, and serve it",
    "serve": "serve the desk, the phones and the residents' pages",
    "link": "print a one-time sign-in link for an account",
    "verify": "prove the journal and everything that must agree with it",
    "rehearse": "play a recorded operation against a running server",
    "backup": "write a verified copy of the data; keys go to a folder of their own",
    "restore": "put a backup back, verified",
    "migrate": "bring the database to this version of the program",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one sub-command and return its exit status: 0 done, 1 not as it should be, 2 bad usage."""
    parser = argparse.ArgumentParser(
        prog="yizhan", description="Yizhan 驿站: runs quarantine sites. Data live in $YIZHAN_HOME (default ./var)."
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="; ".join(_described()))
    arguments = sys.argv[1:] if arguments is None else arguments
    known = parser.parse_args(arguments[:1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yizhan.config.settings")
    module = import_module(f"yizhan.cli.{known.command.replace('-', '_')}")
    own = argparse.ArgumentParser(prog=f"yizhan {known.command}", description=COMMANDS[known.command])
    module.add_arguments(own)
    status: int = module.run(own.parse_args(arguments[1:]))
    return status


def _described() -> list[str]:
    return [f"{name}: {text}" for name, text in COMMANDS.items()]
