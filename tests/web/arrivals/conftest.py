"""A night with somebody signed in at its desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from tests.intake.night import Night


class Desk:
    """Pages of the night's site as one of the crew sees them."""

    def __init__(self, night: Night, who: str) -> None:
        from yizhan.people.models import Account

        self.client = Client(HTTP_ACCEPT_LANGUAGE="en")
        self._site = night.site
        account = Account.objects.get(id=night.crew[who])
        Account.objects.filter(id=account.id).update(language="en")
        account.refresh_from_db()
        self.client.force_login(account, backend="yizhan.web.signin.backends.AccountBackend")

    def get(self, name: str, /, *args: object, **more: Any) -> Any:
        """Ask for a page by the name of its address."""
        from django.urls import reverse

        return self.client.get(reverse(name, args=[self._site.code, *args]), **more)

    def post(self, name: str, /, *args: object, **data: Any) -> Any:
        """Send a form with a fresh command id unless one is given."""
        from django.urls import reverse

        from yizhan.core.ids import new_id

        form = {"command_id": new_id(), **data}
        return self.client.post(reverse(name, args=[self._site.code, *args]), form, follow=True)


@pytest.fixture
def night(db: None) -> Iterator[Night]:
    """The county hotel at 19:00 on 16 March 2022, its clock standing still."""
    from tests.intake.night import open_night
    from yizhan.core.clock import running

    opened = open_night()
    with running(opened.clock):
        yield opened


@pytest.fixture
def desk(night: Night) -> Desk:
    """The site head's desk."""
    return Desk(night, "head")
