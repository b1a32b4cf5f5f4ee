from django.apps import AppConfig


class StaysConfig(AppConfig):
    name = "yizhan.stays"
    label = "stays"
