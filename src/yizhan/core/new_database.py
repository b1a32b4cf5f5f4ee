"""The tables of a new database, made from the models at once.

To walk from nothing through every migration there ever was takes 17 s of a processor, most of them
for models of the past that nobody needs; the tables as they are now take one. A test holds the two
ways against each other.
"""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def make_tables(database: BaseDatabaseWrapper) -> None:
    """Make every table, and record every migration as done, in one transaction of an empty database.

    What `migrate` does at its end (permissions, triggers) is still to do.
    """
    recorder = MigrationRecorder(database)
    with database.schema_editor() as editor:
        editor.create_model(recorder.Migration)
        for model in apps.get_models():
            if model._meta.can_migrate(database):
                editor.create_model(model)
        for app, name in sorted(MigrationLoader(database).graph.nodes):
            recorder.record_applied(app, name)
