from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "yizhan.planning"
    label = "planning"
