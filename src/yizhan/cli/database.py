"""Making sure that the database is there, current and sound before anything uses it."""

import gc
from pathlib import Path
from pkgutil import iter_modules

import django
from django.conf import settings


class NotReady(RuntimeError):
    """The database cannot be served; the message says what to do."""


def prepare(*, migrate: bool = True) -> None:
    """Load Django, make the keys, bring the schema up to date, and assert the append-only triggers."""
    # What is loaded here stays: to look for garbage in it over and over takes an eighth of the start.
    gc.disable()
    django.setup()
    gc.enable()
    from yizhan.config.simulated_time import follow_simulated_time  # noqa: PLC0415 - after django.setup()
    from yizhan.core.append_only import missing_triggers  # noqa: PLC0415
    from yizhan.core.keys import make_keys  # noqa: PLC0415
    from yizhan.web.metrics.token import make_token  # noqa: PLC0415

    make_keys(Path(settings.YIZHAN_KEYS))
    make_token(Path(settings.YIZHAN_KEYS))
    if migrate:
        bring_up_to_date()
    missing = missing_triggers()
    if missing:
        raise NotReady(f"These database triggers are missing: {', '.join(missing)}. Run “yizhan migrate”.")
    follow_simulated_time()


def bring_up_to_date() -> None:
    """Make the tables of an empty database, or bring those of an older program up to date, with triggers."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()
    from django.db import connection  # noqa: PLC0415

    from yizhan.core.append_only import missing_triggers  # noqa: PLC0415
    from yizhan.core.new_database import make_tables  # noqa: PLC0415

    if not connection.introspection.table_names():
        make_tables(connection)
    if _is_outdated() or missing_triggers():
        call_command("migrate", verbosity=0, interactive=False)


def _is_outdated() -> bool:
    """Tell whether a migration is missing: their names say it, without a hundred of them being loaded."""
    from django.apps import apps  # noqa: PLC0415 - after django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    shipped = {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in iter_modules([f"{app.path}/migrations"])
    }
    return not shipped <= MigrationRecorder(connection).applied_migrations().keys()
