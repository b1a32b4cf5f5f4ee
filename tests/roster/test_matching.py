"""Hand-worked cases of the matching, and its figures on invented households with every error known."""

from dataclasses import replace

import pytest

from tests.roster.households import KINDS, Pairs, invent, read
from yizhan.roster.matching import Match, Matching, Record, Trust, match
from yizhan.roster.matching.comparing import Level, compare_days, compare_names, compare_numbers
from yizhan.roster.matching.spelling import alike, one_slip, turns, words

WEI = Record(
    "a", "张伟", readings=("zhang wei",), sex="male", born="19850307", identifiers=("11010119850307891X",),
    phones=("13800138000",),
)  # fmt: skip
STRANGER_NAMES = ("王芳", "李娜", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周杰", "吴敏", "徐强")
STRANGERS = [
    Record(f"s{number}", name, readings=read(name), born=f"19{60 + number}0{number % 9 + 1}15",
           phones=(f"1390000{number:04d}",))
    for number, name in enumerate(STRANGER_NAMES)
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("买买提·艾力", "买买提•艾力", Level.SAME),
        ("买买提‧艾力", "买买提．艾力", Level.SAME),
        ("买买提·艾力", "艾力·买买提", Level.ORDER),
        ("张伟", "伟张", Level.ORDER),
        ("张伟", "Zhang Wei", Level.SOUND),
        ("张伟", "WEI ZHANG", Level.SOUND),
        ("王晓明", "Xiaoming Wang", Level.SOUND),
        ("单丹", "SHAN DAN", Level.SOUND),
        ("张炜", "张伟", Level.HOMOPHONE),
        ("王晓明", "王晓敏", Level.NEAR),
        ("Anna Müller", "Müller, Anna", Level.ORDER),
        ("Jon Smith", "John Smith", Level.NEAR),
        ("张伟", "张丽丽", Level.PART),
        ("张伟", "李娜", Level.OTHER),
        ("张\u200b伟", "张伟", Level.SAME),
        ("", "张伟", None),
    ],
)
def test_names_agree_however_they_are_written(left: str, right: str, level: Level | None) -> None:
    assert compare_names(_named(left), _named(right)) == level
    assert compare_names(_named(right), _named(left)) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("19850307", "19850307", Level.SAME),
        ("19850307", "19850703", Level.SWAPPED),
        ("19850307", "19850308", Level.NEAR),
        ("19850307", "19580307", Level.NEAR),
        ("19850307", "19960307", Level.PART),
        ("1985", "19850307", Level.PART),
        ("19850307", "20010912", Level.OTHER),
        ("", "19850307", None),
    ],
)
def test_birth_dates_agree_with_one_slip_or_swapped(left: str, right: str, level: Level | None) -> None:
    assert compare_days(left, right) == level


@pytest.mark.parametrize(
    ("left", "right", "others", "level"),
    [
        ("11010119850307891X", "11010119850307891X", (), Level.SAME),
        ("11010119850307891X", "11010119850307819X", (), Level.NEAR),
        ("11010119850307891X", "11010119850807891X", (), Level.NEAR),
        ("110101850307891", "11010119850307891X", (), Level.NEAR),
        ("13800138000", "13900139000", ("13900139000",), Level.PARTY),
        ("13800138000", "13900139000", (), Level.OTHER),
        ("E12345678", "11010119850307891X", (), None),
    ],
)
def test_numbers_of_one_shape_are_compared(
    left: str, right: str, others: tuple[str, ...], level: Level | None
) -> None:
    assert compare_numbers((left,), (right,), frozenset(others)) == level


def test_spelling() -> None:
    assert words("O'Brien-Smith, Anna") == ("o", "brien", "smith", "anna")
    assert turns(("zhang", "wei")) == {"zhangwei", "weizhang"}
    assert one_slip("abcd", "abdc")
    assert one_slip("abc", "abcd")
    assert not one_slip("abcd", "badc")
    # Winkler's own example: MARTHA and MARHTA are alike by 0.961, DWAYNE and DUANE by 0.840.
    assert alike("martha", "marhta", 0.961)
    assert not alike("martha", "marhta", 0.962)
    assert alike("dwayne", "duane", 0.84)
    assert not alike("dwayne", "duane", 0.841)


def test_everything_equal_is_sure() -> None:
    (found,) = _found(replace(WEI, key="b"))
    assert (found.left, found.right, found.trust) == ("a", "b", Trust.SURE)
    assert dict(found.agreement)["identifier"] == Level.SAME


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Wei ZHANG", "readings": ()},
        {"name": "张炜"},
        {"born": "19850703"},
        {"born": "19850308"},
        {"identifiers": ("11010119850307981X",)},
        {"phones": ("13800138001",)},
        {"identifiers": (), "phones": ()},
        {"born": "", "identifiers": ()},
    ],
)
def test_one_error_of_any_kind_is_still_found(changed: dict[str, object]) -> None:
    (found,) = _found(replace(WEI, key="b", **changed))
    assert (found.left, found.right) == ("a", "b")
    assert found.probability > 0.9


