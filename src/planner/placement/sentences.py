"""Puts reasons into words. The sentences are data: sentences.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from planner.placement.proposal import Parameter, Reason
from planner.placement.rules import SAFE_LOADER

SENTENCES_FILE = Path(__file__).with_name("sentences.yaml")
LANGUAGES = ("zh", "en")


def explain(reason: Reason, language: str) -> str:
    """The reason as one short sentence; language is "zh" or "en".

    Raises ValueError for another language or a code without a sentence.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no sentences in {language!r}, only in {', '.join(LANGUAGES)}")
    template = sentence_book()["sentences"].get(reason.code)
    if template is None:
        raise ValueError(f"no sentence for reason {reason.code!r}")
    words = {name: _word(name, value, language) for name, value in reason.params.items()}
    return str(template[language]).format(**words)


@cache
def fields_of(code: str) -> frozenset[str]:
    """Parameters that the sentences of a code name, in either language."""
    templates = sentence_book()["sentences"].get(code, {}).values()
    return frozenset(name for template in templates for _, name, _, _ in Formatter().parse(template) if name)


@cache
def sentence_book() -> dict[str, Any]:
    """The file as read: sentences by code, words by parameter and value."""
    book: dict[str, Any] = yaml.load(SENTENCES_FILE.read_bytes(), Loader=SAFE_LOADER)  # noqa: S506 - a safe one # nosec
    return book


def _word(name: str, value: Parameter, language: str) -> str:
    book = sentence_book()
    if isinstance(value, tuple):
        return str(book["joined_by"][language]).join(value)
    known = book["words"].get(name, {}).get(value)
    if known:
        return str(known[language])
    otherwise = book["otherwise"].get(name)
    return otherwise[language].format(value=value) if otherwise else str(value)
