"""One row of a roster: who it names, and everything that has to be asked about it."""

from dataclasses import dataclass, field
from datetime import date

from yizhan.people.enums import DocumentKind, Sex
from yizhan.reading.cells import Row
from yizhan.reading.findings import Finding
from yizhan.reading.judged import Judged


@dataclass(slots=True)
class Person:
    """What a row says of one person; texts are as written but for marks that nobody sees.

    `documents` are kinds and folded numbers; `needs` what must be looked after, as written. `filled`
    are the fields that stand in a merged cell above.
    """

    name: str = ""
    sex: Sex | None = None
    birth_date: date | None = None
    documents: tuple[tuple[DocumentKind, str], ...] = ()
    document_note: str = ""
    temporary_number: str = ""
    phone: str = ""
    party: str = ""
    guardian: str = ""
    guardian_phone: str = ""
    room: str = ""
    relation: str = ""
    age: int | None = None
    address: str = ""
    school: str = ""
    language: str = ""
    diet: str = ""
    medicines: str = ""
    illness: str = ""
    pregnancy_weeks: int | None = None
    needs: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of all documents."""
        return tuple(number for _, number in self.documents)


@dataclass(slots=True)
class Entry(Judged):
    """A row with its person and its findings; `prefix` is the sheet's name unless it is the first.

    `same` are other rows that name the same person: this one then stands for all of them.
    """

    prefix: str
    row: Row
    person: Person
    findings: list[Finding] = field(default_factory=list)
    same: tuple[str, ...] = ()
    stands_in: str = ""

    @property
    def key(self) -> str:
        """The row's name in the whole file, such as 7 or Class 2!7."""
        return f"{self.prefix}{self.row.number}"
