from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "yizhan.duty"
    label = "duty"

    def ready(self) -> None:
        from yizhan.duty import receivers  # noqa: F401, PLC0415 - connects them
