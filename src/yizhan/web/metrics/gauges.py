"""What stands now: people, open matters, waiting commands, the database and its last backup."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min

from yizhan.core.clock import now
from yizhan.core.models import WaitingCommand
from yizhan.duty.models import Matter
from yizhan.notices.queries.following import outbox
from yizhan.places.models import Site
from yizhan.stays.models import JournalHead, Stay
from yizhan.web.metrics.text import Sample

# `yizhan backup` notes here when the state was taken that its last copy holds.
LAST_BACKUP = "last-backup"


def gauges() -> Iterator[Sample]:
    """Yield every figure of this moment."""
    stays = Stay.objects.filter(ended_at=None).values_list("site_id")
    present = dict(stays.annotate(count=Count("id")).order_by())
    for site_id, site in Site.objects.order_by("code").values_list("id", "code"):
        yield Sample("yizhan_people_present", present.get(site_id, 0), {"site": site})
    matters = Matter.objects.filter(settled_at=None).values_list("site__code", "kind")
    for site, kind, count in matters.annotate(count=Count("id")).order_by("site__code", "kind"):
        yield Sample("yizhan_matters_open", count, {"site": site, "kind": kind})
    for site, sequence in JournalHead.objects.order_by("site__code").values_list("site__code", "sequence"):
        yield Sample("yizhan_journal_entries_total", sequence, {"site": site})
    waiting = WaitingCommand.objects.aggregate(count=Count("id"), oldest=Min("received_at"))
    yield Sample("yizhan_commands_waiting", waiting["count"])
    if waiting["oldest"]:
        yield Sample("yizhan_commands_waiting_oldest_seconds", _seconds_since(waiting["oldest"]))
    sent = outbox()
    yield Sample("yizhan_notices_waiting", sent.waiting)
    yield Sample("yizhan_notices_failed", sent.failed)
    yield Sample("yizhan_notices_silent", int(sent.is_silent))
    yield Sample("yizhan_database_bytes", _database_bytes())
    yield Sample("yizhan_disk_free_bytes", shutil.disk_usage(settings.YIZHAN_HOME).free)
    if made_at := _last_backup():
        yield Sample("yizhan_backup_age_seconds", _seconds_since(made_at))


def _seconds_since(moment: datetime) -> float:
    return round((now() - moment).total_seconds(), 1)


def _database_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    file = Path(connection.settings_dict["NAME"])
    parts = (file, file.with_name(f"{file.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())


def _last_backup() -> datetime | None:
    try:
        return datetime.fromisoformat((Path(settings.YIZHAN_HOME) / LAST_BACKUP).read_text().strip())
    except (OSError, ValueError):
        return None
