from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "yizhan.ledgers"
    label = "ledgers"
