"""Run as a program inside an installation: a thousand people of whom everything is known, who left long ago.

They came on a roster, stand on an outside list and in a laboratory's file, said who they are on their own
pages and at the desk, and are named in every sealed note that there is. Prints as JSON what they are called.
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.leaving.going import Going
    from yizhan.people.identity import Identity
    from yizhan.roster.models import RosterPerson
    from yizhan.stays.models import Stay

PEOPLE, A_PARTY, ROOMED = 1_000, 10, 10
# A family name that nothing else of the program is called, and given names of two characters each.
FAMILY_NAME = "爨"
GIVEN = "甯缪阚郄仇逄亓隗厍爰夔鄢麴璩靳笪邴逯蒯郏浦尚农温别庄晏柴瞿阎"
# Of the roster's people these came and were never bound to anybody.
UNBOUND = 12
PROTOCOLS = Path(__file__).parents[1] / "course" / "protocols.yaml"


def particulars(number: int) -> Identity:
    """Return who somebody is: a name, a document and a telephone that nobody else has."""
    from yizhan.people.documents import check_character
    from yizhan.people.enums import DocumentKind
    from yizhan.people.identity import Identity

    first, second = divmod(number, len(GIVEN))
    digits = f"110105{date(1950, 1, 1) + timedelta(days=number):%Y%m%d}{number % 1000:03d}"
    return Identity(
        name=f"{FAMILY_NAME}{GIVEN[first % len(GIVEN)]}{GIVEN[second]}{'' if first < len(GIVEN) else '〇'}",
        document_kind=DocumentKind.RESIDENT_ID, document_number=digits + check_character(digits),
        phone=f"166{number:08d}", contact_phone=f"167{number:08d}", address=f"{FAMILY_NAME}家巷 {number} 号",
    )  # fmt: skip


def seed() -> dict[str, list[str]]:
    """Let them come, live at the site and leave."""
    from django.conf import settings
    from django.db import transaction

    from tests.intake.night import open_night
    from tests.leaving.going import DUE, Going
    from yizhan.core.clock import install

    folder = Path(settings.YIZHAN_HOME) / "protocols"
    folder.mkdir(exist_ok=True)
    shutil.copy(PROTOCOLS, folder)
    night = open_night()
    install(night.clock)
    _write_log(Path(settings.YIZHAN_HOME) / "requests.log")
    everybody = [particulars(number) for number in range(PEOPLE)]
    with transaction.atomic():
        night.announce(expected=PEOPLE)
        stays = _let_in(Going(night), everybody)
        _bring_lists(Going(night), everybody, stays)
    _say_themselves(Going(night), everybody)
    with transaction.atomic():
        _write_notes(Going(night), everybody, stays)
        Going(night).begin(*[stay.id for stay in stays])
        _leave(Going(night), stays, DUE)
    return {
        "names": [one.name for one in everybody],
        "documents": [one.document_number for one in everybody],
        "phones": [number for one in everybody for number in (one.phone, one.contact_phone)],
    }


def _write_log(path: Path) -> None:
    """Log whatever the program logs into a file as well."""
    import logging

    from yizhan.web.logs import JsonLines

    handler = logging.FileHandler(path)
    handler.setFormatter(JsonLines())
    for name in ("yizhan", "django"):
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.DEBUG)


def _let_in(going: Going, everybody: Sequence[Identity]) -> list[Stay]:
    from yizhan.people.actions.identity import seal_identity
    from yizhan.stays.models import Stay

    night = going.night
    sizes = [2] * ROOMED + [A_PARTY] * ((PEOPLE - 2 * ROOMED) // A_PARTY)
    for number, size in enumerate(sizes, start=1):
        night.count(number, ("adult",) * size)
    for number in range(1, ROOMED + 1):
        night.house(number, f"{3 + number // 5}{2 + number % 5:02d}")
    stays = list(Stay.objects.select_related("person").order_by("band_number", "band_letter"))
    for stay, identity in zip(stays[2 * ROOMED :], everybody[2 * ROOMED :], strict=True):
        seal_identity(stay.person, identity, scope=night.site.id)
    return stays


def _bring_lists(going: Going, everybody: Sequence[Identity], stays: Sequence[Stay]) -> None:
    """Bring a roster and an outside list with everybody on it, and a laboratory's file with some."""
    from tests.health.laboratory import labels, sample
    from yizhan.health.actions.result_files import receive_results
    from yizhan.ledgers.actions.lists import receive_list
    from yizhan.ledgers.enums import ListSource
    from yizhan.roster.actions.rosters import import_roster, receive_roster
    from yizhan.roster.models import RosterPerson

    night = going.night
    rows = "".join(f"{one.name},{one.document_number},{one.phone}\n" for one in everybody)
    listed = f"姓名,身份证号,手机\n{rows}".encode()
    site: dict[str, Any] = {"site_id": night.site.id}
    roster = receive_roster(by=night.by("clerk"), **site, contents=listed, name=f"{everybody[0].name}.csv")
    import_roster(by=night.by("clerk"), **site, roster_id=roster.roster_id)
    found = sorted(RosterPerson.objects.all(), key=_row_of)
    for row, stay in zip(found[:-UNBOUND], stays, strict=False):
        row.person_id, row.bound_at, row.bound_by_id = stay.person_id, night.clock.now(), night.crew["clerk"]
    RosterPerson.objects.bulk_update(found, ["person", "bound_at", "bound_by"])
    receive_list(
        by=night.by("clerk"), **site, source=ListSource.HOTEL, as_of=night.clock.now(), whole=True,
        contents=listed, name=f"{everybody[1].name}.csv",
    )  # fmt: skip
    tubes = labels(night, 2 * ROOMED)
    for stay, tube in zip(stays, tubes, strict=False):
        sample(night, stay.tag, tube)
    results = "".join(f"{tube},{one.name},阴性\n" for tube, one in zip(tubes, everybody, strict=False))
    receive_results(
        by=night.by("clerk"), **site, contents=f"管号,姓名,检测结果\n{results}".encode(), name="结果.csv"
    )


