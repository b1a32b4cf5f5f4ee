"""Making sure that the database is there, current and sound before anything uses it."""

from pathlib import Path

import django
from django.conf import settings


class NotReady(RuntimeError):
    """The database cannot be served; the message says what to do."""


def prepare(*, migrate: bool = True) -> None:
    """Load Django, make the keys, bring the schema up to date, and assert the append-only triggers."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    from yizhan.core.append_only import missing_triggers  # noqa: PLC0415
    from yizhan.core.keys import make_keys  # noqa: PLC0415

    make_keys(Path(settings.YIZHAN_KEYS))
    if migrate:
        call_command("migrate", verbosity=0, interactive=False)
    missing = missing_triggers()
    if missing:
        raise NotReady(f"These database triggers are missing: {', '.join(missing)}. Run “yizhan migrate”.")
