"""Parties of whom hardly anything is known: what room, make-up and one recognised member say."""

from yizhan.roster.matching import Age, Group, How, Matching, Member, Record, Trust, match, match_parties
from yizhan.roster.matching.parties import PartyMatch, put_together

NOTHING = Matching((), ())
PAIR = (Age.ADULT, Age.CHILD)


def test_the_room_with_the_same_make_up_is_likely_and_never_sure() -> None:
    right = [_counted(f"{number}", PAIR, room=f"80{number}") for number in range(1, 7)]
    (found,) = match_parties([_listed("L", PAIR, room="803")], right, NOTHING)
    assert (found[0].right, found[0].trust) == ("3", Trust.LIKELY)
    assert found[0].probability > 0.9
    assert [(pair.left, pair.right, pair.how) for pair in found[0].pairs] == [
        ("L0", "3A", How.ONLY_ONE), ("L1", "3B", How.ONLY_ONE),
    ]  # fmt: skip


def test_two_parties_of_one_make_up_are_asked_without_a_room() -> None:
    right = [_counted("1", PAIR), _counted("2", PAIR), _counted("3", (Age.ADULT,))]
    (found,) = match_parties([_listed("L", PAIR)], right, NOTHING)
    assert [(one.right, one.trust) for one in found] == [("1", Trust.ASK), ("2", Trust.ASK)]
    assert found[0].probability == found[1].probability < 0.5


def test_a_make_up_that_only_one_party_has_is_still_asked() -> None:
    many = (Age.ADULT, Age.CHILD, Age.CHILD, Age.CHILD)
    (found,) = match_parties([_listed("L", many)], [_counted("1", many), _counted("2", PAIR)], NOTHING)
    assert [(one.right, one.trust) for one in found] == [("1", Trust.ASK)]


def test_who_stands_beside_whom_by_order_is_said() -> None:
    couple = (Age.ADULT, Age.ADULT, Age.CHILD)
    (found,) = match_parties([_listed("L", couple, room="801")], [_counted("1", couple, room="801")], NOTHING)
    assert [(pair.right, pair.how) for pair in found[0].pairs] == [
        ("1A", How.ORDER), ("1B", How.ORDER), ("1C", How.ONLY_ONE),
    ]  # fmt: skip


def test_whose_age_is_not_known_fits_either() -> None:
    unseen = (Age.UNKNOWN, Age.UNKNOWN)
    (found,) = match_parties([_listed("L", PAIR)], [_counted("1", unseen)], NOTHING)
    assert dict(found[0].agreement)["make_up"] == "same"
    assert [pair.right for pair in found[0].pairs] == ["1A", "1B"]


def test_one_recognised_member_carries_the_nameless_rest() -> None:
    mother = Record(
        "L0", "王芳", readings=("wang fang",), born="19850307", phones=("13800138000",), party="L"
    )
    others = [Record(f"x{n}", f"李{c}", born=f"197{n}0101") for n, c in enumerate("娜静洋帆")]
    matching = match(
        [mother, *others], [Record("1A", "王芳", born="19850307", phones=("13800138000",), party="1")]
    )
    counted = Group("1", (Member("1A", Age.ADULT), Member("1B", Age.CHILD, nameless=True)))
    (found,) = match_parties([_listed("L", PAIR)], [counted, _counted("2", PAIR)], matching)
    assert [one.right for one in found] == ["1"]
    assert [(pair.right, pair.how) for pair in found[0].pairs] == [
        ("1A", How.RECOGNISED), ("1B", How.ONLY_ONE),
    ]  # fmt: skip
    assert found[0].trust == Trust.LIKELY


def test_somebody_with_another_name_is_not_taken_for_the_rest() -> None:
    mother = Record("L0", "王芳", born="19850307", phones=("13800138000",), party="L")
    others = [Record(f"x{n}", f"李{c}", born=f"197{n}0101") for n, c in enumerate("娜静洋帆")]
    matching = match(
        [mother, *others], [Record("1A", "王芳", born="19850307", phones=("13800138000",), party="1")]
    )
    counted = Group("1", (Member("1A", Age.ADULT), Member("1B", Age.CHILD)))
    (found,) = match_parties([_listed("L", PAIR)], [counted], matching)
    assert [pair.right for pair in found[0].pairs] == ["1A"]


def test_somebody_may_put_any_two_parties_together() -> None:
    found: PartyMatch = put_together(_listed("L", PAIR), _counted("1", (Age.ADULT, Age.ADULT)), NOTHING)
    assert [(pair.left, pair.right) for pair in found.pairs] == [("L0", "1A")]
    assert found.trust == Trust.ASK


def _listed(key: str, ages: tuple[Age, ...], *, room: str = "") -> Group:
    return Group(key, tuple(Member(f"{key}{number}", age) for number, age in enumerate(ages)), room)


def _counted(key: str, ages: tuple[Age, ...], *, room: str = "") -> Group:
    letters = zip("ABCDEFG", ages, strict=False)
    return Group(key, tuple(Member(f"{key}{letter}", age, nameless=True) for letter, age in letters), room)
