"""What is known about a person, and the texts by which one is found."""

import unicodedata
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from yizhan.people.enums import DocumentKind, Language, Sex
from yizhan.people.phones import normal_phone

SEPARATORS = dict.fromkeys(map(ord, "·•‧．・. -'"))
FIVE_FIELDS = ("name", "sex", "birth_date", "document_kind", "phone")


class Identity(BaseModel):
    """A person's particulars; everything may be unknown tonight.

    `document_note` is why a number stands although it contradicts itself or what else is said. `allergies`
    are keys of what makes this person ill, in order.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field("", max_length=120)
    sex: Sex | None = None
    birth_date: date | None = None
    document_kind: DocumentKind | None = None
    document_number: str = Field("", max_length=40)
    document_note: str = Field("", max_length=200)
    phone: str = Field("", max_length=30)
    contact_name: str = Field("", max_length=120)
    contact_phone: str = Field("", max_length=30)
    address: str = Field("", max_length=300)
    diet: str = Field("", max_length=40)
    allergies: tuple[Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")], ...] = Field((), max_length=20)
    medicines: str = Field("", max_length=500)
    illness: str = Field("", max_length=500)
    pregnancy_weeks: int | None = Field(None, ge=1, le=45)
    language: Language | None = None
    school: str = Field("", max_length=120)

    @field_validator("phone", "contact_phone")
    @classmethod
    def _phone_is_normal(cls, text: str) -> str:
        return normal_phone(text)

    @field_validator("document_number")
    @classmethod
    def _number_is_normal(cls, text: str) -> str:
        return fold_number(text)

    @field_validator("allergies")
    @classmethod
    def _allergies_are_in_order(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(keys)))

    def missing(self, *, child: bool) -> list[str]:
        """Return which of tonight's five fields are still open; a child needs no phone."""
        wanted = [field for field in FIVE_FIELDS if not (child and field == "phone")]
        open_fields = [field for field in wanted if not getattr(self, field)]
        if self.document_kind not in (None, DocumentKind.NONE) and not self.document_number:
            open_fields.append("document_number")
        return open_fields


def fold_name(name: str) -> str:
    """Return a name as it is compared: one form, no separators, no case."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return visible.translate(SEPARATORS).casefold()


def fold_number(number: str) -> str:
    """Return a document or phone number as it is compared: digits and capital letters only."""
    if number.isascii() and number.isalnum():
        return number.upper()
    return "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())


def age_on(born: date, day: date) -> int:
    """Return completed years on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
