"""A fresh installation: made by the installed command, seen by nobody before."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.support.servers import Installation

LINK = re.compile(r"http://localhost:8000/enter/[\w-]{43}/")
SCHOOL = (
    *("setup", "--code", "school", "--name", "Town school", "--floors", "1-4", "--rooms-per-floor", "12"),
    *("--no-lift", "--entrance", "Gate=3.2", "--entrance", "Yard=?", "--head", "chen.jie"),
)


def rows(installation: Installation, query: str) -> list[Any]:
    """Read the installation's database with a program of another kind."""
    if installation.database:
        import psycopg

        with psycopg.connect(installation.database) as connection:
            return connection.execute(query.encode()).fetchall()
    with sqlite3.connect(installation.home / "yizhan.sqlite3") as connection:
        return connection.execute(query).fetchall()


def test_fresh_installation_has_no_account_and_no_password(installation: Installation) -> None:
    assert rows(installation, "SELECT count(*) FROM people_account") == [(0,)]
    installation.yizhan(*SCHOOL)
    assert [row[0][0] for row in rows(installation, "SELECT password FROM people_account")] == ["!"]
    assert rows(installation, "SELECT count(*) FROM mfa_authenticator") == [(0,)]


def test_setup_prints_one_link_and_makes_the_site(installation: Installation) -> None:
    said = installation.yizhan(*SCHOOL).stdout
    assert "Town school is set up: 4 floors, 48 rooms, 96 beds." in said
    assert len(LINK.findall(said)) == 1
    assert rows(installation, "SELECT username, display_name FROM people_account") == [
        ("chen.jie", "chen.jie")
    ]
    assert rows(installation, "SELECT role FROM duty_posting") == [("site_head",)]
    assert rows(installation, "SELECT count(*) FROM duty_team") == [(9,)]
    gates = rows(installation, "SELECT name, clearance_m FROM places_entrance ORDER BY name")
    assert [(name, clearance and float(clearance)) for name, clearance in gates] == [
        ("Gate", 3.2),
        ("Yard", None),
    ]


def test_demonstration_has_no_password_and_one_link(installation: Installation) -> None:
    said = installation.yizhan("demo").stdout
    assert len(LINK.findall(said)) == 1
    passwords = rows(installation, "SELECT password FROM people_account")
    assert passwords
    assert {row[0][0] for row in passwords} == {"!"}
    assert rows(installation, "SELECT count(*) FROM people_signinlink WHERE used_at IS NULL") == [(1,)]


def test_rooms_from_a_file(installation: Installation) -> None:
    (installation.home / "rooms.csv").write_text("楼层,房号,床位\n3,8829,2\n3,8830,4\n", "gb18030")
    said = installation.yizhan(
        "setup", "--code", "inn", "--name", "Inn", "--rooms", "rooms.csv", "--head", "li"
    ).stdout
    assert "1 floors, 2 rooms, 6 beds" in said


def test_plan_with_replaced_facts(installation: Installation) -> None:
    plan = (
        '{code: inn, name: Inn, floors: [{name: "3", level: 3, rooms: [{name: "1", kind: twin, beds: 2}]}]}'
    )
    (installation.home / "site.yaml").write_text(plan)
    said = installation.yizhan("setup", "--plan", "site.yaml", "--name", "Old inn", "--head", "li").stdout
    assert "Old inn is set up: 1 floors, 1 rooms, 2 beds." in said


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("setup",), 2, "Missing: --code, --name, --head, --rooms | --floors | --plan"),
        ((*SCHOOL, "--code", "Not A Code"), 2, "code: "),
        ((*SCHOOL, "--head", "Not A Name"), 2, "username: "),
        ((*SCHOOL, "--floors", "up"), 2, "“up” does not name storeys"),
        ((*SCHOOL, "--entrance", "Low=low"), 2, "“Low=low” gives no clearance"),
        ((*SCHOOL, "--rooms", "none.xlsx"), 2, "There is no file none.xlsx."),
        ((*SCHOOL, "--rooms", "bad.csv"), 2, "bad.csv: B2: the room's number is missing"),
    ],
)
def test_bad_setup_says_why_and_leaves_nothing(
    installation: Installation, arguments: tuple[str, ...], status: int, said: str
) -> None:
    (installation.home / "bad.csv").write_text("floor,room,beds\n3,,2\n")
    done = installation.yizhan(*arguments, check=False)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr
    for table in ("people_account", "places_site", "places_room"):
        assert rows(installation, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 - named above


def test_site_is_made_once(installation: Installation) -> None:
    installation.yizhan(*SCHOOL)
    again = installation.yizhan(*SCHOOL, check=False)
    assert (again.returncode, again.stderr.strip()) == (1, "There is a site “school” already.")


def test_it_speaks_the_terminals_language(installation: Installation) -> None:
    installation.environment["LANG"] = "zh_CN.UTF-8"
    assert installation.yizhan(*SCHOOL).returncode == 0


def test_invitation_of_a_command_post(installation: Installation) -> None:
    installation.yizhan(*SCHOOL)
    said = installation.yizhan("invite", "duty", "--role", "command_post").stdout
    assert LINK.match(said)
    refused = installation.yizhan("invite", "duty", "--role", "clerk", check=False)
    assert (refused.returncode, "no role “clerk”" in refused.stderr) == (1, True)
    nowhere = installation.yizhan("invite", "li", "--role", "clerk", "--site", "nowhere", check=False)
    assert "There is no site “nowhere”." in nowhere.stderr
    assert rows(installation, "SELECT count(*) FROM people_account") == [(2,)]


def test_link_for_an_account(installation: Installation, tmp_path: Path) -> None:
    installation.yizhan(*SCHOOL)
    assert LINK.match(installation.yizhan("link", "chen.jie", "--lost-key").stdout)
    assert installation.yizhan("link", "nobody", check=False).returncode == 1
