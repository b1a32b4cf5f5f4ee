"""The radio clerk at their desk: types lines, reads them back, keys in sheets, through the pages."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from tests.intake.night import Night
from yizhan.core.actors import SYSTEM
from yizhan.core.ids import new_id
from yizhan.duty.actions.postings import post_account
from yizhan.people.actions.accounts import make_account
from yizhan.people.models import Account

ENTERED, READ_BACK, UNREADABLE = 302, 200, 422


class Clerk:
    """Somebody posted as radio clerk, who has no other posting."""

    def __init__(self, night: Night) -> None:
        self.night = night
        self._said = 0
        self.account_id = new_id()
        make_account(by=SYSTEM, account_id=self.account_id, username="radio", display_name="radio")
        post_account(by=SYSTEM, site_id=night.site.id, posting_id=new_id(), account_id=self.account_id,
                     role="radio_clerk", team_key="")  # fmt: skip
        Account.objects.filter(id=self.account_id).update(language="en")
        self.client = Client(HTTP_ACCEPT_LANGUAGE="en")
        self.client.force_login(
            Account.objects.get(id=self.account_id), backend="yizhan.web.signin.backends.AccountBackend"
        )

    def page(self, name: str, *args: object) -> Any:
        """Ask for one of the pages by the name of its address."""
        return self.client.get(reverse(name, args=[self.night.site.code, *args]))

    def hear(self, line: str, *, by: str, wave: int = 1, at: str = "") -> Any:
        """Type a line and press Enter: it is read back, and nothing counts."""
        return self._send("radio_heard", line, by, wave, at)

    def enter(self, line: str, *, by: str, wave: int = 1, at: str = "", command: UUID | None = None) -> Any:
        """Press Enter again."""
        return self._send("radio_lines", line, by, wave, at, command=command)

    def say(self, line: str, *, by: str, wave: int = 1, at: str = "") -> None:
        """Type a line, have it read back, and let it count; of a long night, only each fifth page is read."""
        self._said += 1
        if self._said % 5 == 1:
            heard = self.hear(line, by=by, wave=wave, at=at)
            assert (heard.status_code, "radio-parts" in heard.content.decode()) == (READ_BACK, True), line
        entered = self._send("radio_lines", line, by, wave, at, follow=False)
        assert entered.status_code == ENTERED, line

    def take_back(self, line_id: UUID) -> Any:
        """Press the button beside a line."""
        address = reverse("radio_withdrawal", args=[self.night.site.code, line_id])
        return self.client.post(address, {"command_id": new_id()}, follow=True)

    def key(
        self, kind: str, number: int, rows: Sequence[Mapping[str, object]], *, by: str, begun: str,
        total: int | None = None, wave: int = 1, **more: object,
    ) -> Any:  # fmt: skip
        """Key a sheet, read it back with its sum, and let it count; returns the page that follows."""
        sent = self._sheet(rows, by, begun, total, wave) | more
        heard = self.client.post(self._at("sheet_heard", kind, number), sent)
        agrees = heard.status_code == READ_BACK and "The sums agree" in heard.content.decode()
        if not agrees and "sum_is_wrong" not in more:
            return heard
        return self.client.post(self._at("sheet_rows", kind, number), sent, follow=True)

    def _send(
        self, name: str, line: str, by: str, wave: int, at: str, *, command: UUID | None = None,
        follow: bool = True,
    ) -> Any:  # fmt: skip
        form = {"command_id": command or new_id(), "batch_id": self.night.batch_id,
                "caller_id": self.night.crew[by], "wave": wave, "at": at, "line": line}  # fmt: skip
        return self.client.post(reverse(name, args=[self.night.site.code]), form, follow=follow)

    def _at(self, name: str, kind: str, number: int) -> str:
        return reverse(name, args=[self.night.site.code, self.night.batch_id, kind, number])

    def _sheet(
        self, rows: Sequence[Mapping[str, object]], by: str, begun: str, total: int | None, wave: int
    ) -> dict[str, object]:
        sent: dict[str, object] = {
            "command_id": new_id(), "writer_id": self.night.crew[by], "begun": begun, "wave": wave,
            "total": len(rows) if total is None else total,
        }  # fmt: skip
        for place, row in enumerate(rows, start=1):
            sent |= {f"r{place}-{column}": cell for column, cell in row.items()}
        return sent


def said_by(page: Any) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
