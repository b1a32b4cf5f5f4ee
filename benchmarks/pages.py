"""Asking for pages inside this process, signed in, without a network in between."""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yizhan.people.models import Account

OK = 200


class Asker:
    """A signed-in client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def ask(self, path: str) -> None:
        """Ask for a page; raises RuntimeError when it does not come."""
        response = self._client.get(path)
        if response.status_code != OK:
            raise RuntimeError(f"{path}: {response.status_code}")

    def queries(self, path: str) -> int:
        """Return how many queries a page takes."""
        with CaptureQueriesContext(connection) as seen:
            self.ask(path)
        return len(seen)


def signed_in(username: str) -> Asker:
    """Return a client signed in as an account."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return Asker(client)
