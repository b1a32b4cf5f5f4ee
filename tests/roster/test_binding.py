"""Binding a late roster to those who were counted: one's own words stay, nobody is bound unasked."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.intake.night import ADULT, CHILD, Night, open_announced
from tests.roster.lists import Row, import_rows
from yizhan.core.clock import running
from yizhan.core.models import AuditEvent
from yizhan.core.refusals import Refusal
from yizhan.intake.actions.registration import MemberFacts, register_person
from yizhan.intake.enums import RegistrationRoute
from yizhan.intake.models import Registration
from yizhan.people.enums import DocumentKind, Sex
from yizhan.people.identity import Identity
from yizhan.people.queries.identity import find_persons, identity_of
from yizhan.roster.actions.binding import Binding, Pair, bind, reconsider, refuse_proposals, unbind
from yizhan.roster.matching import Trust
from yizhan.roster.models import Roster, RosterPerson
from yizhan.roster.queries.binding import Bindings, bindings, search

MOTHER = Row("王芳", date(1985, 3, 7), Sex.FEMALE, "11010119850307891X", "13800138000", party=1, room="808")
CHILD_ROW = Row("王晨", date(2014, 5, 6), Sex.MALE, party=1)
STRANGER = Row("李强", date(1970, 1, 2), Sex.MALE, phone="13912345678", party=2)


@pytest.fixture
def night(db: None) -> Any:
    opened = open_announced(expected=10)
    with running(opened.clock):
        yield opened


def test_what_nobody_said_is_filled_in(night: Night) -> None:
    night.count(23)
    roster, rows = import_rows(night.site.id, [MOTHER])
    done = _bind(night, roster, (rows[0], "023-A"))
    assert (done.bound, done.known) == (1, 0)
    said = identity_of(night.stay("023-A").person)
    assert (said.name, said.birth_date, said.document_number) == (MOTHER.name, MOTHER.born, MOTHER.number)
    registration = Registration.objects.get(person=night.stay("023-A").person)
    assert (registration.route, registration.missing) == ("roster", [])
    rows[0].refresh_from_db()
    assert rows[0].person_id == night.stay("023-A").person_id
    assert rows[0].bound_by_id == night.crew["clerk"]
    assert find_persons("wangfang", scope=night.site.id).exists()


def test_ones_own_words_stay_unless_the_roster_is_taken(night: Night) -> None:
    night.count(23)
    own = Identity(name="王方", birth_date=date(1985, 7, 3), phone="13700137000")
    _say(night, "023-A", own)
    roster, rows = import_rows(night.site.id, [MOTHER])
    _bind(night, roster, (rows[0], "023-A"), take=("birth_date",))
    said = identity_of(night.stay("023-A").person)
    assert (said.name, said.birth_date, said.phone) == ("王方", MOTHER.born, "13700137000")
    assert (said.sex, said.document_number) == (Sex.FEMALE, MOTHER.number)
    assert Registration.objects.get(person=night.stay("023-A").person).route == "resident"


def test_no_document_is_ones_own_word_too(night: Night) -> None:
    night.count(23)
    _say(night, "023-A", Identity(name="王芳", document_kind=DocumentKind.NONE))
    roster, rows = import_rows(night.site.id, [MOTHER])
    _bind(night, roster, (rows[0], "023-A"))
    said = identity_of(night.stay("023-A").person)
    assert (said.document_kind, said.document_number) == (DocumentKind.NONE, "")


def test_undone_a_binding_leaves_what_was_before(night: Night) -> None:
    night.count(23)
    own = Identity(name="王方", birth_date=date(1985, 7, 3))
    _say(night, "023-A", own)
    roster, rows = import_rows(night.site.id, [MOTHER])
    _bind(night, roster, (rows[0], "023-A"), take=("name",))
    _undo(night, rows[0])
    assert identity_of(night.stay("023-A").person) == own
    rows[0].refresh_from_db()
    assert (rows[0].person_id, rows[0].bound_at, rows[0].bound_by_id) == (None, None, None)
    assert rows[0].because == {"not": [str(night.stay("023-A").person_id)]}


def test_undone_whoever_had_no_name_has_none_again(night: Night) -> None:
    night.count(23)
    roster, rows = import_rows(night.site.id, [MOTHER])
    _bind(night, roster, (rows[0], "023-A"))
    _undo(night, rows[0])
    person = night.stay("023-A").person
    assert identity_of(person) == Identity()
    assert person.registered_at is None
    assert not Registration.objects.filter(person=person).exists()
    assert not find_persons("王芳", scope=night.site.id).exists()


def test_undone_what_was_said_since_stays(night: Night) -> None:
    night.count(23)
    roster, rows = import_rows(night.site.id, [MOTHER])
    _bind(night, roster, (rows[0], "023-A"))
    bound = identity_of(night.stay("023-A").person)
    _say(night, "023-A", bound.model_copy(update={"phone": "13700137000"}))
    _undo(night, rows[0])
    assert identity_of(night.stay("023-A").person) == Identity(phone="13700137000")


def test_the_same_tap_and_the_same_pair_change_nothing_again(night: Night) -> None:
    night.count(23)
    roster, rows = import_rows(night.site.id, [MOTHER])
    by = night.by("clerk")
    pairs = (Binding(roster_person_id=rows[0].id, stay_id=night.stay("023-A").id),)
    first = bind(by=by, site_id=night.site.id, roster_id=roster.id, bindings=pairs)
    assert bind(by=by, site_id=night.site.id, roster_id=roster.id, bindings=pairs) == first
    again = bind(by=night.by("clerk"), site_id=night.site.id, roster_id=roster.id, bindings=pairs)
    assert (again.bound, again.known) == (0, 1)


@pytest.mark.parametrize(
    ("tags", "code"),
    [(("023-A", "023-A"), "wristband_taken"), (("023-A", "024-A"), "bound_to_another")],
)
def test_nobody_is_two_people(night: Night, tags: tuple[str, str], code: str) -> None:
    night.count(23)
    night.count(24)
    roster, rows = import_rows(night.site.id, [MOTHER, STRANGER])
    second = rows[1] if code == "wristband_taken" else rows[0]
    _bind(night, roster, (rows[0], tags[0]))
    with pytest.raises(Refusal) as refused:
        _bind(night, roster, (second, tags[1]))
    assert refused.value.code == code


def test_all_are_bound_or_none(night: Night) -> None:
    night.count(23)
    roster, rows = import_rows(night.site.id, [MOTHER, STRANGER])
    with pytest.raises(Refusal):
        _bind(night, roster, (rows[0], "023-A"), (rows[1], "023-A"))
    assert not RosterPerson.objects.filter(person__isnull=False).exists()
    assert identity_of(night.stay("023-A").person) == Identity()


def test_another_sites_roster_is_none_of_ours(night: Night) -> None:
    night.count(23)
    elsewhere = open_other_site()
    roster, rows = import_rows(elsewhere, [MOTHER])
    with pytest.raises(Refusal) as refused:
        _bind(night, roster, (rows[0], "023-A"))
    assert refused.value.code == "no_such_roster_person"


def test_a_household_is_proposed_as_a_whole_by_room_and_make_up(night: Night) -> None:
    night.count(23, (ADULT, CHILD))
    night.count(24, (ADULT, CHILD))
    night.house(23, "808")
    roster, _ = import_rows(night.site.id, [MOTHER, CHILD_ROW])
    (question,) = _bindings(night, roster).questions
    assert question.choices[0].number == "023"
    assert question.choices[0].trust == Trust.LIKELY
    assert question.choices[0].reasons == ("room.same", "make_up.same")
    assert [(line.listed.said.identity.name, line.counted.stay.tag, line.reasons)
            for line in question.choices[0].lines] == [
        ("王芳", "023-A", ("only_one",)), ("王晨", "023-B", ("only_one",)),
    ]  # fmt: skip


def test_who_registered_is_recognised_with_reasons_and_contradictions(night: Night) -> None:
    night.count(23, (ADULT, CHILD))
    _say(night, "023-A", Identity(name="Wang Fang", birth_date=date(1985, 7, 3), phone="13800138000"))
    roster, _ = import_rows(night.site.id, [MOTHER, CHILD_ROW])
    (question,) = _bindings(night, roster).questions
    mother, child = question.choices[0].lines
    assert mother.reasons == ("name.sound", "born.swapped", "phone.same")
    assert [one.field for one in mother.contradictions] == ["name", "birth_date"]
    assert (child.counted.stay.tag, child.reasons) == ("023-B", ("only_one",))


def test_twins_are_shown_as_a_question_with_the_other_named(night: Night) -> None:
    night.count(23, (CHILD, CHILD))
    for tag, name in (("023-A", "张子涵"), ("023-B", "张子轩")):
        _say(night, tag, Identity(name=name, birth_date=date(2015, 6, 6)))
    twins = [Row("张子涵", date(2015, 6, 6), party=1), Row("张子轩", date(2015, 6, 6), party=1)]
    roster, _ = import_rows(night.site.id, twins)
    found = _bindings(night, roster)
    assert [len(found.sure), len(found.to_ask)] == [0, 1]
    first = found.to_ask[0].choices[0].lines[0]
    assert first.reasons[0] == "twin"
    assert first.rivals == ("023-B", "张子轩")


def test_both_remainders_are_shown(night: Night) -> None:
    night.count(23, (ADULT,))
    night.count(24, (CHILD, CHILD))
    _say(night, "023-A", MOTHER.identity)
    roster, rows = import_rows(
        night.site.id, [MOTHER, Row("李强", party=2), Row("李娜", party=2), Row("李洋", party=2)]
    )
    _bind(night, roster, (rows[0], "023-A"))
    found = _bindings(night, roster)
    assert [one.listed.said.identity.name for one in found.bound] == ["王芳"]
    assert [one.said.identity.name for q in found.not_counted for one in q.listed] == ["李强", "李娜", "李洋"]
    assert [one.stay.tag for one in found.unclaimed] == ["024-A", "024-B"]
    assert found.people == 4


def test_none_of_these_is_kept_and_can_be_taken_back(night: Night) -> None:
    night.count(23, (ADULT,))
    _say(night, "023-A", MOTHER.identity)
    roster, rows = import_rows(night.site.id, [MOTHER])
    assert _bindings(night, roster).questions[0].choices
    pair = Pair(roster_person_id=rows[0].id, stay_id=night.stay("023-A").id)
    refuse_proposals(by=night.by("clerk"), site_id=night.site.id, roster_id=roster.id, pairs=(pair,))
    (question,) = _bindings(night, roster).questions
    assert (question.choices, question.refused) == ((), 1)
    reconsider(
        by=night.by("clerk"), site_id=night.site.id, roster_id=roster.id, roster_person_ids=(rows[0].id,)
    )
    assert _bindings(night, roster).questions[0].choices


@pytest.mark.parametrize("text", ["23", "023", "023-A", "808", " 808 "])
def test_a_party_is_found_by_wristband_or_room(night: Night, text: str) -> None:
    night.count(23)
    night.house(23, "808")
    night.count(24)
    roster, rows = import_rows(night.site.id, [MOTHER, CHILD_ROW])
    found = search(roster, rows[0].id, text, site=night.site, by=night.by("clerk"))
    assert found is not None
    assert [choice.number for choice in found.choices] == ["023"]
    assert [line.counted.stay.tag for line in found.choices[0].lines] == ["023-A", "023-B"]


def test_who_read_and_who_bound_is_recorded_without_names(night: Night) -> None:
    night.count(23)
    roster, rows = import_rows(night.site.id, [MOTHER])
    _bindings(night, roster)
    _bind(night, roster, (rows[0], "023-A"))
    recorded = AuditEvent.objects.filter(action__startswith="roster.").order_by("id")
    assert list(recorded.values_list("action", flat=True)) == ["roster.read_bindings", "roster.bind"]
    rows[0].refresh_from_db()
    kept = f"{[event.subject for event in recorded]}{rows[0].because}"
    assert not any(word in kept for word in (MOTHER.name, MOTHER.phone, MOTHER.number))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(night: Night, count: int) -> None:
    for number in range(1, count + 1):
        night.count(number, (ADULT,))
        _say(
            night,
            f"{number:03d}-A",
            Identity(name=f"王{'芳丽娜'[number - 1]}", birth_date=date(1980, number, 1)),
        )
    rows = [Row(f"王{'芳丽娜'[n]}", date(1980, n + 1, 1)) for n in range(count)]
    roster, _ = import_rows(night.site.id, rows)
    assert _queries(lambda: _bindings(night, roster)) == 7


def open_other_site() -> Any:
    """Another site of the same installation."""
    from yizhan.command.actions.sites import set_up_site
    from yizhan.command.rules import FloorPlan, RoomPlan, SitePlan
    from yizhan.core.actors import SYSTEM
    from yizhan.core.ids import new_id
    from yizhan.places.enums import RoomKind

    site_id = new_id()
    rooms = [RoomPlan(name="101", kind=RoomKind.TWIN, beds=2)]
    plan = SitePlan(code="other", name="Other", floors=[FloorPlan(name="1", level=1, rooms=rooms)])
    set_up_site(by=SYSTEM, site_id=site_id, plan=plan)
    return site_id


def _bindings(night: Night, roster: Roster) -> Bindings:
    return bindings(roster, site=night.site, by=night.by("clerk"))


def _bind(night: Night, roster: Roster, *pairs: tuple[RosterPerson, str], take: tuple[str, ...] = ()) -> Any:
    chosen = tuple(
        Binding(roster_person_id=row.id, stay_id=night.stay(tag).id, take=take, reasons=("name.same",),
                trust=Trust.SURE)
        for row, tag in pairs
    )  # fmt: skip
    return bind(by=night.by("clerk"), site_id=night.site.id, roster_id=roster.id, bindings=chosen)


def _undo(night: Night, row: RosterPerson) -> None:
    unbind(by=night.by("clerk"), site_id=night.site.id, roster_person_id=row.id)


def _say(night: Night, tag: str, identity: Identity) -> None:
    register_person(
        by=night.by("clerk"), site_id=night.site.id, route=RegistrationRoute.RESIDENT,
        facts=MemberFacts(stay_id=night.stay(tag).id, identity=identity),
    )  # fmt: skip


def _queries(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        read()
    return len(asked)
