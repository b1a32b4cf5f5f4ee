"""What an authority may set about leaving, read from `leaving.yaml`."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from yizhan.core.shipped import read_shipped

FULL_PERIOD, EXACT_HOURS, NO_SYMPTOMS = "full_period", "exact_hours", "no_symptoms"
TESTS_NEGATIVE, FINAL_TEST_NEGATIVE = "tests_negative", "final_test_negative"
# What the record shows; whatever else a protocol names is vouched for by somebody.
FROM_THE_RECORD = frozenset({FULL_PERIOD, EXACT_HOURS, NO_SYMPTOMS, TESTS_NEGATIVE, FINAL_TEST_NEGATIVE})


@dataclass(frozen=True, slots=True)
class LeavingRules:
    """How far the list looks ahead, how long pages last, and when an arrival is overdue."""

    days_ahead: int
    page_lasts: timedelta
    link_lasts: timedelta
    arrival_grace: timedelta
    without_symptoms: timedelta


@cache
def leaving_rules() -> LeavingRules:
    """Return the figures in force."""
    table = _table()
    return LeavingRules(
        days_ahead=int(table["days_ahead"]["value"]),
        page_lasts=timedelta(days=table["page_lasts_days"]["value"]),
        link_lasts=timedelta(days=table["link_lasts_days"]["value"]),
        arrival_grace=timedelta(minutes=table["arrival_grace_minutes"]["value"]),
        without_symptoms=timedelta(hours=table["symptom_hours"]["value"]),
    )


def task_of(code: str, language: str) -> str:
    """Return whose task a condition of release is, in the language that `language` begins with."""
    tasks = _table()["tasks"]
    row = tasks.get(code, tasks["any_other"])
    return str(row["zh" if language.startswith("zh") else "en"])


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.leaving", "leaving.yaml")
    return table
