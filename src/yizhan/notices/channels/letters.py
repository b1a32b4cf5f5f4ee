"""A letter as a server outside gets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from yizhan.core.actions import record_audit
from yizhan.core.actors import SYSTEM
from yizhan.notices.actions.outbox import Handed
from yizhan.notices.enums import BOTS, Fault, Way
from yizhan.notices.models import Address, Delivery, Recipient
from yizhan.notices.queries.texts import Texts, texts_of
from yizhan.notices.queries.ways import Target, opened
from yizhan.people.enums import Language
from yizhan.people.models import Person
from yizhan.people.queries.identity import identities
from yizhan.places.models import Occupancy


class Unreachable(Exception):
    """A server outside does not answer; the message says what was seen. It is left alone for a while."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One hand-over: its key, which every repeat carries, where it goes, and what it says."""

    key: UUID
    way: Way
    target: Target | None
    language: str
    site: str
    title: str
    text: str
    written_at: datetime

    @property
    def subject(self) -> str:
        """The title, with the site that says it, on one line."""
        return " ".join(f"{self.site} · {self.title}".split())

    @property
    def whole(self) -> str:
        """Site, title and text, as a group or a telephone shows them."""
        return f"【{self.site}】{self.title}\n{self.text}"


class Channel(Protocol):
    """A way out of the house, open for a number of letters."""

    def __enter__(self) -> Self:
        """Open the way; raises Unreachable."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close it."""
        ...

    def hand(self, letter: Letter) -> Handed:
        """Hand one letter over, and say what became of it; raises Unreachable."""
        ...


def letters_of(delivery_ids: Sequence[UUID]) -> list[Letter]:
    """Return the letters of claimed deliveries; a constant number of queries.

    Numbers of residents are opened for it, which is audited. A letter without a target has nowhere to go.
    """
    rows = list(
        Delivery.objects.filter(id__in=list(delivery_ids))
        .select_related("recipient__notice__site", "recipient__account", "recipient__group")
        .order_by("next_try_at", "id")
    )  # fmt: skip
    texts = texts_of({row.recipient.notice_id: row.recipient.notice for row in rows}.values())
    targets, tongues = _own_targets(rows), _parties(rows)
    return [_letter(row, texts.get(row.recipient.notice_id), targets, tongues) for row in rows]


def refused(letter: Letter, answer: str = "", *, fault: Fault = Fault.REFUSED) -> Handed:
    """Return what is written down of a letter that was not taken."""
    return Handed(delivery_id=letter.key, fault=fault, answer=answer[:200])


def _own_targets(rows: Sequence[Delivery]) -> dict[tuple[UUID, str], Target]:
    accounts = {row.recipient.account_id for row in rows if row.recipient.account_id}
    own = Address.objects.filter(account_id__in=accounts, ended_at=None) if accounts else []
    return {(one.account_id, one.way): opened(one) for one in own if one.account_id}


def _parties(rows: Sequence[Delivery]) -> dict[UUID, tuple[str, Target | None]]:
    """Return the language and the first known number of each party."""
    ids = {row.recipient.party_id for row in rows if row.recipient.party_id}
    if not ids:
        return {}
    record_audit(SYSTEM.tapping(), "notices.read_phones", deliveries=[str(row.id) for row in rows])
    inside = (
        Occupancy.objects.filter(party_id__in=ids, ended_at=None)
        .select_related("person")
        .order_by("person_id")
    )
    people: dict[UUID, list[Person]] = {}
    for one in inside:
        people.setdefault(one.party_id, []).append(one.person)
    known = identities(person for together in people.values() for person in together)
    found = {}
    for party_id, together in people.items():
        phones = [known[one.id].phone for one in together if one.id in known and known[one.id].phone]
        chinese = any(one.language in ("", Language.CHINESE) for one in together)
        found[party_id] = ("zh-hans" if chinese else "en", Target(phones[0]) if phones else None)
    return found


def _letter(
    row: Delivery, texts: Texts | None, own: dict[tuple[UUID, str], Target],
    parties: dict[UUID, tuple[str, Target | None]],
) -> Letter:  # fmt: skip
    recipient, notice, way = row.recipient, row.recipient.notice, Way(row.way)
    language, target = _whereto(recipient, way, own, parties)
    said = texts if texts and not notice.private else None
    with translation.override(language):
        title = said.title(language) if said else gettext("A message for you")
        text = (
            said.text(language)
            if said
            else gettext("Open your page to read it. Questions: call the front desk.")
        )
        if notice.private and recipient.party_id and settings.RESIDENTS_AT:
            text = f"{text} {settings.RESIDENTS_AT}"
    english = language.startswith("en") and notice.site.name_en
    return Letter(
        row.id, way, target if texts else None, language, english or notice.site.name, title, text,
        notice.written_at,
    )  # fmt: skip


def _whereto(
    recipient: Recipient, way: Way, own: dict[tuple[UUID, str], Target],
    parties: dict[UUID, tuple[str, Target | None]],
) -> tuple[str, Target | None]:  # fmt: skip
    if recipient.group:
        return "zh-hans", opened(
            recipient.group
        ) if way in BOTS and recipient.group.ended_at is None else None
    if recipient.account and recipient.account_id:
        return recipient.account.language or "zh-hans", own.get((recipient.account_id, way))
    return parties.get(recipient.party_id, ("zh-hans", None)) if recipient.party_id else ("zh-hans", None)
