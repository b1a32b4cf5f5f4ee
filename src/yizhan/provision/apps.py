from django.apps import AppConfig


class ProvisionConfig(AppConfig):
    name = "yizhan.provision"
    label = "provision"
