from collections.abc import Callable
from urllib.request import urlopen

from tests.support.postgresql import Cluster
from tests.support.servers import Installation, Server


def test_server_answers_until_killed_and_again_after_a_start(
    installation: Installation, serving: Callable[..., Server]
) -> None:
    server = serving(installation, "--workers", "1")
    assert server.answers()
    server.kill()
    assert not server.answers()
    server.start()
    assert server.answers()
    with urlopen(f"{server.url}/static/vendor/idb/index.js") as reply:  # noqa: S310 - our own loopback address
        assert "openDB" in reply.read().decode()


def test_server_ends_when_its_terminal_is_interrupted(
    installation: Installation, serving: Callable[..., Server]
) -> None:
    assert serving(installation).interrupt()


def test_installation_is_current(installation: Installation) -> None:
    done = installation.yizhan("migrate")
    assert done.returncode == 0
    assert installation.yizhan("no-such-command", check=False).returncode == 2


def test_durable_postgresql_survives_a_power_cut(durable_postgresql: Cluster) -> None:
    import psycopg

    def run(statement: bytes) -> list[tuple[object, ...]]:
        with psycopg.connect(durable_postgresql.url("postgres"), autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    assert run(b"SHOW fsync") == [("on",)]
    run(b"CREATE TABLE tap AS SELECT 23 AS number")
    durable_postgresql.stop("immediate")
    durable_postgresql.start()
    assert run(b"SELECT number FROM tap") == [(23,)]
