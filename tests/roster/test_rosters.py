"""A roster is kept, decided about and brought in: once, sealed, and never as a stay by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.roster.rosters import HEADINGS, LI, WANG, people, resident, workbook
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.roster.actions.rosters import RosterImported
    from yizhan.roster.models import Roster

WRONG = WANG[:-1] + "0"
LIST = people(
    ("李雷", "女", LI, "1985-06-12", "13800000001", "1"),
    ("王芳", "女", WRONG, None, "13800000002", "1"),
    ("赵四", "男", None, "5/4/82", None, "2"),
)


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """The county hotel, nobody there yet."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        yield opened


def receive(night: Night, contents: bytes = LIST, name: str = "王芳一家.xlsx") -> UUID:
    from yizhan.roster.actions.rosters import receive_roster

    return receive_roster(by=night.by("clerk"), site_id=night.site.id, contents=contents, name=name).roster_id


def bring_in(night: Night, roster_id: UUID) -> RosterImported:
    from yizhan.roster.actions.rosters import import_roster

    return import_roster(by=night.by("clerk"), site_id=night.site.id, roster_id=roster_id)


def answer(night: Night, roster_id: UUID, question: str, given: str, text: str = "") -> int:
    from yizhan.roster.actions.rosters import answer_question

    return answer_question(
        by=night.by("clerk"),
        site_id=night.site.id,
        roster_id=roster_id,
        question=question,
        answer=given,
        text=text,
    ).people


def roster(roster_id: UUID) -> Roster:
    from yizhan.roster.models import Roster

    return Roster.objects.get(id=roster_id)


def known(roster_id: UUID) -> list[tuple[str, str]]:
    """Name and document number of everybody on a roster."""
    from yizhan.roster.models import RosterPerson
    from yizhan.roster.queries.people import particulars

    rows = list(RosterPerson.objects.filter(roster_id=roster_id).order_by("row"))
    opened = particulars(rows)
    return [(opened[row.id].identity.name, opened[row.id].identity.document_number) for row in rows]


def test_received_is_only_looked_through(night: Night) -> None:
    from yizhan.roster.models import RosterPerson

    kept = roster(receive(night))
    assert (kept.read, kept.accepted, kept.held, kept.rejected) == (3, 1, 2, 0)
    assert kept.imported_at is None
    assert not RosterPerson.objects.exists()


def test_the_original_is_sealed_and_opens_again(night: Night) -> None:
    from yizhan.roster.queries.rosters import original_of

    kept = roster(receive(night))
    assert original_of(kept) == ("王芳一家.xlsx", LIST)
    assert b"PK\x03\x04" not in bytes(kept.sealed or b"")
    assert kept.keep_until == date(2022, 3, 16) + timedelta(days=30)


def test_bringing_in_takes_whom_nothing_is_asked_about_and_no_stay(night: Night) -> None:
    from yizhan.stays.models import Stay

    roster_id = receive(night)
    made = bring_in(night, roster_id)
    assert (made.people, made.changed, made.held) == (1, True, 2)
    assert known(roster_id) == [("李雷", LI)]
    assert not Stay.objects.exists()


def test_the_same_file_again_changes_nothing_and_says_so(night: Night) -> None:
    from yizhan.roster.actions.rosters import receive_roster

    roster_id = receive(night)
    bring_in(night, roster_id)
    again = receive_roster(by=night.by("clerk"), site_id=night.site.id, contents=LIST, name="copy.xlsx")
    assert (again.again, again.roster_id) == (True, roster_id)
    made = bring_in(night, roster_id)
    assert (made.changed, made.people, made.accepted) == (False, 0, 1)
    assert known(roster_id) == [("李雷", LI)]


def test_a_longer_list_of_the_same_people_adds_only_the_new_ones(night: Night) -> None:
    bring_in(night, receive(night))
    longer = people(("李 雷", "女", LI), ("孙七", "男", resident("11010519800101001")))
    assert bring_in(night, receive(night, longer)).people == 1


def test_a_held_row_comes_in_when_it_is_decided(night: Night) -> None:
    roster_id = receive(night)
    bring_in(night, roster_id)
    assert answer(night, roster_id, "wrong_number@C3", "stands", "card seen at the door") == 1
    assert answer(night, roster_id, "ambiguous_date@D4", "use:1982-05-04") == 1
    assert known(roster_id) == [("李雷", LI), ("王芳", WRONG), ("赵四", "")]
    assert (roster(roster_id).accepted, roster(roster_id).held) == (3, 0)


def test_an_answer_before_bringing_in_takes_nobody_in(night: Night) -> None:
    roster_id = receive(night)
    assert answer(night, roster_id, "wrong_number@C3", "leave_out") == 0
    assert (roster(roster_id).held, roster(roster_id).rejected) == (1, 1)
    assert bring_in(night, roster_id).people == 1


