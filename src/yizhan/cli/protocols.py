"""`yizhan protocols`."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

import django

from yizhan.cli.language import speak

if TYPE_CHECKING:
    from yizhan.protocols.reading import Shelf

RIGHT, FAULTY = 0, 1
EXAMPLES = """examples:
  yizhan protocols list
  yizhan protocols check                 # the files in YIZHAN_HOME/protocols
  yizhan protocols check measles.yaml    # a file before it is put there"""


def add_arguments(parser: ArgumentParser) -> None:
    """List what there is, or check files."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|check")
    verbs.add_parser("list", help="every protocol: whether it is in force, its id, its days and its name")
    check = verbs.add_parser("check", help="say what is wrong in a file, and what to do")
    check.add_argument(
        "files", metavar="FILE", type=Path, nargs="*", help="default: the files in YIZHAN_HOME/protocols"
    )


def run(options: Namespace) -> int:
    """Print the protocols, or every fault of the files; 1 if there is one."""
    django.setup()
    from yizhan.protocols import reading  # noqa: PLC0415 - after django.setup()

    speak()
    if options.verb == "list":
        _print_list(reading.shelf())
        return RIGHT
    paths = options.files or reading.own_files(reading.own_folder())
    found = reading.read_beside_shipped(paths)
    for fault in found.faults:
        print(fault, file=sys.stderr)
    names = {path.name for path in paths}
    right = [name for name, file in found.files.items() if file in names]
    print(_count_words(len(paths), len(right), len(found.faults)))
    return FAULTY if found.faults else RIGHT


def _print_list(shelf: "Shelf") -> None:
    from django.utils.translation import get_language  # noqa: PLC0415 - after django.setup()
    from django.utils.translation import gettext as _  # noqa: PLC0415

    from yizhan.core.clock import now  # noqa: PLC0415 - after django.setup()

    today = now().date()
    for one in shelf.protocols.values():
        state = _("in force") if one.in_force_on(today) else _("historic")
        print(f"{state:<9} {one.id:<38} {one.name.in_language(get_language() or '')}")


def _count_words(files: int, protocols: int, faults: int) -> str:
    from django.utils.translation import gettext as _  # noqa: PLC0415 - after django.setup()

    said = {"files": files, "protocols": protocols, "faults": faults}
    return _("Files: %(files)s. Protocols without fault: %(protocols)s. Faults: %(faults)s.") % said
