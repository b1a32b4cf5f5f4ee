from django.apps import AppConfig


class StaysConfig(AppConfig):
    name = "yizhan.stays"
    label = "stays"

    def ready(self) -> None:
        from yizhan.stays import receivers  # noqa: F401, PLC0415 - connects them
