from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "yizhan.roster"
    label = "roster"

    def ready(self) -> None:
        from yizhan.roster import receivers  # noqa: F401, PLC0415 - connects them
