"""Puts reasons into words."""

from __future__ import annotations

from planner.placement.proposal import Reason


def explain(reason: Reason, language: str) -> str:
    """The reason as one sentence; language is "zh" or "en"."""
    return reason.code
