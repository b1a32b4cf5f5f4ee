from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "yizhan.care"
    label = "care"

    def ready(self) -> None:
        from yizhan.care import look_in_round, receivers  # noqa: F401, PLC0415 - models are ready only now
        from yizhan.duty.kinds import register_kind  # noqa: PLC0415 - its models are ready only now

        register_kind(look_in_round.kind())
