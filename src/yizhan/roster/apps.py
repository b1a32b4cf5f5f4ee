from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "yizhan.roster"
    label = "roster"
