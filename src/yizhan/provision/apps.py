from django.apps import AppConfig


class ProvisionConfig(AppConfig):
    name = "yizhan.provision"
    label = "provision"

    def ready(self) -> None:
        from yizhan.duty.kinds import register_kind  # noqa: PLC0415 - its models are ready only now
        from yizhan.provision import orders_round, packs_round, parcels_round  # noqa: PLC0415

        register_kind(orders_round.kind())
        register_kind(parcels_round.kind())
        register_kind(packs_round.kind())
