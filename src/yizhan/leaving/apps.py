from django.apps import AppConfig


class LeavingConfig(AppConfig):
    name = "yizhan.leaving"
    label = "leaving"
