"""What every test stands on; tests/README.md tells how to use the fixtures.

The environment is made before Django reads its settings, so nothing that is imported here may
import a model.
"""

from collections.abc import Iterator

import django
import pytest
from django.utils import translation
from hypothesis import settings

from tests.support import network, workspace

pytest_plugins = ["tests.support.databases", "tests.support.servers", "tests.support.browsers"]

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


def pytest_unconfigure() -> None:
    workspace.close_workspace()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        for mark in item.iter_markers("django_db"):
            if mark.kwargs.get("transaction"):
                raise pytest.UsageError(
                    f"{item.nodeid}: a flush meets the append-only triggers; use the fixture committed_db."
                )


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test starts in English, whatever an earlier one activated."""
    with translation.override("en"):
        yield
