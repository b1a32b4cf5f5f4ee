"""`yizhan restore`."""

import json
import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from yizhan.cli.erase import erase_due
from yizhan.cli.manifest import NAME, PROTOCOL, BadBackup, Manifest, check, copies_in, put, read_manifest
from yizhan.config.home import home_folder, keys_folder

EXAMPLES = """examples:
  YIZHAN_HOME=/srv/yizhan yizhan restore /media/disk-a/2022-03-17 --keys /media/disk-b/2022-03-17-keys
  YIZHAN_HOME=/srv/yizhan yizhan restore /mnt/standby/yizhan --keys /mnt/safe/keys   the newest copy in it
  yizhan restore --try /mnt/standby/yizhan --keys /mnt/safe/keys                     only prove it
  DATABASE_URL=postgresql://yizhan@localhost/new yizhan restore 2022-03-17 --keys 2022-03-17-keys

YIZHAN_HOME must be empty, and so must a PostgreSQL database. Run `yizhan verify` afterwards.
Phones that find the restored server send again what they sent in the last three days: what the
backup lacks is entered, what it has changes nothing."""


def add_arguments(parser: ArgumentParser) -> None:
    """Where from."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR",
        help="folder of the data, as `yizhan backup` wrote it; of a series, the newest copy is taken",
    )  # fmt: skip
    parser.add_argument("--keys", type=Path, metavar="DIR", help="folder of the keys (default: DIR-keys)")
    parser.add_argument(
        "--try", dest="only_try", action="store_true", help="restore aside, verify, and throw it away again"
    )


def run(options: Namespace) -> int:
    """Put data and keys back, and prove that they are what was backed up."""
    if options.only_try:
        with tempfile.TemporaryDirectory(prefix="yizhan-try-") as aside:
            for name in ("YIZHAN_KEYS", "DATABASE_URL"):
                os.environ.pop(name, None)
            os.environ["YIZHAN_HOME"] = aside
            return _restore(options) or _verify()
    return _restore(options)


def _restore(options: Namespace) -> int:
    try:
        data = _newest(options.folder.resolve())
        keys = (options.keys or _keys_beside(data)).resolve()
        manifest = read_manifest(data)
        _check_places(manifest)
        check(data, manifest.stored)
        check(keys, manifest.keys)
        _put_back(manifest, data, keys)
        _prove(manifest)
        _mark(manifest)
        erase_due()
    except (BadBackup, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Restored what was backed up at {manifest.made_at}: {len(manifest.heads)} journals, as signed.")
    return 0


def _verify() -> int:
    from yizhan.cli import verify  # noqa: PLC0415 - only when a backup is tried

    return verify.run(Namespace(site=None, head=[], json=False))


def _newest(folder: Path) -> Path:
    """Return the folder itself, or of a series the newest whole copy."""
    if (folder / NAME).is_file():
        return folder
    return next(iter(copies_in(folder)), folder)


def _keys_beside(data: Path) -> Path:
    """Return where the keys lie unless it is said: beside the copy, or beside its series."""
    own = data.with_name(f"{data.name}-keys")
    of_series = data.parent.with_name(f"{data.parent.name}-keys")
    return own if own.exists() or not of_series.exists() else of_series


def _mark(manifest: Manifest) -> None:
    """Leave word that this is another life of the site: phones then send again what it may lack."""
    from yizhan.core.life import RESTORED  # noqa: PLC0415 - reads the settings

    word = {
        "id": str(uuid4()),
        "made_at": manifest.made_at,
        "restored_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    (home_folder() / RESTORED).write_text(json.dumps(word), "utf-8")


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
    _put_back_protocols(manifest, data)
    if manifest.database == "sqlite":
        put(data / manifest.file, home / "yizhan.sqlite3.partial")
        (home / "yizhan.sqlite3.partial").rename(home / "yizhan.sqlite3")
        return
    import django  # noqa: PLC0415 - only now are the keys in their place

    django.setup()
    from yizhan.cli.copies import load_postgresql  # noqa: PLC0415

    load_postgresql(data / manifest.file)


def _put_back_protocols(manifest: Manifest, data: Path) -> None:
    """Put the site's own protocols where they were; most sites have none."""
    names = [name for name in manifest.stored if name.startswith(PROTOCOL)]
    for name in names:
        folder = home_folder() / "protocols"
        folder.mkdir(mode=0o700, exist_ok=True)
        put(data / name, folder / name.removeprefix(PROTOCOL))


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
