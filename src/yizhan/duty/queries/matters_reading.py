"""Who may know what of a matter: what is told in confidence stays with those who help."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language, gettext

from yizhan.core.clock import now
from yizhan.duty.ladder import Level, climb_level, is_overdue
from yizhan.duty.models import Matter, MatterHand, Posting
from yizhan.duty.needs import Need, needs
from yizhan.duty.queries.matters import MatterNow
from yizhan.duty.queries.postings import at_site, postings_at
from yizhan.duty.rules import COMMAND_POST, roles
from yizhan.people.models import Account
from yizhan.people.queries.identity import opened_notes

CLOSE, RECORD = "matter.close", "batch.read"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the crew who looks at matters of a site: as what, of which teams, and whether they lead."""

    account_id: UUID
    roles: frozenset[str]
    teams: frozenset[UUID]
    leads: frozenset[UUID]
    helps: frozenset[UUID]

    @property
    def is_head(self) -> bool:
        """Whether a matter that nobody answers for some time is shown to them."""
        return any(CLOSE in roles()[role].can for role in self.roles)

    @property
    def reads_record(self) -> bool:
        """Whether they see what the record itself has raised: counters stay blind."""
        return any(RECORD in roles()[role].can for role in self.roles)

    def knows(self, matter: Matter, need: Need | None) -> bool:
        """Tell whether they may read what a matter is about."""
        if matter.about_id == self.account_id:
            return False
        if need is None or not need.private:
            return True
        named = (matter.responsible_id, matter.first_asked_id, matter.offered_to_id)
        helps = matter.id in self.helps or matter.raised_by == f"account:{self.account_id}"
        return self.account_id in named or helps or bool(self.roles & {*need.roles, *_ANSWER_FOR_THE_SITE})


_ANSWER_FOR_THE_SITE = frozenset({"site_head", "deputy_head", COMMAND_POST})


@dataclass(frozen=True, slots=True)
class MatterSeen:
    """A matter as one reader sees it.

    `name`: what is asked for, or that it is private; `words`: empty where the reader may not know them, or
    in a list when they are private; None when they were erased. `level`: whom its silence calls now.
    """

    matter: Matter
    need: Need | None
    name: str
    words: str | None
    known: bool
    level: Level
    overdue: bool
    raised_by: Account | None
    lot: int = 0

    @property
    def waits_for_word(self) -> bool:
        """Whether it was called done and whoever asked has not said whether it is solved."""
        return self.matter.settled_at is None and self.matter.done_at is not None


def reader_at(account_id: UUID, site_id: UUID) -> Reader:
    """Return an account as a reader of a site's matters; two queries."""
    rows = list(postings_at(account_id).filter(at_site(site_id) | at_site(None)))
    return Reader(
        account_id,
        frozenset(row.role for row in rows if row.role in roles()),
        frozenset(row.team_id for row in rows if row.team_id),
        frozenset(row.team_id for row in rows if row.team_id and row.leads),
        frozenset(
            MatterHand.objects.filter(
                account_id=account_id, matter__site_id=site_id, matter__settled_at=None
            ).values_list("matter_id", flat=True)
        ),
    )


def seen_by(reader: Reader, matters: Iterable[Matter], *, in_list: bool = True) -> list[MatterSeen]:
    """Return matters as a reader sees them, without those that are about the reader; two queries.

    In a list the words of what is private are left out also for those who may know them.
    """
    moment = now()
    rows = [row for row in matters if row.about_id != reader.account_id]
    known = {row.id: reader.knows(row, needs().get(row.need)) for row in rows}
    sealed = {
        row.id: (row.sealed_for_id, bytes(row.sealed))
        for row in rows
        if row.sealed and row.sealed_for_id and known[row.id] and not (in_list and _is_private(row))
    }
    opened = opened_notes(sealed) if sealed else {}
    accounts = _accounts(rows)
    return [_seen(row, known[row.id], sealed, opened, accounts, moment, in_list=in_list) for row in rows]


@dataclass(frozen=True, slots=True)
class Teams:
    """Who is of which team of a site now, and which teams have somebody who leads them."""

    of_account: dict[UUID | None, set[UUID]]
    led: frozenset[UUID]

    def mates(self, reader: Reader) -> set[UUID | None]:
        """Return who is of a team of the reader's."""
        return {account_id for account_id, teams in self.of_account.items() if teams & reader.teams}

    def calls(self, reader: Reader, responsible_id: UUID | None) -> bool:
        """Tell whether a reader is called when somebody is silent: who leads their team, else all of it."""
        shared = self.of_account.get(responsible_id, set()) & reader.teams
        return any(team in reader.leads or team not in self.led for team in shared)


def teams_at(site_id: UUID) -> Teams:
    """Return the teams of a site as they are posted now; one query."""
    moment = now()
    rows = Posting.objects.filter(site_id=site_id, team__isnull=False, starts_at__lte=moment)
    of_account: dict[UUID | None, set[UUID]] = {}
    led = set()
    current = rows.exclude(ends_at__lte=moment).values_list("account_id", "team_id", "leads")
    for account_id, team_id, leads in current:
        of_account.setdefault(account_id, set()).add(team_id)
        if leads:
            led.add(team_id)
    return Teams(of_account, frozenset(led))


def _seen(
    row: Matter, known: bool, sealed: dict[UUID, tuple[UUID, bytes]], opened: dict[UUID, str],  # noqa: FBT001 - of one caller
    accounts: dict[str, Account], moment: datetime, *, in_list: bool,
) -> MatterSeen:  # fmt: skip
    need = needs().get(row.need)
    if need is None:
        name = MatterNow(row, None).says
    else:
        name = need.name.of(get_language() or "") if known else gettext("Told in confidence")
    shown = known and not (in_list and _is_private(row))
    words = (opened.get(row.id) if row.id in sealed else row.plain) if shown else ""
    level = climb_level(row, moment)
    return MatterSeen(
        row, need, name, words, known, level, is_overdue(row, moment), accounts.get(row.raised_by),
        getattr(row, "lot", 0),
    )  # fmt: skip


def _is_private(row: Matter) -> bool:
    need = needs().get(row.need)
    return need is not None and need.private


def _accounts(rows: Iterable[Matter]) -> dict[str, Account]:
    ids = {row.raised_by.removeprefix("account:") for row in rows if row.raised_by.startswith("account:")}
    return {f"account:{account.id}": account for account in Account.objects.filter(id__in=ids)} if ids else {}
