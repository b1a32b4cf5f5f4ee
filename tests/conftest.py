"""What every test stands on; tests/README.md tells how to use the fixtures.

The environment is made before Django reads its settings, so nothing that is imported here may
import a model.
"""

import gc
from collections.abc import Iterator

import django
import pytest
from django.utils import translation
from hypothesis import settings

from tests.support import network, workspace

pytest_plugins = ["tests.support.databases", "tests.support.servers", "tests.support.browsers"]

# What keeps one process busy for a quarter of a minute and more begins first, the longest before all: at the
# end the others would wait for it. As measured, whether it works or waits meanwhile.
LONGEST = (
    "test_who_may", "test_journal_model", "test_kills", "test_hostile_texts", "test_rehearsal",
    "test_erasure", "test_whole_night", "test_needs", "test_field_faults", "test_hostile_input",
    "test_phone_queues", "test_family", "test_emergency",
    "test_setup", "test_bad_network", "test_backup_under_load", "test_new_database", "test_notices_killed",
    "test_backup", "test_api_contract", "test_standby", "test_servers", "test_field_mixed_faults",
    "test_power_loss", "test_disk_full", "test_two_people", "test_races", "test_reading_is_recorded",
    "test_exports", "test_fields_posted",
)  # fmt: skip

# What a test makes is rows and pages, hardly ever a circle: looking for garbage so seldom saves a tenth.
SELDOM = (100_000, 50, 100)

settings.register_profile("yizhan", deadline=None, print_blob=True)
settings.load_profile("yizhan")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.option.version or config.option.help:
        return
    network.seal()
    workspace.open_workspace(is_worker=hasattr(config, "workerinput"))
    with workspace.settings_module():
        django.setup()
    workspace.make_keys()


def pytest_collection() -> None:
    # A thousand test files are read, and none of them is garbage.
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()


def pytest_unconfigure() -> None:
    workspace.close_workspace()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place_in_line)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        # The library calls the tests of all operations the same, and of those that are called the same
        # a run in several processes makes only one.
        if operation := getattr(item, "operation_label", ""):
            item._nodeid = f"{item.nodeid}[{operation}]"  # type: ignore[attr-defined]  # private to pytest
        for mark in item.iter_markers("django_db"):
            if mark.kwargs.get("transaction"):
                raise pytest.UsageError(
                    f"{item.nodeid}: a flush meets the append-only triggers; use the fixture committed_db."
                )


def _place_in_line(item: pytest.Item) -> int:
    return LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test starts in English, whatever an earlier one activated."""
    with translation.override("en"):
        yield
