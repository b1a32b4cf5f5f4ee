"""`yizhan restore`."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from uuid import UUID

from yizhan.cli.manifest import BadBackup, Manifest, check, put, read_manifest
from yizhan.config.home import home_folder, keys_folder

EXAMPLES = """examples:
  YIZHAN_HOME=/srv/yizhan yizhan restore /media/disk-a/2022-03-17 --keys /media/disk-b/2022-03-17-keys
  DATABASE_URL=postgresql://yizhan@localhost/new yizhan restore 2022-03-17 --keys 2022-03-17-keys

YIZHAN_HOME must be empty, and so must a PostgreSQL database. Run `yizhan verify` afterwards."""


def add_arguments(parser: ArgumentParser) -> None:
    """Where from."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="folder of the data, as `yizhan backup` wrote it"
    )
    parser.add_argument("--keys", type=Path, metavar="DIR", help="folder of the keys (default: DIR-keys)")


def run(options: Namespace) -> int:
    """Put data and keys back, and prove that they are what was backed up."""
    data = options.folder.resolve()
    keys = (options.keys or data.with_name(f"{data.name}-keys")).resolve()
    try:
        manifest = read_manifest(data)
        _check_places(manifest)
        check(data, manifest.stored)
        check(keys, manifest.keys)
        _put_back(manifest, data, keys)
        _prove(manifest)
    except (BadBackup, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Restored what was backed up at {manifest.made_at}: {len(manifest.heads)} journals, as signed.")
    return 0


def _check_places(manifest: Manifest) -> None:
    """Refuse to mix two installations; only the secret for cookies, which any command makes, may be there."""
    wanted = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    if manifest.database != wanted:
        raise BadBackup(f"This is a backup of {manifest.database}, and DATABASE_URL asks for {wanted}.")
    home, keys = home_folder(), keys_folder()
    found = [path for folder in {home, keys} if folder.is_dir() for path in folder.iterdir()]
    strangers = [path for path in found if path not in (keys, keys / "cookies")]
    if strangers:
        raise BadBackup(f"{strangers[0]} is there already. Restore into an empty YIZHAN_HOME.")


def _put_back(manifest: Manifest, data: Path, keys: Path) -> None:
    home, own_keys = home_folder(), keys_folder()
    for folder in (home, own_keys):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in manifest.keys:
        (own_keys / name).unlink(missing_ok=True)
        put(keys / name, own_keys / name)
    if manifest.database == "sqlite":
        put(data / manifest.file, home / "yizhan.sqlite3.partial")
        (home / "yizhan.sqlite3.partial").rename(home / "yizhan.sqlite3")
        return
    import django  # noqa: PLC0415 - only now are the keys in their place

    django.setup()
    from yizhan.cli.copies import load_postgresql  # noqa: PLC0415

    load_postgresql(data / manifest.file)


def _prove(manifest: Manifest) -> None:
    """Compare triggers and the ends of all journals; raises BadBackup where they are not as signed."""
    import django  # noqa: PLC0415 - only now are the keys in their place

    django.setup()
    from yizhan.cli.copies import heads_now  # noqa: PLC0415
    from yizhan.core.append_only import missing_triggers  # noqa: PLC0415
    from yizhan.stays.queries.journal import SignedHead  # noqa: PLC0415

    missing = missing_triggers()
    if missing:
        raise BadBackup(f"The restored database lacks triggers: {', '.join(missing)}. Do not use it.")
    heads = [SignedHead(**{**head, "site_id": UUID(head["site_id"])}) for head in manifest.heads]
    foreign = [head for head in heads if not head.is_ours]
    if foreign or {head.site_id: head for head in heads_now()} != {head.site_id: head for head in heads}:
        raise BadBackup(
            "The ends of the restored journals are not the ones that were signed. Do not use them."
        )
