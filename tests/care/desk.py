"""The desk's pages of care as one of the crew uses them."""

from typing import Any

from django.conf import settings
from django.test import Client

from tests.intake.night import Night
from yizhan.core.ids import new_id
from yizhan.people.models import Account


class Desk:
    """Somebody's browser at the pages of care, in English."""

    def __init__(self, hotel: Night, username: str) -> None:
        self.client = Client(HTTP_ACCEPT_LANGUAGE="en")
        self.client.force_login(Account.objects.get(username=username), settings.AUTHENTICATION_BACKENDS[-1])
        self.code = hotel.site.code
        self.root = f"/s/{self.code}/care/"

    def get(self, path: str = "", status: int = 200) -> str:
        """What a page says."""
        reply = self.client.get(self.root + path, follow=True)
        assert reply.status_code == status, reply.status_code
        return reply.content.decode()

    def post(self, path: str, **sent: Any) -> str:
        """What the page says that a form leads to."""
        reply = self.client.post(self.root + path, {"command_id": str(new_id()), **sent}, follow=True)
        return reply.content.decode()

    def rings(self) -> list[dict[str, Any]]:
        """The missed look-ins that ring on this desk."""
        reply = self.client.get(f"/api/v1/sites/{self.code}/emergencies")
        return [one for one in reply.json() if one["kind"] == "watch"]
