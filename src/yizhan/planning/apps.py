from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "yizhan.planning"
    label = "planning"

    def ready(self) -> None:
        from yizhan.duty.kinds import register_kind  # noqa: PLC0415 - its models are ready only now
        from yizhan.planning import moves_round  # noqa: PLC0415

        register_kind(moves_round.kind())