@pytest.mark.parametrize(
    ("question", "given", "text", "code"),
    [
        ("wrong_number@C3", "stands", "  ", "reason_missing"),
        ("wrong_number@C3", "write", "", "text_missing"),
        ("wrong_number@C3", "use:nothing", "", "no_such_answer"),
        ("wrong_number@C9", "stands", "seen", "no_such_question"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(
    night: Night, question: str, given: str, text: str, code: str
) -> None:
    roster_id = receive(night)
    with pytest.raises(Refusal) as caught:
        answer(night, roster_id, question, given, text.strip())
    assert caught.value.code == code
    assert str(caught.value)


def test_a_refused_file_is_not_kept(night: Night) -> None:
    from yizhan.roster.models import Roster

    with pytest.raises(Refusal) as caught:
        receive(night, b"%PDF-1.7 ...")
    assert caught.value.code == "other_kind"
    assert not Roster.objects.exists()


def test_a_list_too_long_for_a_page_is_refused_there(night: Night) -> None:
    from yizhan.roster.actions.rosters import receive_roster

    with pytest.raises(Refusal) as caught:
        receive_roster(by=night.by("clerk"), site_id=night.site.id, contents=LIST, most_rows=2)
    assert caught.value.code == "too_many_for_a_page"


def test_taken_back_leaves_nothing(night: Night) -> None:
    from yizhan.roster.actions.rosters import discard_roster
    from yizhan.roster.models import Roster

    roster_id = receive(night)
    discard_roster(by=night.by("clerk"), site_id=night.site.id, roster_id=roster_id)
    assert not Roster.objects.exists()
    brought = receive(night)
    bring_in(night, brought)
    with pytest.raises(Refusal):
        discard_roster(by=night.by("clerk"), site_id=night.site.id, roster_id=brought)


def test_originals_are_destroyed_when_their_time_has_passed(night: Night) -> None:
    from yizhan.core.actors import SYSTEM
    from yizhan.roster.actions.rosters import destroy_originals
    from yizhan.roster.queries.rosters import original_of

    roster_id = receive(night)
    bring_in(night, roster_id)
    assert destroy_originals(by=SYSTEM).originals == 0
    night.minutes(31 * 24 * 60)
    assert destroy_originals(by=SYSTEM).originals == 1
    assert original_of(roster(roster_id)) is None
    assert known(roster_id) == [("李雷", LI)]
    with pytest.raises(Refusal) as caught:
        answer(night, roster_id, "wrong_number@C3", "leave_out")
    assert caught.value.code == "original_destroyed"


def test_nothing_readable_is_stored(night: Night) -> None:
    from yizhan.core.models import AuditEvent, CommandReceipt
    from yizhan.roster.models import RosterPerson

    roster_id = receive(night)
    bring_in(night, roster_id)
    answer(night, roster_id, "wrong_number@C3", "stands", "王芳's card seen")
    kept = [str(row.result) for row in CommandReceipt.objects.all()]
    kept += [str(row.subject) for row in AuditEvent.objects.all()]
    kept += [str(list(vars(row).values())) for row in RosterPerson.objects.all()]
    assert not any(secret in text for text in kept for secret in ("王芳", "李雷", LI, WRONG, "13800000001"))


def test_somebody_whose_key_is_destroyed_is_erased(night: Night) -> None:
    from yizhan.roster.models import RosterPersonKey

    roster_id = receive(night)
    bring_in(night, roster_id)
    RosterPersonKey.objects.all().delete()
    from yizhan.roster.models import RosterPerson
    from yizhan.roster.queries.people import particulars

    assert particulars(RosterPerson.objects.filter(roster_id=roster_id)) == {}


def test_parties_are_numbered_in_the_order_of_the_list(night: Night) -> None:
    from yizhan.roster.models import RosterPerson

    rows = [("甲", "男", None, None, None, "b"), ("乙", "男", WRONG, None, None, "a"),
            ("丙", "男", None, None, None, "c"), ("丁", "男", None, None, None, "a"),
            ("戊", "男")]  # fmt: skip
    roster_id = receive(night, workbook([HEADINGS, *rows]))
    bring_in(night, roster_id)
    found = RosterPerson.objects.filter(roster_id=roster_id).order_by("row").values_list("row", "party")
    assert list(found) == [("2", 1), ("4", 3), ("5", 2), ("6", None)]


def test_a_roster_of_another_site_cannot_be_touched(night: Night) -> None:
    from yizhan.roster.actions.rosters import import_roster

    with pytest.raises(Refusal) as caught:
        import_roster(by=night.by("clerk"), site_id=night.site.id, roster_id=new_id())
    assert caught.value.code == "no_such_roster"


def test_line_24_who_is_elsewhere_or_was_before_is_proposed_and_nothing_of_it_is_told(night: Night) -> None:
    from yizhan.command.actions.sites import set_up_site
    from yizhan.command.demonstration import demonstration_facts, hotel_plan
    from yizhan.core.actors import SYSTEM
    from yizhan.core.clock import now
    from yizhan.people.actions.identity import seal_identity
    from yizhan.people.identity import Identity
    from yizhan.people.models import Party, Person
    from yizhan.roster.models import RosterPerson
    from yizhan.stays.models import Stay

    far = new_id()
    plan = hotel_plan({**demonstration_facts()["site"], "code": "far", "rooms_per_floor": 2, "floors": [3]})
    set_up_site(by=SYSTEM, site_id=far, plan=plan)
    numbers = [resident(f"1101051990030745{place}") for place in range(4)]
    for place, (number, site_id, ended) in enumerate(
        zip(numbers, (far, far, night.site.id, far), ("", "released", "", "void"), strict=True), start=1
    ):
        person = Person.objects.create(created_at=now())
        seal_identity(person, Identity(name="王芳", document_number=number), scope=site_id)
        Stay.objects.create(
            site_id=site_id, person=person, party=Party.objects.create(created_at=now()), band_number=place,
            band_letter="A", started_at=now(), ended_at=now() if ended else None, end_reason=ended,
        )  # fmt: skip
    roster_id = receive(night, people(*[("王芳", None, number) for number in numbers]))
    bring_in(night, roster_id)
    found = (
        RosterPerson.objects.filter(roster_id=roster_id).order_by("row").values_list("whereabouts", flat=True)
    )
    assert list(found) == ["elsewhere", "before", "here", ""]
