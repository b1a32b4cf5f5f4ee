"""How names and numbers are compared, and what is still missing tonight."""

from datetime import date

import pytest
from pydantic import ValidationError

from yizhan.people.enums import DocumentKind, Sex
from yizhan.people.identity import Identity, age_on, fold_name, fold_number

COMPLETE = {
    "name": "单雨桐",
    "sex": Sex.FEMALE,
    "birth_date": date(1990, 3, 7),
    "document_kind": DocumentKind.PASSPORT,
    "document_number": "E12345678",
    "phone": "13800138000",
}


@pytest.mark.parametrize(
    "separator", ["·", "•", "‧", "．", "・", " ", "-", "'", "\u200b", "\u200f", "\u00a0"]
)
def test_fold_name_ignores_what_separates_the_parts(separator: str) -> None:
    assert fold_name(f"买买提{separator}艾力") == "买买提艾力"


def test_fold_name_ignores_case_and_width() -> None:
    assert fold_name("Ｍｕｈａｍｍａｄ Ali") == fold_name("muhammad-ALI")
    assert fold_name("ПУШКИН") == "пушкин"


@pytest.mark.parametrize("name", ["𠮷田", "㛃", "محمد", "ئۇيغۇر"])
def test_fold_name_keeps_rare_and_foreign_letters(name: str) -> None:
    assert fold_name(name) == name


def test_fold_number_keeps_letters_and_digits() -> None:
    assert fold_number(" 1101 0519-4912 31002x") == "11010519491231002X"
    assert fold_number("Ｅ１２３") == "E123"


def test_missing_names_the_five_fields_in_order() -> None:
    assert Identity().missing(child=False) == ["name", "sex", "birth_date", "document_kind", "phone"]


def test_missing_asks_a_child_for_no_phone() -> None:
    assert Identity().missing(child=True) == ["name", "sex", "birth_date", "document_kind"]
    assert Identity(**{**COMPLETE, "phone": ""}).missing(child=True) == []


def test_missing_asks_for_the_number_of_a_document_that_there_is() -> None:
    assert Identity(**COMPLETE).missing(child=False) == []
    assert Identity(**{**COMPLETE, "document_number": ""}).missing(child=False) == ["document_number"]
    without = {**COMPLETE, "document_kind": DocumentKind.NONE, "document_number": ""}
    assert Identity(**without).missing(child=False) == []


def test_identity_stores_numbers_in_one_form() -> None:
    said = Identity(phone="+86 138-0013-8000", contact_phone="010 8888 8888", document_number="e 1234 5678")
    assert (said.phone, said.contact_phone, said.document_number) == (
        "13800138000",
        "01088888888",
        "E12345678",
    )


def test_identity_takes_nothing_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Identity.model_validate({"nickname": "x"})


@pytest.mark.parametrize(
    ("day", "years"), [(date(2022, 3, 6), 31), (date(2022, 3, 7), 32), (date(2022, 3, 8), 32)]
)
def test_age_on_counts_completed_years(day: date, years: int) -> None:
    assert age_on(date(1990, 3, 7), day) == years


def test_age_on_of_a_leap_day() -> None:
    assert age_on(date(2012, 2, 29), date(2022, 2, 28)) == 9
    assert age_on(date(2012, 2, 29), date(2022, 3, 1)) == 10
