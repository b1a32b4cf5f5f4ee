"""`yizhan serve`."""

import gc
import os
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module

from yizhan.cli.database import prepare
from yizhan.cli.erase import erase_due
from yizhan.cli.https import CannotServe, Listening, arrange
from yizhan.cli.https import add_arguments as add_https_arguments
from yizhan.cli.notices import handing_over
from yizhan.cli.plain import plain_listener
from yizhan.cli.welcome import say_where

# A worker that does not end by itself, such as one whose pool of connections still waits, is ended.
WORKERS_END_WITHIN_S = 3


def add_arguments(parser: ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, help="port to listen on (default 8000; with HTTPS 8443)")
    parser.add_argument("--workers", type=int, default=2, help="server processes (default 2)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each process (default 4)")
    add_https_arguments(parser)


def run(options: Namespace) -> int:
    """Serve until interrupted; 2 where HTTPS cannot be spoken as asked."""
    try:
        listening = arrange(options)
    except CannotServe as reason:
        print(reason, file=sys.stderr)
        return 2
    prepare()
    erase_due()
    say_where(listening)
    serve(listening, options.workers, options.threads)
    return 0


def serve(listening: Listening, workers: int, threads: int) -> None:
    """Load the application once, fork workers, and serve on one address."""
    from django.conf import settings  # noqa: PLC0415 - after prepare()
    from granian import Granian  # noqa: PLC0415 - heavy
    from granian.constants import Interfaces, SSLProtocols  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.config.settings"
    load_application()
    sys.stdout.flush()
    log_level = LogLevels(settings.LOGGING["loggers"]["_granian"]["level"].lower())
    # Old phones know nothing newer than TLS 1.2.
    server = Granian(
        "yizhan.config.wsgi:application", address=listening.host, port=listening.port,
        interface=Interfaces.WSGI, workers=workers, blocking_threads=threads, backlog=1024, log_access=False,
        workers_kill_timeout=WORKERS_END_WITHIN_S, ssl_cert=listening.certificate, ssl_key=listening.key,
        ssl_protocol_min=SSLProtocols.tls12, log_level=log_level, log_dictconfig=settings.LOGGING,
    )  # fmt: skip
    with handing_over(), plain_listener(listening.host, listening.plain_port):
        server.serve()


def load_application() -> None:
    """Import everything before the workers are forked, so that they serve at once after a crash.

    What is loaded here is never garbage: the collector leaves it alone, and pauses stay short.
    """
    from django.db import connections  # noqa: PLC0415 - after prepare()
    from django.urls import get_resolver  # noqa: PLC0415

    gc.disable()
    import_module("yizhan.config.wsgi")
    _ = get_resolver().url_patterns
    gc.enable()
    # A forked worker must never share a connection, or a pool of them, with its parent.
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    gc.collect()
    gc.freeze()
