"""What must be watched, found from what is known of the members."""

from planner.placement import AgeGroup, Member, Outlook, PartyProfile, Relation, explain, propose
from tests.planner.hotel import corridor, site_of

SITE = site_of(corridor([1, 2, 3, 4, 5]))


def flags_of(*members: Member) -> dict[str, tuple[str, ...]]:
    best = propose(SITE, PartyProfile("7", members), Outlook())[0]
    return {flag.code: flag.members for flag in best.flags}


def child(label: str, age: int | None = None) -> Member:
    return Member(label, AgeGroup.CHILD, age)


def adult(label: str, relation: Relation = Relation.UNKNOWN, **more: object) -> Member:
    return Member(label, AgeGroup.ADULT, relation=relation, **more)


def test_flags_adult_with_child_of_unknown_relation_is_nothing_special() -> None:
    assert flags_of(adult("A"), child("B")) == {}


def test_flags_siblings_alone_are_minors_without_guardian() -> None:
    assert flags_of(child("A"), child("B")) == {"minors_without_guardian": ("A", "B")}


def test_flags_child_whose_adult_is_known_to_be_nobodys_guardian() -> None:
    teacher = adult("A", Relation.OTHER, guardian_of=frozenset())
    assert flags_of(teacher, child("B")) == {"minors_without_guardian": ("B",)}


def test_flags_only_the_child_nobody_answers_for() -> None:
    neighbour = adult("A", guardian_of=frozenset({"B"}))
    assert flags_of(neighbour, child("B"), child("C")) == {
        "minors_without_guardian": ("C",),
        "one_adult_several_children": ("A", "B", "C"),
    }


def test_flags_grandparent_by_relation_and_by_age() -> None:
    assert flags_of(adult("A", Relation.GRANDPARENT), child("B")) == {"grandparent_with_child": ("A", "B")}
    assert flags_of(Member("A", age=71), child("B")) == {"grandparent_with_child": ("A", "B")}
    assert flags_of(Member("A", age=71, relation=Relation.PARENT), child("B")) == {}


def test_flags_grandparent_beside_a_parent_is_nothing_special() -> None:
    assert flags_of(adult("A", Relation.GRANDPARENT), adult("B", Relation.PARENT), child("C")) == {}


def test_flags_one_adult_with_two_children() -> None:
    assert flags_of(adult("A"), child("B"), child("C")) == {"one_adult_several_children": ("A", "B", "C")}


def test_flags_known_age_beats_the_tapped_group() -> None:
    assert flags_of(Member("A", AgeGroup.ADULT, 17), child("B")) == {"minors_without_guardian": ("A", "B")}
    assert flags_of(Member("A", AgeGroup.CHILD, 18), child("B")) == {}


def test_flags_fever_child_stays_with_its_guardian_and_is_flagged() -> None:
    party = PartyProfile("7", (adult("A"), Member("B", AgeGroup.CHILD, fever=True)))
    best = propose(SITE, party, Outlook())[0]
    assert best.rooms == (("f3-A2", ("A", "B")),)
    assert {flag.code: flag.members for flag in best.flags} == {"fever_with_others": ("B",)}


def test_flags_unknown_people_are_not_guessed() -> None:
    assert flags_of(Member("A"), Member("B")) == {}


def test_flags_old_person_alone() -> None:
    assert flags_of(Member("A", age=70)) == {"elderly_alone": ("A",)}
    assert flags_of(Member("A", age=69)) == {}


def test_flags_come_with_look_ins_as_reasons_in_words() -> None:
    best = propose(SITE, PartyProfile.counted("038", children=2), Outlook())[0]
    assert best.flags[0].look_in_hours == 2
    said = [explain(one, "zh") for one in best.reasons if one.kind == "flag"]
    assert said == [
        "未成年人无监护人：038-A、038-B，先安排入住，马上联系监护人",
        "每 2 小时上门看一次：038-A、038-B",
    ]
