from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "yizhan.care"
    label = "care"
