"""Keeping and signing the day's working note. Every version stays; names of residents stay out of it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop
from pydantic import Field

from yizhan.command.models import WorkingNote
from yizhan.command.queries.notes import latest_note, names_in
from yizhan.core import canonical
from yizhan.core.actions import Outcome, action, record_audit
from yizhan.core.actors import Actor
from yizhan.core.clock import now
from yizhan.core.refusals import Refusal
from yizhan.stays.actions.journal import lock_journal

LONGEST = 20_000
Text = Annotated[str, Field(max_length=LONGEST)]


class NoteKept(Outcome):
    """The new version of a day's note, and the digest of its text in hex."""

    site_id: UUID
    note_id: UUID
    version: int
    digest: str


@action("command.keep_note", needs="note.write", online_only=True)
def keep_note(
    *, by: Actor, site_id: UUID, day: date, zh: Text, en: Text, after_version: int, signed: bool
) -> NoteKept:
    """Keep a day's note as a new version, and with `signed` put the account's name under it.

    `after_version` is the version that was edited, 0 for the draft; if somebody kept another one
    meanwhile, nothing is written. A name or document of somebody who stays here is refused.
    """
    lock_journal(site_id)
    last = latest_note(site_id, day)
    if (last.version if last else 0) != after_version:
        raise Refusal(
            "note_changed",
            gettext_noop("Somebody kept another version meanwhile. Open the note again and compare."),
        )
    if not zh.strip():
        raise Refusal("note_empty", gettext_noop("There is nothing in the note."))
    _refuse_names(by, site_id, f"{zh}\n{en}")
    body = {"site": str(site_id), "day": day.isoformat(), "version": after_version + 1, "zh": zh, "en": en}
    note = WorkingNote.objects.create(
        id=by.command_id, site_id=site_id, day=day, version=after_version + 1, zh=zh, en=en, signed=signed,
        digest=canonical.digest(body).hex(), written_at=now(), written_by_id=by.account_id,
    )  # fmt: skip
    record_audit(
        by, "command.note_text", site_id=site_id, note=str(note.id), digest=note.digest, signed=signed
    )
    return NoteKept(site_id=site_id, note_id=note.id, version=note.version, digest=note.digest)


def _refuse_names(by: Actor, site_id: UUID, text: str) -> None:
    found = names_in(site_id, text, by=by)
    if found:
        raise Refusal(
            "names_in_note",
            gettext_noop("The note names somebody who stays here: %(tags)s. Write the room instead."),
            tags=", ".join(found),
        )  # fmt: skip
