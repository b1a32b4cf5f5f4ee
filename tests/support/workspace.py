"""The temporary folder and the database server that all processes of one test run share.

The first process makes them and passes them on in its environment; xdist's workers inherit it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.postgresql import Cluster
from tests.support.requirements import find_postgresql

_ROOT = "YIZHAN_TEST_ROOT"
_SERVER = "YIZHAN_TEST_SERVER"
_opened: list[Path | Cluster] = []


def open_workspace(*, is_worker: bool) -> None:
    """Prepare the environment that Django's settings are read from."""
    if not is_worker:
        _make_shared()
    for name in [name for name in os.environ if name.startswith("YIZHAN_")]:
        if not name.startswith("YIZHAN_TEST_"):
            del os.environ[name]
    home = root() / f"home-{worker()}"
    home.mkdir(exist_ok=True)
    os.environ["YIZHAN_HOME"] = str(home)
    if server := os.environ.get(_SERVER):
        os.environ["DATABASE_URL"] = f"{server}template_yizhan"
    else:
        os.environ.pop("DATABASE_URL", None)


@contextmanager
def settings_module() -> Iterator[None]:
    """Name the settings inside the block only: a worker that inherited the name would read them too early."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yizhan.config.settings"
    yield
    del os.environ["DJANGO_SETTINGS_MODULE"]


def make_keys() -> None:
    """Give this process keys of its own, as the command `yizhan` does before anything else."""
    from django.conf import settings

    from yizhan.core import keys

    keys.make_keys(Path(settings.YIZHAN_KEYS))


def close_workspace() -> None:
    """Remove what this process made."""
    while _opened:
        made = _opened.pop()
        if isinstance(made, Cluster):
            made.remove()
        else:
            shutil.rmtree(made, ignore_errors=True)
            os.environ.pop(_ROOT, None)


def root() -> Path:
    """Return the folder of this run."""
    return Path(os.environ[_ROOT])


def worker() -> str:
    """Return the name of this process among those of the run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def server() -> str | None:
    """Return the address of the run's PostgreSQL, without a database name; none on SQLite."""
    return os.environ.get(_SERVER)


def _make_shared() -> None:
    folder = Path(tempfile.mkdtemp(prefix="yizhan-test-"))
    _opened.append(folder)
    os.environ[_ROOT] = str(folder)
    os.environ.pop(_SERVER, None)
    wanted = os.environ.get("YIZHAN_TEST_DATABASE", "sqlite")
    if wanted not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"YIZHAN_TEST_DATABASE is sqlite or postgresql, not {wanted}")
    if wanted == "postgresql":
        programs = find_postgresql()
        if programs is None:
            raise pytest.UsageError("YIZHAN_TEST_DATABASE=postgresql, and PostgreSQL is not installed")
        cluster = Cluster(programs, durable=False)
        _opened.append(cluster)
        cluster.start()
        os.environ[_SERVER] = cluster.url("")
