"""`yizhan rehearse`."""

import json
import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from yizhan.command.rehearsal.figures import Figures

RIGHT, WRONG, UNPLAYABLE = 0, 1, 2
PEOPLE_OF_THE_NIGHT, PEOPLE_OF_THE_DAY = 84, 300
MOST_PEOPLE = 3000


def add_arguments(parser: ArgumentParser) -> None:
    """Which operation, how large, how bad the network."""
    parser.add_argument(
        "operation", choices=["first-night", "three-weeks", "day-of-needs", "plan"],
        help="the recorded operation to play, or a plan that the desk wants rehearsed",
    )  # fmt: skip
    parser.add_argument("run", nargs="?", type=UUID, help="of a plan: the id of the run, as the desk made it")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--seed", type=int, default=0, help="another seed, another night (default 0)")
    parser.add_argument(
        "--people", type=_people, help="how many come to the first night (84, as it was) or live there (300)"
    )
    parser.add_argument("--faults", action="store_true", help="with a bad network and a killed server")
    parser.add_argument(
        "--slip", choices=["answer", "alarm"], action="append", default=[],
        help="of the day of needs: a mistake made on purpose, which the figures must find",
    )  # fmt: skip
    parser.add_argument("--hotel", type=Path, metavar="FILE", help="the hotel, as a plan of a site in YAML")
    parser.add_argument(
        "--evening", type=Path, metavar="FILE", help="a site's own evening, as a run of the desk writes it"
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the report in words there too")
    parser.add_argument("--language", choices=["zh", "en"], help="of the report (default: the terminal's)")
    parser.add_argument(
        "--keep", action="store_true", help="keep the rehearsal's folder, and print where it is"
    )


def run(options: Namespace) -> int:
    """Play, report, and return 0 only if the night came out right."""
    if options.operation == "plan":
        return _play_plan(options.run)
    if options.hotel is not None and not options.hotel.is_file():
        print(f"There is no file {options.hotel}.", file=sys.stderr)
        return UNPLAYABLE
    with _place_of_its_own(keep=options.keep) as home:
        return PLAYED.get(options.operation, _play)(options, home)


def _play_plan(run_id: UUID | None) -> int:
    """Play a run of the desk, and write its result back where the desk reads it."""
    if run_id is None:
        print("Which run? The desk starts it with its id.", file=sys.stderr)
        return UNPLAYABLE
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings

    prepare(migrate=False)
    from yizhan.command.evening.process import perform  # noqa: PLC0415 - after prepare()
    from yizhan.command.models import RehearsalRun  # noqa: PLC0415

    if not RehearsalRun.objects.filter(id=run_id).exists():
        print(f"There is no run {run_id}.", file=sys.stderr)
        return UNPLAYABLE
    return RIGHT if perform(run_id) else WRONG


def _play(options: Namespace, home: Path) -> int:
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings, which now name this place

    prepare()
    from django.utils import translation  # noqa: PLC0415 - after prepare()

    from yizhan.command.evening.casting import Casting  # noqa: PLC0415
    from yizhan.command.rehearsal.rehearse import Wanted, rehearse_first_night  # noqa: PLC0415
    from yizhan.command.rehearsal.report import in_words  # noqa: PLC0415

    casting = Casting.model_validate_json(options.evening.read_bytes()) if options.evening else None
    people = options.people or PEOPLE_OF_THE_NIGHT
    wanted = Wanted(people, options.seed, options.faults, options.hotel, casting)
    # Only the server and what comes after it follow simulated time, once the database is marked.
    environment = {**os.environ, "YIZHAN_CLOCK": str(home / "clock")}
    try:
        scene, figures = rehearse_first_night(wanted, home, environment)
    except ValueError as error:
        print(error, file=sys.stderr)
        return UNPLAYABLE
    finally:
        _let_go_of_the_database()
    with translation.override(_language(options.language)):
        words = in_words(scene, figures)
    return _tell(options, words, figures)


def _play_weeks(options: Namespace, home: Path) -> int:
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings, which now name this place

    prepare()
    from django.utils import translation  # noqa: PLC0415 - after prepare()

    from yizhan.command.weeks.rehearse import WantedWeeks, rehearse_three_weeks  # noqa: PLC0415
    from yizhan.command.weeks.report import in_words  # noqa: PLC0415

    environment = {**os.environ, "YIZHAN_CLOCK": str(home / "clock")}
    try:
        figures = rehearse_three_weeks(WantedWeeks(options.seed, options.faults), home, environment)
    finally:
        _let_go_of_the_database()
    with translation.override(_language(options.language)):
        words = in_words(figures)
    return _tell(options, words, figures)


def _play_day(options: Namespace, home: Path) -> int:
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings, which now name this place

    prepare()
    from django.utils import translation  # noqa: PLC0415 - after prepare()

    from yizhan.command.needs.rehearse import WantedDay, rehearse_day_of_needs  # noqa: PLC0415
    from yizhan.command.needs.report import in_words  # noqa: PLC0415

    people = options.people or PEOPLE_OF_THE_DAY
    wanted = WantedDay(people, options.seed, options.faults, frozenset(options.slip))
    environment = {**os.environ, "YIZHAN_CLOCK": str(home / "clock")}
    try:
        figures = rehearse_day_of_needs(wanted, home, environment)
    finally:
        _let_go_of_the_database()
    with translation.override(_language(options.language)):
        words = in_words(figures)
    return _tell(options, words, figures)


PLAYED = {"three-weeks": _play_weeks, "day-of-needs": _play_day}


def _let_go_of_the_database() -> None:
    from django.db import connection  # noqa: PLC0415 - after prepare()

    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def _tell(options: Namespace, words: str, figures: "Figures") -> int:
    if options.report:
        options.report.write_text(f"{words}\n", encoding="utf-8")
    print(json.dumps(figures.as_json(), ensure_ascii=False, indent=2) if options.json else words)
    return RIGHT if figures.right else WRONG


@contextmanager
def _place_of_its_own(*, keep: bool) -> Iterator[Path]:
    """Make a data folder, and a database where DATABASE_URL names a server, that no live site has."""
    home = Path(tempfile.mkdtemp(prefix="yizhan-rehearsal-"))
    server = os.environ.get("DATABASE_URL", "")
    database = f"yizhan_rehearsal_{uuid4().hex[:12]}" if server else ""
    os.environ["YIZHAN_HOME"] = str(home)
    for name in ("YIZHAN_KEYS", "YIZHAN_CLOCK"):
        os.environ.pop(name, None)
    if database:
        _execute(server, f'CREATE DATABASE "{database}"')
        os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
    try:
        yield home
    finally:
        if keep:
            print(f"{home} {database}".rstrip(), file=sys.stderr)
        else:
            shutil.rmtree(home, ignore_errors=True)
            if database:
                _execute(server, f'DROP DATABASE "{database}" WITH (FORCE)')


def _execute(server: str, statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where there is a PostgreSQL

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())


def _people(text: str) -> int:
    people = int(text)
    if not 1 <= people <= MOST_PEOPLE:
        raise ValueError
    return people


def _language(wanted: str | None) -> str:
    spoken = wanted or os.environ.get("LC_ALL") or os.environ.get("LANG") or "zh"
    return "zh-hans" if spoken.startswith("zh") else "en"
