"""`yizhan notices`, and the process that hands notices over beside `yizhan serve`."""

import os
import signal
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC

from yizhan.cli.erase import Erasing

DONE, FAULTY = 0, 1
LOOKS_EVERY_S = 0.5
EXAMPLES = """examples:
  yizhan notices                        what waits, what failed, and whether anybody hands over
  yizhan notices --try mail:a@b.cn      sends one line there now, and says what the server answered
  yizhan notices --try sms:13800138000
  yizhan notices --work                 hands over until interrupted; `yizhan serve` does that by itself"""


def add_arguments(parser: ArgumentParser) -> None:
    """Look, try, or work."""
    parser.add_argument("--try", dest="tried", metavar="WAY:ADDRESS", help="send one line to mail: or sms:")
    parser.add_argument("--work", action="store_true", help="hand over until interrupted")


def run(options: Namespace) -> int:
    """Show the outbox; 1 if something failed, is overdue, or a try was refused."""
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings

    prepare(migrate=False)
    if options.tried:
        return _try(options.tried)
    if options.work:
        from yizhan.notices.process import work  # noqa: PLC0415 - after prepare()

        parent = os.getppid()
        work(lambda: os.getppid() == parent)
        return DONE
    return _show()


@contextmanager
def handing_over() -> Iterator[None]:
    """Keep a process that hands notices over as long as the server runs, and begin it anew when it dies.

    Once an hour it erases whoever is due. It is forked from the loaded program, so that it costs neither
    time nor much memory.
    """
    keeper = os.fork()
    if keeper == 0:
        _keep_working()
        os._exit(0)
    try:
        yield
    finally:
        os.kill(keeper, signal.SIGTERM)
        os.waitpid(keeper, 0)


def _keep_working() -> None:
    """Have one child work; when it dies, another one does, until the server has ended."""
    server, child = os.getppid(), 0

    def end(*_: object) -> None:
        if child:
            os.kill(child, signal.SIGTERM)
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    while os.getppid() == server:
        keeper = os.getpid()
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            _work_under(keeper)
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            time.sleep(LOOKS_EVERY_S)
            if os.getppid() != server:
                end()
        time.sleep(LOOKS_EVERY_S)
    end()


def _work_under(keeper: int) -> None:
    from yizhan.notices.process import work  # noqa: PLC0415 - after prepare()

    erasing = Erasing()

    def goes_on() -> bool:
        erasing.go_on()
        return os.getppid() == keeper

    try:
        work(goes_on)
    finally:
        os._exit(0)


def _show() -> int:
    from yizhan.notices.queries.following import outbox  # noqa: PLC0415 - after prepare()
    from yizhan.notices.queries.ways import open_ways  # noqa: PLC0415

    found = outbox()
    seen = found.seen_at.astimezone(UTC).strftime("%F %T UTC") if found.seen_at else "never"
    print(f"ways set up: {', '.join(sorted(open_ways())) or 'none'}")
    print(f"waiting: {found.waiting}   overdue: {found.overdue}   failed: {found.failed}")
    print(f"last sign of life of who hands over: {seen}")
    return FAULTY if found.failed or found.is_silent else DONE


def _try(tried: str) -> int:
    from yizhan.notices.process import try_way  # noqa: PLC0415 - after prepare()

    way, _, to = tried.partition(":")
    if way not in ("mail", "sms") or not to:
        print("Say mail:ADDRESS or sms:NUMBER.", file=sys.stderr)
        return FAULTY
    fault, answer = try_way(way, to)
    print(f"{fault}: {answer}" if fault else "The server took it. Look whether it arrived.")
    return FAULTY if fault else DONE
