"""`yizhan backup`: once, or again and again so that a standby is never far behind."""

import shutil
import sys
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from yizhan.cli.database import prepare
from yizhan.cli.manifest import KEYS, MAY_LACK, PROTOCOL, BadBackup, Manifest, Stored, measure, put

EXAMPLES = """examples:
  yizhan backup /media/disk-a/2022-03-17 --keys /media/disk-b/2022-03-17-keys
  yizhan backup /mnt/standby/yizhan --every 60 --keys /mnt/safe/yizhan-keys

The server may go on meanwhile. Keep the two folders apart: the data without the keys show nobody's
name, and the keys without the data open nothing. Lost keys cannot be replaced.

With --every, DIR holds one folder for each copy. Let it lie on another machine (a mounted path):
then `yizhan restore DIR` there serves what stood here at most so many seconds before this machine died."""


def add_arguments(parser: ArgumentParser) -> None:
    """Where to, and how often."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new folder for the data")
    parser.add_argument(
        "--keys", type=Path, metavar="DIR", help="a new folder for the keys (default: DIR-keys)"
    )
    parser.add_argument(
        "--every", type=float, metavar="SECONDS",
        help="go on, and have no more than so many seconds to lose at any moment; end with Ctrl-C",
    )  # fmt: skip
    parser.add_argument(
        "--keep",
        type=int,
        default=10,
        metavar="NUMBER",
        help="copies that are kept with --every (default 10)",
    )
    parser.add_argument(
        "--try-every", type=float, default=3600, metavar="SECONDS",
        help="with --every, how often the latest copy is restored aside and verified (default 3600)",
    )  # fmt: skip


def run(options: Namespace) -> int:
    """Write data and keys into new folders, or nothing at all; again and again if so asked."""
    data = options.folder.resolve()
    keys = (options.keys or data.with_name(f"{data.name}-keys")).resolve()
    try:
        _check_places(data, keys, series=options.every is not None)
        prepare(migrate=False)
        if options.every is not None:
            from yizhan.cli.standby import Series  # noqa: PLC0415 - after prepare()

            keep_keys(keys)
            return Series(data, keys, options.every, options.keep, options.try_every).run()
        manifest = _write(data, keys)
    except (BadBackup, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(stored.bytes for stored in manifest.stored.values())
    print(f"{data}: {size:,} bytes, {len(manifest.heads)} journals")
    print(f"{keys}: {len(manifest.keys)} keys; keep them somewhere else")
    return 0


def write_copy(data: Path, *, thorough: bool) -> Manifest:
    """Write the data of this moment into a new folder; the keys are elsewhere already."""
    fresh = data.with_name(f"{data.name}.partial")
    try:
        fresh.mkdir(mode=0o700, parents=True)
        manifest = _fill(fresh, thorough=thorough)
        fresh.rename(data)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _note_last(manifest.made_at)
    return manifest


def _note_last(made_at: str) -> None:
    """Tell the metrics how old the last copy is; a full disk here spoils no copy there."""
    from django.conf import settings  # noqa: PLC0415 - after prepare()

    from yizhan.web.metrics.gauges import LAST_BACKUP  # noqa: PLC0415

    with suppress(OSError):
        (Path(settings.YIZHAN_HOME) / LAST_BACKUP).write_text(made_at, "utf-8")


def keep_keys(folder: Path) -> None:
    """See that the keys lie in their folder, these and no others."""
    from django.conf import settings  # noqa: PLC0415 - after prepare()

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, stored in _own_keys().items():
        if not (folder / name).exists():
            put(Path(settings.YIZHAN_KEYS) / name, folder / name)
        if measure(folder / name) != stored:
            raise BadBackup(f"{folder / name} is the key of another installation. Name another folder.")


def _check_places(data: Path, keys: Path, *, series: bool) -> None:
    for folder in () if series else (data, keys):
        if folder.exists():
            raise BadBackup(f"{folder} is there already. A backup overwrites nothing: name a new folder.")
    if data.is_relative_to(keys) or keys.is_relative_to(data):
        raise BadBackup(
            "The keys must lie outside the folder of the data, and the data outside that of the keys."
        )


def _write(data: Path, keys: Path) -> Manifest:
    """Write into folders of other names first: a backup that was interrupted never looks whole."""
    fresh = keys.with_name(f"{keys.name}.partial")
    try:
        keep_keys(fresh)
        # The data last: where they are, the keys are too.
        fresh.rename(keys)
        return write_copy(data, thorough=True)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        if not data.exists():
            shutil.rmtree(keys, ignore_errors=True)
        raise


def _fill(data: Path, *, thorough: bool) -> Manifest:
    from django.db import connection  # noqa: PLC0415 - after prepare()

    import yizhan  # noqa: PLC0415
    from yizhan.cli.copies import copy_out  # noqa: PLC0415
    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.protocols.reading import own_files, own_folder  # noqa: PLC0415

    began = now()
    file, heads = copy_out(data, thorough=thorough)
    stored = {file: measure(data / file)}
    for path in own_files(own_folder()):
        put(path, data / f"{PROTOCOL}{path.name}")
        stored[f"{PROTOCOL}{path.name}"] = measure(data / f"{PROTOCOL}{path.name}")
    manifest = Manifest(
        made_at=began.isoformat(timespec="seconds"), program=yizhan.__version__,
        database=connection.vendor, file=file, stored=stored, keys=_own_keys(),
        heads=[{**asdict(head), "site_id": str(head.site_id)} for head in heads],
    )  # fmt: skip
    manifest.write(data)
    return manifest


def _own_keys() -> dict[str, Stored]:
    """Return the keys that this installation has, measured."""
    from django.conf import settings  # noqa: PLC0415 - after prepare()

    folder = Path(settings.YIZHAN_KEYS)
    names = [*KEYS, *(name for name in MAY_LACK if (folder / name).exists())]
    return {name: measure(folder / name) for name in names}
