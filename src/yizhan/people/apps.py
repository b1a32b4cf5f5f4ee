from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "yizhan.people"
    label = "people"

    def ready(self) -> None:
        from yizhan.people import receivers  # noqa: F401, PLC0415 - connects them
