"""What an action says when it cannot be done: a reason a person can act on."""

from typing import Any

from django.utils.translation import gettext, gettext_noop


class Refusal(Exception):
    """An action was refused by a rule; nothing was written.

    `code` is stable and for programs; `template` (marked with gettext_noop) says what is wrong,
    where, and what to do; `facts` fill it. It is translated when it is shown, so that a conflict
    raised by a phone in one language is read at the desk in another.
    """

    def __init__(self, code: str, template: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.template = template
        self.facts = facts

    def __str__(self) -> str:
        return gettext(self.template) % self.facts

    def record(self) -> dict[str, Any]:
        """Return the refusal as JSON, to be shown again later in any language."""
        facts = {name: str(value) for name, value in self.facts.items()}
        return {"code": self.code, "template": self.template, "facts": facts}


class CommandReused(Refusal):
    """A command's id came again with other contents or from someone else."""

    def __init__(self) -> None:
        super().__init__(
            "command_reused",
            gettext_noop("This entry was already sent with other contents. Enter it again as a new one."),
        )
