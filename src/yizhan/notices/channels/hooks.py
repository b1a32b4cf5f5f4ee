"""Web hooks: the adapter for text messages, and the bots of chat groups."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import httpx
from django.conf import settings

from yizhan.notices.actions.outbox import Handed
from yizhan.notices.channels.letters import Letter, Unreachable, refused
from yizhan.notices.enums import Fault, Way
from yizhan.notices.rules import bots, way_rules

TOO_MANY, SERVER_FAULT, CLIENT_FAULT = 429, 500, 400


class Hook:
    """A web client that is kept open for many letters; every repeat carries its key."""

    def __enter__(self) -> Self:
        self._client = httpx.Client(
            timeout=way_rules().answer_within_s, follow_redirects=False, trust_env=False
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._client.close()

    def hand(self, letter: Letter) -> Handed:
        """Post one letter; a server that does not answer raises Unreachable."""
        if letter.target is None:
            return refused(letter, fault=Fault.NO_ADDRESS)
        address, said, headers = self.request(letter)
        try:
            reply = self._client.post(
                address, json=said, headers={"Idempotency-Key": str(letter.key), **headers}
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unreachable(type(error).__name__) from error
        if reply.status_code == TOO_MANY or reply.status_code >= SERVER_FAULT:
            return refused(letter, f"HTTP {reply.status_code}", fault=Fault.BUSY)
        if not reply.is_success:
            return refused(letter, f"HTTP {reply.status_code}")
        return self.judged(letter, reply)

    def request(self, letter: Letter) -> tuple[str, dict[str, Any], Mapping[str, str]]:
        """Return the address, the body and the headers of one letter."""
        raise NotImplementedError

    def judged(self, letter: Letter, reply: httpx.Response) -> Handed:  # noqa: ARG002 - bots look into it
        """Return what an answer of success means."""
        return Handed(delivery_id=letter.key)


class TextMessages(Hook):
    """The operator's own adapter to a gateway for text messages; docs/operating.md describes its fields."""

    def request(self, letter: Letter) -> tuple[str, dict[str, Any], Mapping[str, str]]:
        """Return the body that the adapter is promised."""
        said = {
            "key": str(letter.key), "to": letter.target.to if letter.target else "", "text": letter.whole,
            "language": letter.language, "written_at": letter.written_at.isoformat(),
        }  # fmt: skip
        token = settings.YIZHAN_SMS_TOKEN
        return settings.YIZHAN_SMS, said, {"Authorization": f"Bearer {token}"} if token else {}


class GroupBot(Hook):
    """A bot of a WeCom, Feishu or DingTalk group. They know no keys: a mark ends the text, in repeats too."""

    def __init__(self, way: Way) -> None:
        self._way, self._bot = way, bots()[way]

    def request(self, letter: Letter) -> tuple[str, dict[str, Any], Mapping[str, str]]:
        """Return the body as this kind of bot takes it, signed if the bot has a secret."""
        text = shortened(letter.whole, f"\n#{str(letter.key)[-6:]}", self._bot.longest_bytes)
        to, secret = (letter.target.to, letter.target.secret) if letter.target else ("", "")
        if self._way == Way.FEISHU:
            said: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
            if secret:
                stamp = str(int(time.time()))
                said |= {"timestamp": stamp, "sign": signature(f"{stamp}\n{secret}", "")}
            return to, said, {}
        if self._way == Way.DINGTALK and secret:
            stamp = str(int(time.time() * 1000))
            signed = {"timestamp": stamp, "sign": signature(secret, f"{stamp}\n{secret}")}
            to = f"{to}&{urlencode(signed)}"
        return to, {"msgtype": "text", "text": {"content": text}}, {}

    def judged(self, letter: Letter, reply: httpx.Response) -> Handed:
        """These services answer 200 to everything: what counts is the code inside."""
        try:
            said = reply.json()
        except ValueError:
            return refused(letter, "no answer in JSON", fault=Fault.BUSY)
        code = (
            said.get("errcode", said.get("code", said.get("StatusCode"))) if isinstance(said, dict) else None
        )
        if code == 0:
            return Handed(delivery_id=letter.key)
        if not isinstance(code, int):
            return refused(letter, "no code in the answer", fault=Fault.BUSY)
        words = str(said.get("errmsg") or said.get("msg") or "")
        later = code in self._bot.later
        return refused(letter, f"{code} {words}", fault=Fault.BUSY if later else Fault.REFUSED)


def signature(key: str, message: str) -> str:
    """Return the HMAC-SHA256 by which these bots know their caller, in base64."""
    return base64.b64encode(hmac.digest(key.encode(), message.encode(), hashlib.sha256)).decode()


def shortened(text: str, end: str, longest_bytes: int) -> str:
    """Return `text` and `end` in at most so many bytes, cut between letters."""
    room = longest_bytes - len(end.encode())
    whole = text.encode()
    return (text if len(whole) <= room else whole[: room - 3].decode(errors="ignore") + "…") + end
