from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yizhan.cases"
    label = "cases"

    def ready(self) -> None:
        from yizhan.cases import receivers  # noqa: F401, PLC0415 - connects them
