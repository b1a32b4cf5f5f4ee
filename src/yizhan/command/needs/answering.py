"""The crew answers, hands over with the other's yes, calls it done; whoever asked says if it is solved."""

from datetime import timedelta
from functools import partial

from yizhan.command.needs import falling_silent
from yizhan.command.needs.day import Day
from yizhan.command.needs.noted import PAGE, Asked
from yizhan.duty.models import Matter

SOON = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)


def put_before(day: Day, asked: Asked, matter_id: str) -> None:
    """Note which matter it became and before whom it was put; then they go to work."""
    matter = Matter.objects.get(id=matter_id)
    asked.matter_id, asked.need = matter_id, matter.need
    asked.responsible = asked.first_asked = day.who(matter.responsible_id)
    asked.asked_by = day.now()
    if asked.request.about:
        board = day.desk(asked.request.about).get(day.address("matters/")).text
        day.noted.seen_by_whom_it_is_about += matter_id in board
    hear(day, asked)


def hear(day: Day, asked: Asked) -> None:
    """Go to work on something that was asked: whoever was asked first answers, or finds who can."""
    if asked.fate == "dropped":
        return
    if asked.level:
        falling_silent.leave(day, asked, then=partial(answer, day, asked))
    elif day.roles[asked.responsible] in asked.request.goes_to:
        day.later(day.takes("answer", asked.matter_id, asked.request.soon), partial(answer, day, asked))
    else:
        day.later(MINUTE, partial(offer, day, asked, right_one(day, asked), partial(answer, day, asked)))


def right_one(day: Day, asked: Asked) -> str:
    """Return who sees such a thing through, other than who has it and whom it is about."""
    never = (asked.responsible, asked.request.about)
    return next(
        key
        for role in asked.request.goes_to
        for key, serves_as in day.roles.items()
        if serves_as == role and key not in never
    )


def offer(day: Day, asked: Asked, to: str, then: partial[None] | None = None) -> None:
    """Ask somebody to take it over; it is theirs when they have said yes."""
    if not asked.is_open or asked.offered_to:
        return
    day.decide(
        asked.responsible, "duty.offer_matter", matter_id=asked.matter_id, to=day.accounts[to],
        words=day.wrote("offer"),
    )  # fmt: skip
    asked.offered_to = to
    day.later(day.takes("take_over", asked.matter_id), partial(take, day, asked, then))


def take(day: Day, asked: Asked, then: partial[None] | None = None) -> None:
    """Say yes to a hand-over, and go on."""
    day.decide(asked.offered_to, "duty.take_matter", matter_id=asked.matter_id)
    asked.responsible, asked.offered_to = asked.offered_to, ""
    day.noted.handovers += 1
    if then is not None:
        then()


def answer(day: Day, asked: Asked) -> None:
    """Tell whoever asked what comes of it; then do it."""
    words = asked.request.answer
    day.decide(asked.responsible, "duty.answer_matter", matter_id=asked.matter_id, words=words)
    asked.answered_by = asked.answered_by or asked.responsible
    if not asked.request.together:
        day.later(day.takes("do", asked.matter_id, asked.request.soon), partial(finish, day, asked))


def finish(day: Day, asked: Asked) -> None:
    """Call it done; whoever is just taking it over finishes it a little later."""
    if asked.offered_to:
        day.later(SOON, partial(finish, day, asked))
        return
    day.decide(asked.responsible, "duty.finish_matter", matter_id=asked.matter_id, words=day.wrote("done"))
    wait_for_word(day, asked)


def wait_for_word(day: Day, asked: Asked) -> None:
    """Note that it was called done; those who asked say later whether it is solved."""
    asked.done = True
    act = close_by_head if asked.fate == "by_head" else say_whether_solved
    day.later(day.takes("confirm", asked.matter_id), partial(act, day, asked))


def say_whether_solved(day: Day, asked: Asked) -> None:
    """Look at what was answered, and say that it is solved, or at the first time that it is not."""
    solved = asked.fate != "not_solved"
    # What was told to the crew in confidence stands on no phone that is several adults'.
    if asked.group.number in day.pages and (asked.way == PAGE or not asked.request.private):
        _say_on_page(day, asked, solved=solved)
    else:
        _say_at_door(day, asked, solved=solved)
    if solved:
        return
    asked.fate, asked.done = "", False
    day.later(MINUTE, partial(answer, day, asked))


def close_by_head(day: Day, asked: Asked) -> None:
    """Close it without their word: the site head, by name and with a reason."""
    day.decide("head", "duty.close_matter", matter_id=asked.matter_id, reason=day.wrote("head_closes"))
    asked.closed = "by_head"


def _say_on_page(day: Day, asked: Asked, *, solved: bool) -> None:
    page = day.pages[asked.group.number]
    seen = page.get(f"/r/party/matters/{asked.matter_id}/") if asked.way == PAGE else None
    if seen is not None:
        asked.answer_shown = asked.answer_shown and asked.request.answer in seen.text
    address, form = page.form_to(
        f"/r/party/matters/{asked.matter_id}/", "/confirm/" if solved else "/not_solved/"
    )
    page.submit(address, form)
    asked.closed = "confirmed" if solved else ""


def _say_at_door(day: Day, asked: Asked, *, solved: bool) -> None:
    """Say it to somebody at the door who may know of it and is not the one who answers for it."""
    at_doors = ("deputy", "head") if asked.request.private else ("hotel", "hotel_night")
    who = next(key for key in at_doors if key != asked.responsible)
    act = "duty.confirm_matter" if solved else "duty.not_solved"
    words = "" if solved else day.wrote("again")
    day.decide(who, act, matter_id=asked.matter_id, at_door=True, words=words)
    asked.closed = "at_door" if solved else ""
