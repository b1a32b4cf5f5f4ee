from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yizhan.intake"
    label = "intake"
