"""How many queries a page takes, and how long the server works on it."""

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yizhan.people.models import Account

OK = 200


def queries_of(username: str, path: str) -> int:
    """Return how many queries a page takes for somebody signed in, asked once before."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[-1])
    _ask(client, path)
    with CaptureQueriesContext(connection) as seen:
        _ask(client, path)
    return len(seen)


def _ask(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code != OK:
        raise RuntimeError(f"{path}: {response.status_code}")
