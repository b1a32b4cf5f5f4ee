from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "yizhan.health"
    label = "health"
