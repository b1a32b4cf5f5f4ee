"""Where passkeys can work at all."""

from ipaddress import ip_address

from django.http import HttpRequest
from django.http.request import split_domain_port


def passkeys_work(request: HttpRequest) -> bool:
    """Tell whether browsers make passkeys for the name by which this page was opened.

    They bind them to a domain and refuse addresses (WebAuthn Level 3, 5.1.3, effective domain), and
    they want a secure origin, which without HTTPS is this machine alone.
    """
    name = split_domain_port(request.get_host())[0].strip("[]")
    try:
        ip_address(name)
    except ValueError:
        return request.is_secure() or name == "localhost"
    return False
