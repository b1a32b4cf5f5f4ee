"""The shell of the phone app: one version, nothing about anybody, closed to outsiders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.web.field.test_snapshot import client_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.intake.night import Night


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """A site with its crew."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        yield opened


def test_shell_holds_nothing_about_whoever_opened_it(night: Night) -> None:
    first = client_of(night, "counter1").get("/f/county/")
    second = client_of(night, "kitchen").get("/f/county/")
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert b"counter1" not in first.content
    assert "csrftoken" in first.cookies


def test_whoever_has_no_work_on_a_phone_is_refused(night: Night) -> None:
    assert client_of(night, "post").get("/f/county/").status_code == 403
    assert client_of(night, "counter1").get("/f/elsewhere/").status_code == 404
    away = Client().get("/f/county/enter/")
    assert away.status_code == 302
    assert away.headers["Location"].endswith("?next=/f/county/enter/")


def test_one_site_opens_at_once(night: Night) -> None:
    reply = client_of(night, "counter1").get("/f/")
    assert reply.headers["Location"] == "/f/county/"
    assert b"Ask the site head" in client_of(night, "post").get("/f/").content


def test_worker_lists_every_file_of_the_app(db: None) -> None:
    from yizhan.web.field.shell import STATIC, shell_files, shell_version

    source = Client().get("/f/sw.js")
    assert source.headers["Content-Type"].startswith("text/javascript")
    assert source.headers["Cache-Control"] == "no-cache"
    text = source.content.decode()
    assert text.startswith(f'self.SHELL = {{"version": "{shell_version()}"')
    modules = [f"/static/{path.relative_to(STATIC)}" for path in (STATIC / "yizhan/field").rglob("*.js")]
    assert len(modules) > 20
    kept = [*shell_files(), "/i18n.js"]
    assert all(f'"{address}"' in text for address in kept)
    assert set(modules) - set(kept) == {"/static/yizhan/field/worker.js"}


def test_every_module_that_is_imported_is_kept(db: None) -> None:
    import re

    from yizhan.web.field.shell import STATIC, shell_files

    wanted = set()
    for path in (STATIC / "yizhan/field").rglob("*.js"):
        for address in re.findall(r'from "([^"]+)"', path.read_text()):
            wanted.add((path.parent / address).resolve())
    kept = {(STATIC / address.removeprefix("/static/")).resolve() for address in shell_files()}
    assert wanted <= kept


@pytest.mark.parametrize(
    ("asked", "start"), [("county", "/f/county/"), ("", "/f/"), ("../x", "/f/"), ("a b", "/f/")]
)
def test_manifest_opens_the_site_it_was_installed_from(db: None, asked: str, start: str) -> None:
    reply = Client().get("/f/manifest.webmanifest", {"site": asked})
    told = reply.json()
    assert reply.headers["Content-Type"] == "application/manifest+json"
    assert (told["start_url"], told["scope"], told["display"]) == (start, "/f/", "standalone")
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
