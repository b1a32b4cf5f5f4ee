"""Mail, through the server that the operator names in YIZHAN_MAIL."""

import smtplib
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from yizhan.notices.actions.outbox import Handed
from yizhan.notices.channels.letters import Letter, Unreachable, refused
from yizhan.notices.enums import Fault
from yizhan.notices.rules import way_rules

PERMANENT = 500
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class Mail:
    """One connection for many letters; a repeat carries the Message-ID of the first try."""

    def __init__(self) -> None:
        self._connection = get_connection(fail_silently=False, timeout=way_rules().answer_within_s)

    def __enter__(self) -> Self:
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(str(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def hand(self, letter: Letter) -> Handed:
        """Hand one mail to the server; what it refuses for this address alone does not hold up the others."""
        if letter.target is None:
            return refused(letter, fault=Fault.NO_ADDRESS)
        mail = EmailMessage(
            letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.target.to],
            headers={"Message-ID": message_id(letter), **AUTOMATIC},
        )  # fmt: skip
        try:
            self._connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return refused(letter, _said(code, said), fault=_fault(code))
        except smtplib.SMTPServerDisconnected as error:
            raise Unreachable(str(error)) from error
        except smtplib.SMTPResponseException as error:
            return refused(letter, _said(error.smtp_code, error.smtp_error), fault=_fault(error.smtp_code))
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(str(error)) from error
        return Handed(delivery_id=letter.key)


def message_id(letter: Letter) -> str:
    """Return the Message-ID of a letter, the same for every try, so that a server can tell a repeat."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    return f"<{letter.key}@{host}>"


def _fault(code: int) -> Fault:
    return Fault.REFUSED if code >= PERMANENT else Fault.BUSY


def _said(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
