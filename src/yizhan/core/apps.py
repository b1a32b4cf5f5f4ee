from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """Core: registers every app's actions, and makes the append-only triggers after every migration."""

    name = "yizhan.core"
    label = "core"

    def ready(self) -> None:
        # Once, when every table is there; Django sends the signal for each app after all migrations.
        post_migrate.connect(_make_triggers, sender=self, dispatch_uid="core.append_only")
        for config in apps.get_app_configs():
            _load_actions(config)


def _load_actions(config: AppConfig) -> None:
    """Import every module of an app's `actions` package, so that commands can name them."""
    if not config.name.startswith("yizhan.") or not config.path:
        return
    for module in iter_modules([f"{config.path}/actions"]):
        import_module(f"{config.name}.actions.{module.name}")


def _make_triggers(using: str = "default", **_: object) -> None:
    from yizhan.core.append_only import make_triggers  # noqa: PLC0415 - models are ready only now

    make_triggers(connections[using])
