"""`yizhan serve`."""

import gc
import os
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module

from yizhan.cli.database import prepare

# A worker that does not end by itself, such as one whose pool of connections still waits, is ended.
WORKERS_END_WITHIN_S = 3


def add_arguments(parser: ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--workers", type=int, default=2, help="server processes (default 2)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each process (default 4)")


def run(options: Namespace) -> int:
    """Serve until interrupted."""
    prepare()
    serve(options.host, options.port, options.workers, options.threads)
    return 0


def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Load the application once, fork workers, and serve on one address."""
    from granian import Granian  # noqa: PLC0415 - heavy
    from granian.constants import Interfaces  # noqa: PLC0415

    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.config.settings"
    _load_application()
    sys.stdout.flush()
    Granian(
        "yizhan.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=threads, backlog=1024, log_access=False, workers_kill_timeout=WORKERS_END_WITHIN_S,
    ).serve()  # fmt: skip


def _load_application() -> None:
    """Import everything before the workers are forked, so that they serve at once after a crash.

    What is loaded here is never garbage: the collector leaves it alone, and pauses stay short.
    """
    from django.db import connections  # noqa: PLC0415 - after prepare()
    from django.urls import get_resolver  # noqa: PLC0415

    import_module("yizhan.config.wsgi")
    _ = get_resolver().url_patterns
    # A forked worker must never share a connection, or a pool of them, with its parent.
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    gc.collect()
    gc.freeze()
