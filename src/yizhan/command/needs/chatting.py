"""The chat group does not go away: two stretches of it are pasted, each draft is looked at by a person."""

from functools import partial

from yizhan.command.needs.answering import put_before
from yizhan.command.needs.day import Day
from yizhan.command.needs.noted import CHAT, Asked
from yizhan.command.rehearsal.forms import forms_in
from yizhan.duty.models import ChatDraft


def put_into_chats(day: Day) -> None:
    """Put down when the clerk reads the group, and what stands there by then."""
    early, late = day.facts.assumed["chats"]
    written = [one for one in day.noted.asked if one.way == CHAT]
    for hour, together in ((early, False), (late, True)):
        lines = [one for one in written if one.request.together == together]
        if lines:
            day.agenda.at(day.facts.clock(hour), partial(_paste, day, lines))


def _paste(day: Day, asked: list[Asked]) -> None:
    """Paste a stretch of the group with its chatter, every third line said twice, and accept each draft."""
    desk, text = day.desk("clerk"), _text(day, asked)
    address, form = desk.form(day.address("matters/chat/"), "text")
    page = desk.submit(address, form, text="\n".join(text))
    day.noted.chat_lines += len(text)
    for form in [one for one in forms_in(page.text) if one.action.endswith("/acceptances/")]:
        draft_id = form.action.rstrip("/").split("/")[-2]
        moment = day.now()
        desk.submit(str(page.url), form)
        draft = ChatDraft.objects.get(id=draft_id)
        (one,) = [one for one in asked if one.group.room == str(draft.room_id)]
        one.at = moment
        put_before(day, one, str(draft.matter_id))


def _text(day: Day, asked: list[Asked]) -> list[str]:
    lines = [f"{day.room_names[one.group.room]} {one.request.chat}" for one in asked]
    said_twice = lines[::3]
    chatter = day.facts.table["chat_lines"]
    return [*lines[: len(lines) // 2], *chatter, *lines[len(lines) // 2 :], *said_twice]
