"""Opening many sealed words at once."""

from collections.abc import Iterable
from uuid import UUID

from yizhan.core import keys
from yizhan.people.models import PersonKey

Sealed = bytes | memoryview | None


class Opened:
    """The sealed words of some persons, to be read one after the other; one query for all their keys.

    Words of an erased person, and words that are not there, read as an empty text.
    """

    def __init__(self, person_ids: Iterable[UUID]) -> None:
        rows = PersonKey.objects.filter(person_id__in=set(person_ids)).values_list("person_id", "wrapped")
        self._keys = {person_id: bytes(wrapped) for person_id, wrapped in rows}

    def words(self, person_id: UUID, sealed: Sealed) -> str:
        """Return what was sealed with this person's key."""
        if sealed is None or person_id not in self._keys:
            return ""
        return keys.unseal(self._keys[person_id], bytes(sealed), about=person_id.bytes).decode()
