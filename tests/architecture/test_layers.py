"""Imports are held by import-linter; these hold what it cannot see."""

from django.apps import apps
from django.core.management import call_command

from tests.architecture.source import layers, planner, product


def test_every_foreign_key_points_down() -> None:
    heights, looked_at, faults = layers(), 0, []
    for model in apps.get_models(include_auto_created=True):
        owner = model._meta.app_label
        if not model.__module__.startswith("yizhan."):
            continue
        for field in model._meta.get_fields():
            target = field.related_model
            if not field.concrete or not isinstance(target, type) or target._meta.app_label not in heights:
                continue
            looked_at += 1
            is_own = target._meta.app_label == owner
            if not is_own and heights[target._meta.app_label] >= heights[owner]:
                faults.append(f"{model._meta.label}.{field.name} points up or aside to {target._meta.label}")
    assert faults == []
    assert looked_at > 0


def test_every_app_is_a_layer_and_carries_its_name() -> None:
    ours = [config for config in apps.get_app_configs() if config.name.startswith("yizhan.")]
    assert ours
    assert [config.label for config in ours if config.name != f"yizhan.{config.label}"] == []
    assert [config.label for config in ours if config.label not in layers()] == []


def test_siblings_share_a_height() -> None:
    heights = layers()
    assert heights["core"] == 0
    assert heights["health"] == heights["provision"]
    assert heights["stays"] < heights["intake"] < heights["web"]


def test_planner_is_apart() -> None:
    modules = planner()
    assert modules
    forbidden = {"yizhan", "django", "time"}
    faults = [
        f"{module.place} imports {name}"
        for module in modules
        for name in module.imports()
        if name.split(".")[0] in forbidden or (name.startswith("random.") and name != "random.Random")
    ]
    assert faults == []


def test_only_stays_and_higher_layers_plan() -> None:
    heights = layers()
    planning = [
        module for module in product() if any(name.split(".")[0] == "planner" for name in module.imports())
    ]
    assert planning
    assert [module.place for module in planning if heights[module.app] < heights["stays"]] == []


def test_migrations_say_what_the_models_say(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
