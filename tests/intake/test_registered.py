"""Who has said who they are: missing fields, hours, calls."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.intake.night import ADULT, CHILD, Night
from yizhan.intake.actions.registration import MemberFacts, log_call, register_person
from yizhan.intake.enums import RegistrationRoute
from yizhan.intake.queries.findings import find_people, member_of
from yizhan.intake.queries.registered import registered
from yizhan.people.enums import AgeGroup, DocumentKind, Relation, Sex
from yizhan.people.identity import Identity
from yizhan.people.models import Person

WHOLE = Identity(
    name="单小明",
    sex=Sex.MALE,
    birth_date=date(2014, 5, 6),
    document_kind=DocumentKind.NONE,
    phone="13900001111",
)


def _register(night: Night, tag: str, identity: Identity, **more: object) -> tuple[str, ...]:
    outcome = register_person(
        by=night.by("clerk"), site_id=night.site.id, route=RegistrationRoute.CALL,
        facts=MemberFacts(stay_id=night.stay(tag).id, identity=identity, **more),
    )  # fmt: skip
    return outcome.missing


def test_child_needs_no_telephone_and_its_age_is_judged_by_what_is_said_now(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    silent = WHOLE.model_copy(update={"phone": ""})
    assert _register(night, "001-B", silent) == ()
    assert _register(night, "001-A", silent) == ("phone",)
    assert _register(night, "001-A", silent, age_group=AgeGroup.CHILD) == ()


def test_relation_that_is_not_said_again_stays(night: Night) -> None:
    night.announce(expected=2)
    night.count(1)
    _register(night, "001-A", WHOLE, relation=Relation.GRANDPARENT)
    _register(night, "001-A", WHOLE)
    assert Person.objects.get(id=night.stay("001-A").person_id).relation == Relation.GRANDPARENT


def test_call_list_follows_the_doors_and_counts_by_the_hour_of_the_site(night: Night) -> None:
    night.announce(expected=7)
    night.count(1)
    night.count(2, (ADULT, CHILD, CHILD))
    night.count(3)
    night.house(1, "402")
    night.house(2, "301")
    _register(night, "001-A", WHOLE)
    _register(night, "002-A", WHOLE.model_copy(update={"birth_date": None}))
    night.minutes(60)
    _register(night, "001-B", WHOLE)
    log_call(
        by=night.by("clerk"), site_id=night.site.id, party_id=night.stay("002-A").party_id,
        room_id=night.room("301").id, answered=False,
    )  # fmt: skip
    found = registered(night.site)
    assert (found.present, found.begun, found.complete, found.partial, found.silent) == (7, 3, 2, 1, 4)
    rows = [
        (party.room.name if party.room else "", [(one.stay.tag, one.missing) for one in party.people])
        for party in found.to_ask
    ]
    five = ("name", "sex", "birth_date", "document_kind")
    assert rows == [
        ("301", [("002-A", ("birth_date",)), ("002-B", five), ("002-C", five)]),
        ("", [("003-A", (*five, "phone")), ("003-B", five)]),
    ]
    assert found.open_rooms == ["301"]
    assert [call.answered for call in found.to_ask[0].calls] == [False]
    zone = ZoneInfo("Asia/Shanghai")
    evening = datetime(2022, 3, 16, 19, tzinfo=zone)
    assert found.by_hour == ((evening, 2), (evening + timedelta(hours=1), 1))


def test_call_list_asks_four_queries(night: Night, django_assert_num_queries: object) -> None:
    night.announce(expected=7)
    night.count(1)
    with django_assert_num_queries(4):  # type: ignore[operator]
        registered(night.site)
    night.count(2)
    night.house(2, "402")
    with django_assert_num_queries(4):  # type: ignore[operator]
        registered(night.site)


def test_people_are_found_by_what_is_known_of_them_and_the_look_is_audited(night: Night) -> None:
    from yizhan.core.models import AuditEvent

    night.announce(expected=2)
    night.count(1)
    night.house(1, "302")
    _register(night, "001-B", WHOLE)
    for text in ("单小明", "shanxiaoming", "sxm", "13900001111", "001-B", "1b"):
        found = find_people(text, site=night.site, by=night.by("clerk"))
        assert [(one.stay.tag, one.identity.name, one.room.name if one.room else "") for one in found] == [
            ("001-B", "单小明", "302")
        ], text
    assert [one.stay.tag for one in find_people("1", site=night.site, by=night.by("clerk"))] == [
        "001-A",
        "001-B",
    ]
    assert find_people("somebody else", site=night.site, by=night.by("clerk")) == []
    seen = AuditEvent.objects.filter(action="intake.find_people").order_by("id")
    assert seen.count() == 8
    child = str(night.stay("001-B").person_id)
    assert seen[0].subject == {"persons": [child]}
    assert seen[0].actor == f"account:{night.crew['clerk']}"
    assert member_of(night.stay("001-A").id, site=night.site, by=night.by("clerk")) is not None
    assert AuditEvent.objects.filter(action="intake.read_particulars").count() == 1
