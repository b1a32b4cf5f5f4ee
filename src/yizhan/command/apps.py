from django.apps import AppConfig


class CommandConfig(AppConfig):
    name = "yizhan.command"
    label = "command"
