from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "yizhan.health"
    label = "health"

    def ready(self) -> None:
        from yizhan.duty.kinds import register_kind  # noqa: PLC0415 - its models are ready only now
        from yizhan.health import observation_round, sampling_round  # noqa: PLC0415 - its models are ready only now

        register_kind(observation_round.kind())
        register_kind(sampling_round.kind())
