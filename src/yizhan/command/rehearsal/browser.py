"""One device's way to the server: its cookies, its pages, and patience while the server is away."""

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

import httpx

from yizhan.command.rehearsal.forms import Form, forms_in
from yizhan.command.rehearsal.network import Lost, Network

PATIENCE_S = 60.0
PAUSE_S = 0.05
TIMEOUT_S = 30.0


class Unexpected(RuntimeError):
    """The server answered what nobody at a site could make sense of."""


class Browser:
    """Asks for pages and data again and again until an answer gets through."""

    def __init__(self, base: str, network: Network, language: str = "zh-hans") -> None:
        self.network = network
        self.base = base
        # The server is on this machine, without encryption: loading certificates would cost each device time.
        self._client = httpx.Client(
            base_url=base, timeout=TIMEOUT_S, follow_redirects=True, trust_env=False, verify=False,  # noqa: S501 # nosec
            headers={"Accept-Language": language},
        )  # fmt: skip

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies of this device's session."""
        return dict(self._client.cookies)

    def close(self) -> None:
        """Put the device away."""
        self._client.close()

    def get(self, path: str, **query: Any) -> httpx.Response:
        """Read a page; retried until it is there. Raises Unexpected when the server refuses."""
        return self._persist("GET", path, lambda: self._client.get(path, params=query or None))

    def look(self, path: str) -> httpx.Response:
        """Ask for a page that may be refused, and return whatever the server says to it."""
        return self._persist("GET", path, lambda: self._client.get(path), refused=True)

    def form(self, path: str, field: str) -> tuple[str, Form]:
        """Read a page and return its address and its form that has `field`."""
        return self.form_in(self.get(path), field)

    def form_to(self, path: str, ending: str) -> tuple[str, Form]:
        """Read a page and return its address and its form that goes to an address with this ending."""
        page = self.get(path)
        for form in forms_in(page.text):
            if form.action.endswith(ending):
                return str(page.url), form
        raise Unexpected(f"{page.url.path} has no form that goes to “{ending}”")

    def form_in(self, page: httpx.Response, field: str) -> tuple[str, Form]:
        """Return a page's address and its form that has `field`; raises Unexpected if there is none."""
        for form in forms_in(page.text):
            if field in form.names:
                return str(page.url), form
        raise Unexpected(f"{page.url.path} has no form with “{field}”")

    def submit(self, address: str, form: Form, **answers: str | list[str]) -> httpx.Response:
        """Send a form as filled in; safe to repeat, since the form carries its command's id."""
        return self._send_form(address, form, answers)

    def bring(self, address: str, form: Form, file: tuple[str, bytes]) -> httpx.Response:
        """Send a form as it stands with a file, its name and its contents, in the field "file"."""
        return self._send_form(address, form, {}, {"file": file})

    def _send_form(
        self, address: str, form: Form, answers: Mapping[str, str | list[str]],
        files: dict[str, tuple[str, bytes]] | None = None,
    ) -> httpx.Response:  # fmt: skip
        target = urljoin(address, form.action) if form.action else address
        sent = form.filled(**answers)
        headers = {"Referer": address}
        return self._persist(
            "POST", target, lambda: self._client.post(target, data=sent, files=files, headers=headers)
        )

    def post_json(self, path: str, body: Any) -> httpx.Response:
        """Send data once; raises httpx.TransportError when the phone cannot tell what came of it."""
        return self.network.carry(lambda: self._post_json(path, body))

    def send_json(self, path: str, body: Any) -> httpx.Response:
        """Send data until there is an answer to it."""
        return self._persist("POST", path, lambda: self._post_json(path, body))

    def enter(self, path: str) -> None:
        """Sign in through a one-time link, as its page asks: one button."""
        page = self.get(path)
        address = str(page.url)
        form = next(form for form in forms_in(page.text) if form.action in ("", path))
        # The link is spent by whichever delivery arrives: the button is pressed on a calm network.
        response = self._client.post(address, data=form.filled(), headers={"Referer": address})
        if not self._client.cookies.get("sessionid"):
            raise Unexpected(f"the one-time link did not sign in: {response.status_code}")

    def _post_json(self, path: str, body: Any) -> httpx.Response:
        token = self._client.cookies.get("csrftoken") or ""
        return self._client.post(path, json=body, headers={"X-CSRFToken": token, "Referer": self.base})

    def _persist(
        self, verb: str, path: str, send: Callable[[], httpx.Response], *, refused: bool = False
    ) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                response = self.network.carry(send, changes=verb == "POST")
            except Lost:
                response = None
            except httpx.TransportError:
                response = None
                time.sleep(PAUSE_S)
            if response is not None and response.status_code < (500 if refused else 400):
                return response
            if response is not None and response.status_code != 503:
                raise Unexpected(f"{verb} {path}: {response.status_code} {_gist(response)}")
            if time.monotonic() > deadline:
                raise Unexpected(f"{verb} {path}: no answer within {PATIENCE_S:.0f} s")


def _gist(response: httpx.Response) -> str:
    return " ".join(response.text.split())[:300]


def server_ms(headers: Any) -> float | None:
    """Read how many milliseconds the server says that it took (Server-Timing)."""
    _, found, duration = headers.get("Server-Timing", "").partition("dur=")
    return float(duration.split(",")[0]) if found else None
