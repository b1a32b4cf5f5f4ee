"""What a plan costs, counted night by night from the instance file; shares no code with reader or solver."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Verdict(NamedTuple):
    """`overfull`: bed-nights beyond the beds; `missing`: people without a room; `forbidden`: in one
    that their age or needs rule out.
    """

    cost: float
    overfull: int
    missing: int
    forbidden: int


def evaluate(path: Path, plan: Mapping[int, int]) -> Verdict:
    """Judge patient id -> room id."""
    text = path.read_text(encoding="utf-8")
    horizon = int(text.split("Planning horizon:")[1].split()[0])
    departments = {row[0][0]: row for row in _rows(text, "DEPARTMENTS")}
    rooms = {int(row[0][0]): row for row in _rows(text, "ROOMS")}
    cost, missing, forbidden = 0.0, 0, 0
    present: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for head, dates, specialisms, size, required, preferred in _rows(text, "PATIENTS"):
        nights = range(int(dates[0]), min(int(dates[1]), horizon))
        if not nights:
            continue
        room = rooms.get(plan.get(int(head[0]), -1))
        if room is None:
            missing += 1
            continue
        department = departments[room[2][0]]
        forbidden += _is_forbidden(int(head[-2]), required, room, department)
        wanted = [
            night
            for k in range(1, len(specialisms), 2)
            for night in [specialisms[k]] * int(specialisms[k + 1])
        ]
        for number, night in enumerate(nights):
            present[int(room[0][0]), night][head[-1]] += 1
            cost += _cost_of_specialism(wanted[min(number, len(wanted) - 1)], room, department)
            cost += 0.8 if 0 < int(size[0]) < int(room[1][0]) else 0.0
            cost += 2.0 * sum(
                p == "1" and r == has == "0" for p, r, has in zip(preferred, required, room[5], strict=True)
            )
            cost += 5.0 if room[3][0] + head[-1] in {"FM", "MF"} else 0.0
    overfull = 0
    for (number, _), sexes in present.items():
        beds, kind = int(rooms[number][1][0]), rooms[number][3][0]
        overfull += max(0, sexes.total() - beds)
        cost += 5.0 * min(sexes["F"], sexes["M"]) if kind == "D" and beds > 1 else 0.0
    return Verdict(cost, overfull, missing, forbidden)


def _rows(text: str, title: str) -> list[list[list[str]]]:
    body = text.split(f"\n{title}:")[1].split("\n", 1)[1]
    rows = []
    for line in body.splitlines():
        if line.strip().rstrip(":").isupper() and "|" not in line:
            break
        if line.strip():
            rows.append([part.split() for part in line.split("|")])
    return rows


def _is_forbidden(age: int, required: list[str], room: list[list[str]], department: list[list[str]]) -> bool:
    youngest, oldest = int(department[0][-2]), int(department[0][-1])
    if (youngest and age < youngest) or (oldest and age > oldest):
        return True
    return any(need == "1" and has == "0" for need, has in zip(required, room[5], strict=True))


def _cost_of_specialism(wanted: str, room: list[list[str]], department: list[list[str]]) -> float:
    cost = 0.0 if wanted in department[1][1::2] else 1.0
    if wanted in room[4][1::2]:
        return cost + _level(wanted, room[4]) - 1
    return cost + 2.0


def _level(wanted: str, specialisms: list[str]) -> int:
    return next(int(specialisms[k]) for k in range(0, len(specialisms), 2) if specialisms[k + 1] == wanted)
