"""Simulated time for rehearsals: asked for in the environment, granted by the database only."""

import logging
from pathlib import Path

from django.conf import settings
from django.db import connection

from yizhan.core import clock
from yizhan.core.models import Installation

logger = logging.getLogger(__name__)


def follow_simulated_time() -> None:
    """Let this process follow the clock file named in YIZHAN_CLOCK, if the database is a rehearsal's.

    A live record is kept on real time, whatever the environment says.
    """
    if not settings.YIZHAN_CLOCK:
        return
    rehearsal = Installation.objects.filter(kind=Installation.Kind.REHEARSAL).exists()
    # Workers are forked or threaded after this; none of them may inherit the connection.
    connection.close()
    if rehearsal:
        clock.install(clock.FileClock(Path(settings.YIZHAN_CLOCK)))
    else:
        logger.warning("YIZHAN_CLOCK is ignored: this database is not a rehearsal.")
