"""What `yizhan serve` says when it starts with HTTPS: where it is, and how phones come to trust it."""

import segno

from yizhan.cli.https import Listening
from yizhan.cli.language import speak


def say_where(listening: Listening) -> None:
    """Print the addresses, and for an authority of our own what phones compare; nothing without HTTPS."""
    if not listening.secure:
        return
    from django.utils.translation import gettext as _  # noqa: PLC0415 - Django is loaded by the command

    speak()
    print(_("Yizhan is reached at:"))
    for address in listening.secure:
        print(f"  {address}")
    for note in listening.notes:
        print(f"! {note}")
    if listening.authority is None:
        return
    if listening.plain:
        print(_("Phones that do not trust it yet go here first:"))
        print(f"  {listening.plain}")
        segno.make(listening.plain, error="m").terminal(border=2, compact=True)
    print(_("Fingerprint (SHA-256) that the phone must show:"))
    print(f"  {listening.authority.fingerprint[:47]}\n  {listening.authority.fingerprint[48:]}")
