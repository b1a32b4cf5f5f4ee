"""Makes a site that has seen many matters and has five hundred open.

`python -m benchmarks.matters_site --past N` prints as JSON whose link signs in, and the address of each board
with how many queries it takes, and took while there was little.
"""

import argparse
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

ROOMS, OPEN = 500, 500
FEW_PAST, FEW_OPEN = 200, 20
ASKED_EVERY = timedelta(minutes=9)
# A few as well as many: some of the open ones are late.
OPEN_SINCE = timedelta(minutes=500)
AT_ONCE = 5_000
READER = "keeper0"
BOARDS = {
    "matters": "mine", "matters_team": "team", "matters_site": "site", "matters_late": "late",
    "matters_unconfirmed": "to be confirmed", "matters_closed": "closed", "matters_figures": "figures",
    "matters_hand_over": "hand-over",
}  # fmt: skip


def main() -> None:
    """Make the site and print what to ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--past", type=int, required=True)
    options = parser.parse_args()
    from yizhan.cli.database import prepare  # noqa: PLC0415 - reads the settings

    prepare()
    print(json.dumps(fill(options.past)))


def fill(past: int) -> dict[str, Any]:
    """Fill a site and return what to ask for."""
    from benchmarks.ground import nearly_full  # noqa: PLC0415 - models are there only now
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415
    from yizhan.people.actions.accounts import issue_link  # noqa: PLC0415
    from yizhan.places.models import Site  # noqa: PLC0415

    nearly_full(ROOMS, 0)
    site = Site.objects.get()
    reader = _crew(site)
    _ask(site, FEW_PAST, FEW_OPEN)
    few = _queries(site)
    _ask(site, past - FEW_PAST, OPEN - FEW_OPEN)
    many = _queries(site)
    return {
        "link": issue_link(by=SYSTEM, account_id=reader),
        "boards": {
            board: {"address": _address(site, name), "queries": many[name], "few": few[name]}
            for name, board in BOARDS.items()
        },
    }


def _address(site: Any, name: str) -> str:
    from django.urls import reverse  # noqa: PLC0415

    return reverse(name, args=[site.code])


def _queries(site: Any) -> dict[str, int]:
    """Return how many queries each board asks now."""
    from benchmarks.pages import queries_of  # noqa: PLC0415

    return {name: queries_of(READER, _address(site, name)) for name in BOARDS}


def _crew(site: Any) -> UUID:
    """Post a dozen of one team; returns the account of a head who answers for a part of it all."""
    from yizhan.core.actors import SYSTEM  # noqa: PLC0415
    from yizhan.core.ids import new_id  # noqa: PLC0415
    from yizhan.duty.actions.postings import invite  # noqa: PLC0415
    from yizhan.duty.models import Team  # noqa: PLC0415
    from yizhan.people.models import Account  # noqa: PLC0415

    team = Team.objects.filter(site=site).first()
    for number in range(12):
        invite(
            by=SYSTEM, site_id=site.id, account_id=new_id(), posting_id=new_id(), username=f"keeper{number}",
            display_name=f"Keeper {number}", role="deputy_head" if number == 0 else "logistics",
            team_key=team.key if team else "",
        )  # fmt: skip
    return Account.objects.get(username=READER).id


def _ask(site: Any, past: int, still_open: int) -> None:
    """Make matters in bulk, each with a thread: closed ones of the months before, open ones of these days."""
    from yizhan.core.clock import now  # noqa: PLC0415
    from yizhan.duty.models import Matter, MatterEntry  # noqa: PLC0415

    moment, made = now(), _Maker(site)
    for first in range(0, past, AT_ONCE):
        rows = [
            made.matter(moment - ASKED_EVERY * number, closed=True)
            for number in range(first, min(first + AT_ONCE, past))
        ]
        Matter.objects.bulk_create(rows)
        MatterEntry.objects.bulk_create(entry for row in rows for entry in made.thread(row))
    step = OPEN_SINCE / still_open
    rows = [made.matter(moment - step * number, closed=False) for number in range(still_open)]
    Matter.objects.bulk_create(rows)
    MatterEntry.objects.bulk_create(entry for row in rows for entry in made.thread(row))


class _Maker:
    """Makes matters of the people who are in the rooms, their words sealed."""

    def __init__(self, site: Any) -> None:
        from yizhan.people.actions.identity import seal_note  # noqa: PLC0415
        from yizhan.people.models import Account  # noqa: PLC0415
        from yizhan.places.models import Occupancy  # noqa: PLC0415

        self._site = site
        self._crew = list(Account.objects.filter(username__startswith="keeper").order_by("username"))
        inside = Occupancy.objects.filter(room__site=site, ended_at=None)[:400]
        self._asking = [
            (row.person_id, row.party_id, row.room_id, seal_note(row.person_id, "两床被子，孩子晚上冷"))
            for row in inside
        ]
        self._number = 0

    def matter(self, asked_at: Any, *, closed: bool) -> Any:
        """Return one matter, closed an hour after it was asked or still open."""
        from yizhan.core.ids import new_id  # noqa: PLC0415
        from yizhan.duty.models import Matter  # noqa: PLC0415
        from yizhan.duty.needs import needs, promises  # noqa: PLC0415

        self._number += 1
        number = self._number
        offered = [need for need in needs().values() if not need.staff_only and not need.red]
        need = offered[number % len(offered)]
        person_id, party_id, room_id, sealed = self._asking[number % len(self._asking)]
        crew = self._crew[number % len(self._crew)]
        hour = timedelta(hours=1)
        return Matter(
            id=new_id(), site=self._site, kind=need.kind, need=need.key, urgency=need.urgency, channel="page",
            record={"code": need.key, "template": "", "facts": {}}, room_id=room_id, party_id=party_id,
            sealed_for_id=person_id, sealed=sealed, raised_at=asked_at, raised_by=f"account:{crew.id}",
            first_asked=crew, responsible=crew, waits_since=None if closed or number % 2 else asked_at,
            due_at=asked_at + promises()[need.urgency].done,
            answered_at=asked_at + hour / 4 if closed else None,
            done_at=asked_at + hour if closed or number % 10 == 0 else None,
            settled_at=asked_at + hour if closed else None, settled_by=crew if closed else None,
            closed_how="at_door" if closed else "",
        )  # fmt: skip

    def thread(self, matter: Any) -> list[Any]:
        """Return the lines of a matter's thread."""
        from yizhan.core.ids import new_id  # noqa: PLC0415
        from yizhan.duty.models import MatterEntry  # noqa: PLC0415

        kinds = ["asked", "answered", "done", "confirmed"] if matter.settled_at else ["asked"]
        return [
            MatterEntry(
                id=new_id(), matter=matter, kind=kind, at=matter.raised_at, by=matter.raised_by,
                account=matter.responsible, sealed=matter.sealed,
            )
            for kind in kinds
        ]  # fmt: skip


if __name__ == "__main__":
    main()
