"""`yizhan erase`."""

import logging
import time
from argparse import ArgumentParser, Namespace

from yizhan.cli.database import prepare

EXAMPLES = """Who is erased follows from the record: everybody who left every site longer ago than the rule
says, or stood on a roster that long and never came. Files that somebody brought (rosters, lists, results),
pictures and voices are destroyed when their time is over. `serve` does it when it begins and once an hour
from then on; `restore` does it too."""
EVERY_S = 3600.0


def add_arguments(parser: ArgumentParser) -> None:
    """Look, or erase."""
    parser.add_argument("--look", action="store_true", help="only say how many people are due")


def run(options: Namespace) -> int:
    """Erase whoever is due, and say how many."""
    prepare()
    if options.look:
        from yizhan.core.clock import now  # noqa: PLC0415 - after prepare()
        from yizhan.stays.queries.retention import due_for_erasure  # noqa: PLC0415

        print(f"{len(due_for_erasure(now()))} people are due to be erased.")
        return 0
    print(f"{erase_due()} people were erased.")
    return 0


def erase_due() -> int:
    """Erase everybody whose time is over, and what was brought of them; returns how many had been here."""
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415 - after prepare()
    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.duty.actions.attachments import forget_attachments  # noqa: PLC0415
    from yizhan.duty.actions.matters_chat import forget_drafts  # noqa: PLC0415
    from yizhan.health.actions.result_files import destroy_result_originals  # noqa: PLC0415
    from yizhan.ledgers.actions.lists import destroy_old_lists  # noqa: PLC0415
    from yizhan.roster.actions.rosters import destroy_originals, forget_unbound_people  # noqa: PLC0415
    from yizhan.stays.actions.erasure import erase_departed  # noqa: PLC0415
    from yizhan.stays.queries.retention import due_for_erasure  # noqa: PLC0415

    destroy_originals(by=SYSTEM)
    destroy_result_originals(by=SYSTEM)
    destroy_old_lists(by=SYSTEM)
    forget_attachments(by=SYSTEM)
    forget_drafts(by=SYSTEM)
    forget_unbound_people(by=SYSTEM)
    people = 0
    while due_for_erasure(now()):
        people += erase_departed(by=SYSTEM).people
    return people


class Erasing:
    """Erases whoever is due once an hour, in a process that lives beside the server for weeks."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def go_on(self) -> None:
        """Erase if an hour is over; what fails is tried again in an hour, and holds nobody else up."""
        if time.monotonic() - self._last < EVERY_S:
            return
        self._last = time.monotonic()
        try:
            erase_due()
        except Exception:
            logging.getLogger("yizhan.erase").exception("people who are due could not be erased")
