"""What a notice says, in the language of whoever reads it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from yizhan.core import keys
from yizhan.notices.models import Notice
from yizhan.people.models import PersonKey


@dataclass(frozen=True, slots=True)
class Texts:
    """Title and text in both languages; a language that was left out is said in the other one."""

    title_zh: str = ""
    zh: str = ""
    title_en: str = ""
    en: str = ""

    def title(self, language: str) -> str:
        """Return the title in the language that `language` begins with, if there is one."""
        first, second = (
            (self.title_zh, self.title_en) if _is_chinese(language) else (self.title_en, self.title_zh)
        )
        return first or second

    def text(self, language: str) -> str:
        """Return the text in the language that `language` begins with, if there is one."""
        first, second = (self.zh, self.en) if _is_chinese(language) else (self.en, self.zh)
        return first or second

    def is_said_in(self, language: str) -> bool:
        """Tell whether it was written in the language that `language` begins with."""
        return bool(self.zh if _is_chinese(language) else self.en)


def texts_of(notices: Iterable[Notice]) -> dict[UUID, Texts]:
    """Return what notices say, sealed ones opened with one query; erased ones are left out."""
    rows = list(notices)
    sealed_for = {row.sealed_for_id for row in rows if row.sealed_for_id}
    held = PersonKey.objects.filter(person_id__in=sealed_for).values_list("person_id", "wrapped")
    wrapped = {person_id: bytes(key) for person_id, key in held} if sealed_for else {}
    return {row.id: texts for row in rows if (texts := _opened(row, wrapped)) is not None}


def _opened(notice: Notice, wrapped: dict[UUID, bytes]) -> Texts | None:
    person_id = notice.sealed_for_id
    if person_id is None or notice.sealed is None:
        return Texts(notice.title_zh, notice.zh, notice.title_en, notice.en)
    if person_id not in wrapped:
        return None
    said = keys.unseal(wrapped[person_id], bytes(notice.sealed), about=person_id.bytes)
    return Texts(**json.loads(said))


def _is_chinese(language: str) -> bool:
    return not language or language.startswith("zh")
