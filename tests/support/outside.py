"""Servers outside, on this machine: one takes mails, one web hooks, and both remember what they took."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Taken:
    """What arrived, by key, every repeat of it; `answer` is what the next ones are told."""

    port: int = 0
    mails: list[Any] = field(default_factory=list)
    hooks: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    mail_answer: str = "250 taken"
    hook_answer: tuple[int, dict[str, Any]] = (200, {"errcode": 0})

    @property
    def message_ids(self) -> list[str]:
        """The Message-ID of each mail, in order of arrival."""
        return [mail["Message-ID"] for mail in self.mails]

    @property
    def keys(self) -> list[str]:
        """The key of each web hook, in order of arrival."""
        return [headers["idempotency-key"] for _, headers, _ in self.hooks]


@contextmanager
def mail_server() -> Iterator[Taken]:
    """Run a mail server for as long as the block lasts."""
    taken = Taken()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline():
                word = line.decode().strip().upper()
                if word.startswith("QUIT"):
                    self._say("221 bye")
                    return
                if word.startswith("DATA"):
                    self._take()
                else:
                    self._say(taken.mail_answer if word.startswith("RCPT") else "250 fine")

        def _take(self) -> None:
            self._say("354 go on")
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b"."))
            if line:
                taken.mails.append(message_from_bytes(b"".join(lines)))
                self._say("250 taken")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with _running(_Mailboxes(("127.0.0.1", 0), Talk), taken):
        yield taken


@contextmanager
def hook_server() -> Iterator[Taken]:
    """Run a server for web hooks for as long as the block lasts."""
    taken = Taken()

    class Post(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            taken.hooks.append((self.path, headers, body))
            status, said = taken.hook_answer
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing: the test looks at what was taken."""

    with _running(_Hooks(("127.0.0.1", 0), Post), taken):
        yield taken


class _Mailboxes(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A sender that was killed breaks off in the middle: that is what is tried."""


class _Hooks(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A sender that was killed breaks off in the middle: that is what is tried."""


@contextmanager
def _running(server: Any, taken: Taken) -> Iterator[None]:
    taken.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
