"""The plain listener: a process of its own, with settings of its own, beside `yizhan serve --https`.

Phones that do not trust our authority yet can reach nothing else. It serves the page that leads
them there, and the residents' page if the person in charge said so.
"""

import os
import signal
import subprocess  # nosec
import sys
from collections.abc import Iterator
from contextlib import contextmanager

END_WITHIN_S = 5


@contextmanager
def plain_listener(host: str, port: int) -> Iterator[None]:
    """Run the plain listener as long as the server runs; nothing at port 0."""
    if not port:
        yield
        return
    surroundings = {**os.environ, "YIZHAN_LISTENER": "plain", "YIZHAN_HTTPS": ""}
    command = [sys.executable, "-m", "yizhan.cli.plain", host, str(port)]
    with subprocess.Popen(command, env=surroundings) as process:  # noqa: S603 - our own module # nosec
        try:
            yield
        finally:
            _end(process)


def listen(host: str, port: int) -> None:
    """Serve until the server beside it ends."""
    from granian import Granian  # noqa: PLC0415 - heavy
    from granian.constants import Interfaces  # noqa: PLC0415

    from yizhan.config.settings import LOGGING  # noqa: PLC0415 - reads the environment

    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.config.settings"
    Granian(
        "yizhan.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=1,
        blocking_threads=4, log_access=False, workers_kill_timeout=2, log_dictconfig=LOGGING,
    ).serve()  # fmt: skip


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(END_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()


if __name__ == "__main__":
    listen(sys.argv[1], int(sys.argv[2]))
