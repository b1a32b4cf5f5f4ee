from django.apps import AppConfig


class StaysConfig(AppConfig):
    name = "yizhan.stays"
    label = "stays"

    def ready(self) -> None:
        from yizhan.duty.kinds import register_kind  # noqa: PLC0415 - its models are ready only now
        from yizhan.notices.lobby import register_lobby  # noqa: PLC0415
        from yizhan.provision import meals_round  # noqa: PLC0415
        from yizhan.stays import census_round, disinfection_round, receivers  # noqa: F401, PLC0415 - connects them
        from yizhan.stays.queries.lists import bags_at_doors  # noqa: PLC0415
        from yizhan.stays.queries.present import parties_without_room  # noqa: PLC0415

        register_kind(census_round.kind())
        register_kind(disinfection_round.kind())
        # Which bags a door gets depends on infants too, whom health knows: provision alone cannot say.
        register_kind(meals_round.kind(bags_at_doors))
        register_lobby(parties_without_room)
