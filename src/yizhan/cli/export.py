"""`yizhan export`: everything of a site, or of all, in formats that outlive this program."""

import hashlib
import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

from yizhan.cli.database import prepare

if TYPE_CHECKING:
    from yizhan.places.models import Site

EXAMPLES = """examples:
  yizhan export --to /media/disk-a/county-2022-03-17
  yizhan export --to /media/disk-a/county-2022-03-17 --site county --with-names

CSV for people (opens in any spreadsheet), JSON lines for programs, the journal with its hashes, a README,
and checksums. Nobody's name is in it unless you say --with-names, which is recorded in the audit trail.
To move to another machine take `yizhan backup` and `yizhan restore`: an export is not read back."""
README = Path(__file__).with_name("export_readme.txt")
CHECKSUMS = "SHA256SUMS"


def add_arguments(parser: ArgumentParser) -> None:
    """Where to, of which site, with or without names."""
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="a new folder")
    parser.add_argument("--site", metavar="CODE", help="only this site (default: all)")
    parser.add_argument(
        "--with-names", action="store_true",
        help="with everybody's particulars and what people typed, readable; recorded in the audit trail",
    )  # fmt: skip


def run(options: Namespace) -> int:
    """Write the whole folder or nothing; 1 if it cannot be written, 2 if there is no such site."""
    prepare(migrate=False)
    from yizhan.places.models import Site  # noqa: PLC0415 - after prepare()

    chosen = Site.objects.filter(code=options.site) if options.site else Site.objects.all()
    sites = list(chosen.order_by("code"))
    if options.site and not sites:
        print(f"There is no site “{options.site}”.", file=sys.stderr)
        return 2
    folder = options.to.resolve()
    if folder.exists():
        print(f"{folder} is there already. An export overwrites nothing: name a new folder.", file=sys.stderr)
        return 1
    try:
        files = _write_whole(folder, sites, every=not options.site, with_names=options.with_names)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{folder}: {len(sites)} sites, {files} files{', with names' if options.with_names else ''}")
    return 0


def _write_whole(folder: Path, sites: "list[Site]", *, every: bool, with_names: bool) -> int:
    """Write under another name first: an export that was interrupted never looks whole."""
    from yizhan.core.snapshot import snapshot  # noqa: PLC0415 - after prepare()

    fresh = folder.with_name(f"{folder.name}.partial")
    fresh.mkdir(mode=0o700, parents=True)
    mask = os.umask(0o077)
    try:
        if with_names:
            _record_reading(sites)
        with snapshot():
            _fill(fresh, sites, every=every, with_names=with_names)
        files = _seal(fresh)
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    finally:
        os.umask(mask)
    return files


def _record_reading(sites: "Iterable[Site]") -> None:
    from yizhan.core.actions import record_audit  # noqa: PLC0415 - after prepare()
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415
    from yizhan.stays.models import Stay  # noqa: PLC0415

    for site in sites:
        people = Stay.objects.filter(site=site).values("person").distinct().count()
        record_audit(SYSTEM.tapping(), "cli.export_names", site_id=site.id, people=people, login=getuser())


def _fill(folder: Path, sites: "list[Site]", *, every: bool, with_names: bool) -> None:
    from yizhan.cli.export_files import write_journal, write_people, write_tables  # noqa: PLC0415 - after prepare()

    shutil.copyfile(README, folder / "README.txt")
    (folder / "tables").mkdir()
    chosen = None if every else [site.id for site in sites]
    write_tables(folder / "tables", chosen, with_names=with_names)
    for site in sites:
        own = folder / site.code
        own.mkdir()
        write_journal(own, site)
        write_people(own / "people.csv", site, with_names=with_names)


def _seal(folder: Path) -> int:
    """Write the checksums as `sha256sum --check` reads them, and return how many files there are."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = []
    for path in files:
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(folder)}\n")
    (folder / CHECKSUMS).write_text("".join(lines), "utf-8")
    return len(files)