def _row_of(line: RosterPerson) -> int:
    return int("".join(sign for sign in line.row if sign.isdigit()))


def _say_themselves(going: Going, everybody: Sequence[Identity]) -> None:
    """Let some say who they are on their own pages, and look for them at the desk."""
    from django.test import Client

    from yizhan.core.ids import new_id
    from yizhan.people.models import Account
    from yizhan.stays.models import RoomCard

    desk = Client(SERVER_NAME="127.0.0.1")
    desk.force_login(
        Account.objects.get(username="clerk"), backend="yizhan.web.signin.backends.AccountBackend"
    )
    for number in range(1, ROOMED + 1):
        room = going.night.room(f"{3 + number // 5}{2 + number % 5:02d}")
        phone = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR=f"10.0.0.{number}")
        card = RoomCard.objects.get(room=room, ended_at=None)
        assert phone.post(f"/r/{card.code}/", {"number": str(number)}).status_code == 302
        for letter, identity in zip("AB", everybody[2 * number - 2 : 2 * number], strict=True):
            said = {name: value for name, value in identity.model_dump(mode="json").items() if value}
            sent = {**said, "command_id": str(new_id()), "sure": "on"}
            assert phone.post(f"/r/party/{letter}/", sent).status_code == 302
            found = desk.get("/s/county/map/search/", {"q": identity.name})
            assert found.status_code in (200, 404)


def _write_notes(going: Going, everybody: Sequence[Identity], stays: Sequence[Stay]) -> None:
    """Name some of them in every kind of note that is sealed."""
    from yizhan.cases.actions.opening import open_case, withdraw_case
    from yizhan.cases.actions.steps import tell_relatives
    from yizhan.health.actions.fever import decide_fever
    from yizhan.health.actions.observations import observe
    from yizhan.health.enums import FeverDecision
    from yizhan.health.models import FeverCase
    from yizhan.stays.actions.papers import serve_papers
    from yizhan.stays.enums import PaperOutcome

    night = going.night
    site: dict[str, Any] = {"site_id": night.site.id}
    for stay, one in zip(stays[: 2 * ROOMED], everybody, strict=False):
        told = f"{one.name} {one.phone} {one.document_number}"
        observe(by=night.by("nurse"), **site, person_id=stay.person_id, value_c=Decimal("38.4"), note=told)
        serve_papers(
            by=night.by("nurse"), **site, party_id=stay.party_id, letters=(stay.band_letter,),
            outcome=PaperOutcome.REFUSED, reason=told,
        )  # fmt: skip
    by_person = {stay.person_id: one for stay, one in zip(stays, everybody, strict=True)}
    for case in FeverCase.objects.all():
        told = by_person[case.person_id].name
        decide_fever(by=night.by("nurse"), **site, case_id=case.id, decision=FeverDecision.STAY, because=told)
    for stay, one in zip(stays[:5], everybody, strict=False):
        opened = open_case(by=night.by("nurse"), **site, person_id=stay.person_id)
        tell_relatives(by=night.by("nurse"), **site, case_id=opened.case_id, wanted=True, told=one.name)
        withdraw_case(by=night.by("nurse"), **site, case_id=opened.case_id, reason=f"not {one.name}")


def _leave(going: Going, stays: Sequence[Stay], due_at: Any) -> None:
    from yizhan.leaving.actions.transferring import record_refusal
    from yizhan.leaving.enums import RefusalOutcome

    order = going.order(*[stay.tag for stay in stays[:5]])
    for stay in stays[:5]:
        record_refusal(
            by=going.night.by("reception"), site_id=going.night.site.id, order_id=order.order_id,
            passenger_id=order.passengers[stay.person_id], talk=particulars(stays.index(stay)).name,
            papers_handed=True, outcome=RefusalOutcome.OPEN,
        )  # fmt: skip
    for stay in stays[5:10]:
        early = going.propose_early(stay.tag, reason=f"mother of {particulars(stays.index(stay)).name}")
        going.sign_early(early.early_id)
        going.release(stay.tag)
    going.set(due_at)
    left = [stay.id for stay in (*stays[:5], *stays[10:])]
    for first in range(0, len(left), 400):
        going.release(stay_ids=tuple(left[first : first + 400]))


if __name__ == "__main__":
    from yizhan.cli.database import prepare

    prepare()
    sys.stdout.write(json.dumps(seed()))
