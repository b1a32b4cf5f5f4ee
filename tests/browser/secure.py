"""`yizhan serve --https` for browsers: by a name, with an authority of its own and a plain side."""

import ssl
from urllib.request import urlopen

from tests.support.postgresql import free_port
from tests.support.servers import Installation, Server

NAME = "yizhan.local"


class SecureServer(Server):
    """`yizhan serve --https`, asked for its name only, with a plain page beside it."""

    def __init__(self, installation: Installation, *more: str) -> None:
        self.plain_port = free_port()
        super().__init__(
            installation, "--https", "--name", NAME, "--plain-port", str(self.plain_port), "--workers", "2",
            *more,
        )  # fmt: skip
        self.url = f"https://{NAME}:{self.port}"
        self.plain = f"http://127.0.0.1:{self.plain_port}"

    def answers(self) -> bool:
        """Tell whether both sides answer; whether the certificate is good is for the browser to say."""
        anything = ssl.create_default_context()
        anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
        try:
            for url in (f"{self.plain}/healthz", f"https://127.0.0.1:{self.port}/healthz"):
                with urlopen(url, timeout=5, context=anything if url.startswith("https") else None):  # noqa: S310 - our own loopback address
                    pass
        except OSError:
            return False
        return True