def test_a_name_alone_is_never_sure() -> None:
    found = _found(Record("b", "张伟", readings=("zhang wei",)))
    assert [one.trust for one in found] == [Trust.LIKELY]


def test_another_birth_date_is_never_sure() -> None:
    other = replace(WEI, key="b", born="20010912", identifiers=())
    assert all(one.trust != Trust.SURE for one in _found(other))


def test_equal_names_without_a_date_are_asked() -> None:
    people = [WEI, replace(WEI, key="a2", born="", identifiers=(), phones=("13700000001",))]
    found = match([*people, *STRANGERS], [replace(WEI, key="b"), *_theirs(STRANGERS)])
    assert {one.trust for one in found.best if one.left in ("a", "a2")} == {Trust.ASK}
    assert all(one.rivals for one in found.best if one.left in ("a", "a2"))


def test_twins_are_asked_though_everything_agrees() -> None:
    twins = [
        Record("t1", "张子涵", readings=("zhang zi han",), born="20150606", party="p",
               identifiers=("110101201506060019",)),
        Record("t2", "张子轩", readings=("zhang zi xuan",), born="20150606", party="p",
               identifiers=("110101201506060027",)),
    ]  # fmt: skip
    found = match([*twins, *STRANGERS], _theirs([*twins, *STRANGERS]))
    mine = {one.left: one for one in found.best if one.left in ("t1", "t2")}
    assert {one.left: (one.right, one.trust) for one in mine.values()} == {
        "t1": ("R t1", Trust.ASK), "t2": ("R t2", Trust.ASK),
    }  # fmt: skip
    assert mine["t1"].rivals == ("t2", "R t2")


def test_equal_names_told_apart_by_their_birth_dates_are_sure() -> None:
    other = replace(WEI, key="a2", born="20121130", identifiers=(), phones=("13700000001",))
    found = match([WEI, other, *STRANGERS], _theirs([WEI, other, *STRANGERS]))
    assert {one.left: (one.right, one.trust) for one in found.best if one.left in ("a", "a2")} == {
        "a": ("R a", Trust.SURE), "a2": ("R a2", Trust.SURE),
    }  # fmt: skip


def test_a_family_vouches_for_a_member_of_whom_little_is_known() -> None:
    family = [replace(WEI, party="p"), Record("c", "张晨", readings=("zhang chen",), party="p")]
    found = match([*family, *STRANGERS], _theirs([*family, *STRANGERS]))
    child = next(one for one in found.best if one.left == "c")
    assert child.right == "R c"
    assert dict(child.agreement)["company"] == Level.SAME
    assert child.probability > 0.99


def test_what_was_refused_is_not_proposed_again() -> None:
    found = match([WEI, *STRANGERS], [replace(WEI, key="b")], excluded=frozenset({("a", "b")}))
    assert found.of("a") == ()


def test_nothing_to_compare_with_is_nothing() -> None:
    assert match([], [WEI]) == match([WEI], []) == Matching((), ())


@pytest.fixture(scope="module")
def measured() -> tuple[Pairs, Matching]:
    pairs = invent(600, seed=7)
    return pairs, match(pairs.left, pairs.right)


def test_households_are_found(measured: tuple[Pairs, Matching]) -> None:
    pairs, found = measured
    proposed = [one for one in found.best if one.probability >= 0.5]
    right = [one for one in proposed if pairs.truth.get(one.left) == one.right]
    assert len(right) / len(pairs.truth) >= 0.995
    assert len(right) / len(proposed) >= 0.999


def test_what_is_sure_is_right(measured: tuple[Pairs, Matching]) -> None:
    pairs, found = measured
    sure = [one for one in found.best if one.trust == Trust.SURE]
    assert [one for one in sure if pairs.truth.get(one.left) != one.right] == []
    assert len(sure) / len(pairs.truth) >= 0.9


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_error_is_found(measured: tuple[Pairs, Matching], kind: str) -> None:
    pairs, found = measured
    proposed = {one.left: one.right for one in found.best if one.probability >= 0.5}
    wrong = [left for left in pairs.truth if kind in pairs.errors[left]]
    assert wrong
    assert sum(proposed.get(left) == pairs.truth[left] for left in wrong) / len(wrong) >= 0.94


def test_the_same_lists_give_the_same_answer() -> None:
    pairs = invent(40, seed=3)
    assert match(pairs.left, pairs.right) == match(pairs.left, pairs.right)


def _named(name: str) -> Record:
    return Record("x", name, readings=read(name.replace("\u200b", "")))


def _theirs(records: list[Record]) -> list[Record]:
    return [replace(one, key=f"R {one.key}", party=f"R {one.party}" if one.party else "") for one in records]


def _found(other: Record) -> list[Match]:
    found = match([WEI, *STRANGERS], [other, *_theirs(STRANGERS)])
    return [one for one in found.best if one.left == "a"]
