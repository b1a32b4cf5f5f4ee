from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "yizhan.protocols"
    label = "protocols"
