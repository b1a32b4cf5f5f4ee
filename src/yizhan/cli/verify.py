"""`yizhan verify`."""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import django

if TYPE_CHECKING:
    from yizhan.command.queries.verify import Fault, Report
    from yizhan.stays.queries.journal import SignedHead

CLEAN, FAULTY, UNUSABLE = 0, 1, 2


def add_arguments(parser: ArgumentParser) -> None:
    """Which site, and which heads were kept elsewhere."""
    parser.add_argument("--site", metavar="CODE", help="only this site (default: all)")
    parser.add_argument(
        "--head", metavar="FILE", type=Path, nargs="+", action="extend", default=[],
        help="signed heads kept elsewhere (JSON from /api/v1/sites/CODE/head): must be part of the journal",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(options: Namespace) -> int:
    """Print every fault; 0 if there is none, 1 if there is, 2 if nothing could be verified."""
    django.setup()
    from django.db import DatabaseError  # noqa: PLC0415 - after django.setup()
    from django.utils import translation  # noqa: PLC0415

    from yizhan.command.queries.verify import verify  # noqa: PLC0415
    from yizhan.places.models import Site  # noqa: PLC0415

    try:
        heads = [_read_head(path) for path in options.head]
        report = verify(site_code=options.site, heads=heads, progress=_tell_progress)
    except Site.DoesNotExist:
        return _unusable(f"There is no site “{options.site}”.")
    except _UnreadableHeadError as error:
        return _unusable(str(error))
    except DatabaseError as error:
        return _unusable(f"The database cannot be read: {error}. If it is new, run “yizhan migrate”.")
    with translation.override(_language()):
        print(
            json.dumps(report.as_json(), ensure_ascii=False, indent=2) if options.json else _in_words(report)
        )
    return CLEAN if report.clean else FAULTY


class _UnreadableHeadError(Exception):
    """A file does not hold a signed head."""


def _read_head(path: Path) -> "SignedHead":
    from yizhan.stays.queries.journal import SignedHead  # noqa: PLC0415 - after django.setup()

    try:
        kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return SignedHead(
            UUID(kept["site_id"]), int(kept["sequence"]), str(kept["hash"]), str(kept["signature"])
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _UnreadableHeadError(f"{path} does not hold a signed head: {error!r}") from error


def _in_words(report: "Report") -> str:
    from django.utils.translation import gettext as _  # noqa: PLC0415 - after django.setup()

    from yizhan.command.queries.verify.report import INVARIANTS  # noqa: PLC0415

    lines = []
    for site in report.sites:
        figures = {"site": site.code, "entries": site.entries, "present": site.present, "roomed": site.roomed}
        lines.append(
            _("%(site)s: %(entries)s entries, %(present)s present, %(roomed)s of them in rooms.") % figures
        )
        lines += [f"  {_describe(fault)}" for fault in site.faults]
    lines += [_describe(fault) for fault in report.faults]
    for waiting in report.waiting:
        facts = {"action": waiting.action, "command": waiting.command, "waits_for": waiting.waits_for}
        lines.append(_("Waiting: %(action)s %(command)s, for %(waits_for)s.") % facts)
    for number, text in INVARIANTS.items():
        verdict = _verdict(report, number)
        lines.append(f"{number}. {_(text)}: {verdict}")
    return "\n".join(lines)


def _verdict(report: "Report", number: int) -> str:
    from django.utils.translation import gettext as _  # noqa: PLC0415 - after django.setup()

    if number in report.broken:
        return "✗"
    return _("nothing recorded yet") if number in report.untried else "✓"


def _describe(fault: "Fault") -> str:
    from django.utils.translation import gettext as _  # noqa: PLC0415 - after django.setup()

    where = _("entry %(sequence)s") % {"sequence": fault.sequence} if fault.sequence else "-"
    return f"✗ [{fault.invariant} {fault.code}] {where}: {fault.why}"


def _tell_progress(site: str, read: int) -> None:
    print(f"{site}: {read} …", file=sys.stderr)


def _language() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-hans" if spoken.startswith("zh") else "en"


def _unusable(why: str) -> int:
    print(why, file=sys.stderr)
    return UNUSABLE
