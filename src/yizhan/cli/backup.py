"""`yizhan backup`."""

import shutil
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from yizhan.cli.database import prepare
from yizhan.cli.manifest import KEYS, BadBackup, Manifest, measure, put

EXAMPLES = """examples:
  yizhan backup /media/disk-a/2022-03-17 --keys /media/disk-b/2022-03-17-keys

The server may go on meanwhile. Keep the two folders apart: the data without the keys show nobody's
name, and the keys without the data open nothing. Lost keys cannot be replaced."""


def add_arguments(parser: ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder for the data")
    parser.add_argument(
        "--keys", type=Path, metavar="DIR", help="a new folder for the keys (default: DIR-keys)"
    )


def run(options: Namespace) -> int:
    """Write data and keys into two new folders, or nothing at all."""
    data = options.folder.resolve()
    keys = (options.keys or data.with_name(f"{data.name}-keys")).resolve()
    try:
        _check_places(data, keys)
        prepare(migrate=False)
        manifest = _write(data, keys)
    except (BadBackup, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(stored.bytes for stored in manifest.stored.values())
    print(f"{data}: {size:,} bytes, {len(manifest.heads)} journals")
    print(f"{keys}: {len(manifest.keys)} keys; keep them somewhere else")
    return 0


def _check_places(data: Path, keys: Path) -> None:
    for folder in (data, keys):
        if folder.exists():
            raise BadBackup(f"{folder} is there already. A backup overwrites nothing: name a new folder.")
    if data.is_relative_to(keys) or keys.is_relative_to(data):
        raise BadBackup(
            "The keys must lie outside the folder of the data, and the data outside that of the keys."
        )


def _write(data: Path, keys: Path) -> Manifest:
    """Write into folders of other names first: a backup that was interrupted never looks whole."""
    fresh = [folder.with_name(f"{folder.name}.partial") for folder in (data, keys)]
    try:
        for folder in fresh:
            folder.mkdir(mode=0o700, parents=True)
        manifest = _fill(*fresh)
        # The data last: where they are, the keys are too.
        fresh[1].rename(keys)
        fresh[0].rename(data)
    except BaseException:
        for folder in fresh:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return manifest


def _fill(data: Path, keys: Path) -> Manifest:
    from django.conf import settings  # noqa: PLC0415 - after prepare()
    from django.db import connection  # noqa: PLC0415

    import yizhan  # noqa: PLC0415
    from yizhan.cli.copies import copy_out  # noqa: PLC0415
    from yizhan.core.clock import now  # noqa: PLC0415

    for name in KEYS:
        put(Path(settings.YIZHAN_KEYS) / name, keys / name)
    file, heads = copy_out(data)
    manifest = Manifest(
        made_at=now().isoformat(timespec="seconds"), program=yizhan.__version__,
        database=connection.vendor, file=file,
        stored={file: measure(data / file)}, keys={name: measure(keys / name) for name in KEYS},
        heads=[{**asdict(head), "site_id": str(head.site_id)} for head in heads],
    )  # fmt: skip
    manifest.write(data)
    return manifest
