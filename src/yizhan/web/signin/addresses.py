"""From where a request comes."""

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the network address of the client, as the library for sign-in sees it behind a proxy."""
    address: str | None = get_client_ip(request)
    return address
