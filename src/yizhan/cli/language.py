"""The language of what a command says: that of the terminal."""

import os


def speak() -> None:
    """Say everything from now on in Chinese or English, as LC_ALL, LC_MESSAGES or LANG ask."""
    from django.utils.translation import activate  # noqa: PLC0415 - Django is loaded by the command

    wanted = next(
        (value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), ""
    )
    activate("zh-hans" if wanted.startswith("zh") else "en")
