from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Core; makes the append-only triggers again after every migration."""

    name = "yizhan.core"
    label = "core"

    def ready(self) -> None:
        post_migrate.connect(_make_triggers, dispatch_uid="core.append_only")


def _make_triggers(using: str = "default", **_: object) -> None:
    from yizhan.core.append_only import make_triggers  # noqa: PLC0415 - models are ready only now

    make_triggers(connections[using])
