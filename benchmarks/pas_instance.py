"""Reads the public patient-admission instances (Demeester et al. 2010) into a planner.horizon problem.

The version without transfers: one room for the whole stay, from admission to discharge, cut at the
horizon; people without a night are dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from planner.horizon import Problem, Room, Stay

SPECIALISM_OF_DEPARTMENT, SPECIALISM_MISSING = 1.0, 2.0
TOO_LARGE, PROPERTY, WRONG_SEX, MIXED = 0.8, 2.0, 5.0, 5.0
SEX_OF_KIND = {"F": "F", "M": "M"}


@dataclass(frozen=True, slots=True)
class Department:
    """Ages in years, 0 for no limit."""

    youngest: int
    oldest: int
    specialisms: frozenset[int]

    def takes(self, age: int) -> bool:
        """Whether somebody of this age may be there."""
        return not (self.youngest and age < self.youngest) and not (self.oldest and age > self.oldest)


@dataclass(frozen=True, slots=True)
class Ward:
    """A room of the instance. `levels`: by specialism, 1 is the best. `kind`: F, M, D or N."""

    id: int
    beds: int
    department: Department
    kind: str
    levels: dict[int, int]
    properties: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Patient:
    """`specialisms`: what is needed on each night there. `size`: most beds wished for, 0 for no wish."""

    id: int
    age: int
    sex: str
    first: int
    specialisms: tuple[int, ...]
    size: int
    required: tuple[bool, ...]
    preferred: tuple[bool, ...]


def read_problem(path: Path) -> Problem:
    """The instance as a problem; ids are those of the file.

    Raises ValueError when the file is not in that format.
    """
    try:
        sections, horizon = _sections(path.read_text(encoding="utf-8"))
        departments = {int(line.split()[0]): _department(line) for line in sections["DEPARTMENTS"]}
        wards = [_ward(line, departments) for line in sections["ROOMS"]]
        everybody = [_patient(line, horizon) for line in sections["PATIENTS"]]
    except (KeyError, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not a patient-admission instance ({error!r})") from error
    people = [person for person in everybody if person.specialisms]
    rules = {
        "department": _at_department,
        "specialism": _at_room,
        "size": _size,
        "property": _property,
        "sex": _sex,
    }
    return Problem(
        nights=horizon,
        rooms=[
            Room(str(ward.id), ward.beds, ward.kind, MIXED if ward.kind == "D" and ward.beds > 1 else 0.0)
            for ward in wards
        ],
        stays=[Stay(str(one.id), one.first, len(one.specialisms), one.sex) for one in people],
        costs={name: [[rule(one, ward) for ward in wards] for one in people] for name, rule in rules.items()},
        allowed=[[_may(one, ward) for ward in wards] for one in people],
    )


def _sections(text: str) -> tuple[dict[str, list[str]], int]:
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if title := re.fullmatch(r"([A-Z]+)\s*:", line):
            lines = sections.setdefault(title[1], [])
        elif line and line != "END.":
            lines.append(line)
    horizon = re.search(r"Planning horizon:\s*(\d+)", text)
    if horizon is None:
        raise ValueError("no planning horizon")
    return sections, int(horizon[1])


def _fields(line: str) -> list[list[str]]:
    return [field.split() for field in line.split("|")]


def _pairs(numbers: list[str]) -> list[tuple[int, int]]:
    whole = list(map(int, numbers))
    return list(zip(whole[::2], whole[1::2], strict=True))


def _flags(numbers: list[str]) -> tuple[bool, ...]:
    return tuple(number == "1" for number in numbers)


def _department(line: str) -> Department:
    head, specialisms = _fields(line)
    return Department(int(head[-2]), int(head[-1]), frozenset(one for _, one in _pairs(specialisms)))


def _ward(line: str, departments: dict[int, Department]) -> Ward:
    head, beds, department, kind, specialisms, properties = _fields(line)
    levels = {one: level for level, one in _pairs(specialisms)}
    return Ward(
        int(head[0]), int(beds[0]), departments[int(department[0])], kind[0], levels, _flags(properties)
    )


def _patient(line: str, horizon: int) -> Patient:
    head, (admission, discharge), specialisms, size, required, preferred = _fields(line)
    nights = max(0, min(int(discharge), horizon) - int(admission))
    needed = [one for one, count in _pairs(specialisms[1:]) for _ in range(count)]
    needed += needed[-1:] * (nights - len(needed))
    return Patient(
        int(head[0]), int(head[-2]), head[-1], int(admission), tuple(needed[:nights]), int(size[0]),
        _flags(required), _flags(preferred),
    )  # fmt: skip


def _may(one: Patient, ward: Ward) -> bool:
    met = all(has or not needs for needs, has in zip(one.required, ward.properties, strict=True))
    return met and ward.department.takes(one.age)


def _at_department(one: Patient, ward: Ward) -> float:
    return SPECIALISM_OF_DEPARTMENT * sum(need not in ward.department.specialisms for need in one.specialisms)


def _at_room(one: Patient, ward: Ward) -> float:
    levels = ward.levels
    return sum(levels[need] - 1.0 if need in levels else SPECIALISM_MISSING for need in one.specialisms)


def _size(one: Patient, ward: Ward) -> float:
    return TOO_LARGE * len(one.specialisms) if one.size and ward.beds > one.size else 0.0


def _property(one: Patient, ward: Ward) -> float:
    wishes = zip(one.preferred, one.required, ward.properties, strict=True)
    return PROPERTY * len(one.specialisms) * sum(wish and not need and not has for wish, need, has in wishes)


def _sex(one: Patient, ward: Ward) -> float:
    return WRONG_SEX * len(one.specialisms) if SEX_OF_KIND.get(ward.kind, one.sex) != one.sex else 0.0
