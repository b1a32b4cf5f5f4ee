"""What a document's number says: hand-worked numbers, none of a real person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yizhan.people.documents import birth_date_in, check_character, completed, doubts, sex_in
from yizhan.people.enums import DocumentKind, Sex
from yizhan.people.identity import Identity

RESIDENT, PERMIT = DocumentKind.RESIDENT_ID, DocumentKind.HKMT_PERMIT
# GB 11643 prints this one as its example.
EXAMPLE = "11010519491231002X"


def identity(kind: DocumentKind | None, number: str, **more: object) -> Identity:
    return Identity(document_kind=kind, document_number=number, **more)


def asked(kind: DocumentKind | None, number: str, **more: object) -> list[str]:
    return [doubt.about for doubt in doubts(identity(kind, number, **more))]


def with_check(digits: str) -> str:
    return digits + check_character(digits)


def test_check_character_of_the_standards_example() -> None:
    assert check_character(EXAMPLE) == "X"
    assert asked(RESIDENT, EXAMPLE) == []
    assert birth_date_in(EXAMPLE) == date(1949, 12, 31)
    assert sex_in(EXAMPLE) == Sex.FEMALE


@pytest.mark.parametrize(
    "written", ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", " 110105 19491231 002X"]
)
def test_doubts_ignore_how_a_number_is_written(written: str) -> None:
    assert asked(RESIDENT, written) == []
    assert identity(RESIDENT, written).document_number == EXAMPLE


@given(st.integers(0, 16), st.integers(1, 9))
def test_doubts_find_every_single_mistyped_digit(place: int, shift: int) -> None:
    wrong = str((int(EXAMPLE[place]) + shift) % 10)
    assert "document_number" in asked(RESIDENT, EXAMPLE[:place] + wrong + EXAMPLE[place + 1 :])


@given(st.integers(0, 15))
def test_doubts_find_every_pair_of_neighbours_exchanged(place: int) -> None:
    exchanged = EXAMPLE[:place] + EXAMPLE[place + 1] + EXAMPLE[place] + EXAMPLE[place + 2 :]
    assert exchanged == EXAMPLE or "document_number" in asked(RESIDENT, exchanged)


def test_doubts_accept_fifteen_digits_and_read_them_in_the_last_century() -> None:
    assert asked(RESIDENT, "110105491231002") == []
    assert birth_date_in("110105491231002") == date(1949, 12, 31)
    assert sex_in("110105491231003") == Sex.MALE
    assert asked(RESIDENT, "110105491331002") == ["document_number"]


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
@pytest.mark.parametrize("kind", [RESIDENT, PERMIT])
def test_doubts_accept_residence_permits_under_either_name(region: str, kind: DocumentKind) -> None:
    number = with_check(f"{region}20120229001")
    assert asked(kind, number) == []
    assert birth_date_in(number) == date(2012, 2, 29)
    assert asked(kind, number[:17] + ("0" if number[17] != "0" else "1")) == ["document_number"]


@pytest.mark.parametrize("number", ["H12345678", "M1234567801", "12345678"])
def test_doubts_ask_no_check_character_of_travel_permits(number: str) -> None:
    assert asked(PERMIT, number) == []
    assert birth_date_in(number) is None


def test_doubts_know_both_forms_of_the_foreigners_card() -> None:
    card = with_check("91110019900307123")
    assert asked(DocumentKind.FOREIGNER_CARD, card) == []
    assert asked(DocumentKind.FOREIGNER_CARD, "USA110090030712") == []
    assert asked(DocumentKind.FOREIGNER_CARD, EXAMPLE) == ["document_number"]


def test_doubts_leave_passports_alone() -> None:
    assert asked(DocumentKind.PASSPORT, "E12345678") == []
    assert asked(DocumentKind.PASSPORT, "123456789012345") == []
    assert asked(DocumentKind.PASSPORT, "E1") == ["document_number"]


def test_doubts_name_what_contradicts_the_number() -> None:
    assert asked(RESIDENT, EXAMPLE, birth_date=date(1949, 12, 30), sex=Sex.MALE) == ["birth_date", "sex"]
    (doubt, _) = doubts(identity(RESIDENT, EXAMPLE, birth_date=date(1949, 12, 30), sex=Sex.MALE))
    assert str(doubt) == "The document's number says 1949-12-31, you wrote 1949-12-30. Which is right?"
    assert asked(RESIDENT, EXAMPLE, sex=Sex.OTHER) == []


@pytest.mark.parametrize("number", ["1101051949123100", "1.1E+17", "A"])
def test_doubts_say_how_long_a_number_is(number: str) -> None:
    (doubt,) = doubts(identity(RESIDENT, number))
    assert f"this has {len(identity(RESIDENT, number).document_number)}" in str(doubt)


def test_completed_fills_in_only_what_is_empty() -> None:
    filled = completed(identity(RESIDENT, EXAMPLE))
    assert (filled.birth_date, filled.sex) == (date(1949, 12, 31), Sex.FEMALE)
    kept = completed(identity(RESIDENT, EXAMPLE, birth_date=date(1950, 1, 1), sex=Sex.OTHER))
    assert (kept.birth_date, kept.sex) == (date(1950, 1, 1), Sex.OTHER)


def test_completed_recognises_a_number_without_a_kind() -> None:
    assert completed(identity(None, EXAMPLE)).document_kind == RESIDENT
    assert (
        completed(identity(None, with_check("91110019900307123"))).document_kind
        == DocumentKind.FOREIGNER_CARD
    )
    assert completed(identity(None, "E12345678")).document_kind is None
    assert completed(identity(None, "110105491231002")) == identity(None, "110105491231002")


def test_completed_takes_nothing_from_a_doubtful_number() -> None:
    wrong = identity(RESIDENT, EXAMPLE[:-1] + "0")
    assert completed(wrong) == wrong
