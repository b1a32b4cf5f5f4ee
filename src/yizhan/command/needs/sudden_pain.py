"""The night emergency: words of a red flag lead to the ambulance at once, and the thread records all."""

from datetime import timedelta
from functools import partial

from yizhan.command.needs.answering import put_before
from yizhan.command.needs.day import Day
from yizhan.command.needs.noted import Asked
from yizhan.command.rehearsal.browser import Unexpected
from yizhan.duty.models import Matter

STEP = timedelta(minutes=15)
RINGS_FOR = ("nurse_night", "head")


def ask_in_pain(day: Day, asked: Asked) -> None:
    """Write it as if it could wait; the page leads to the red button at once, which is pressed."""
    page, request, pain = day.page_of(asked.group), asked.request, day.noted.pain
    address, form = page.form(f"/r/party/needs/{request.need}/", "photo_id")
    asked.at = day.now()
    reply = page.submit(address, form, words=request.words)
    if reply.url.path != "/r/emergency/":
        raise Unexpected(f"words of an emergency led to {reply.url.path}")
    pain.ambulance_offered = day.facts.assumed["pain"]["ambulance"] in reply.text
    address, form = page.form_in(reply, "flag")
    page.submit(address, form, flag=request.red)
    pain.rang = all(_rings(day, who) for who in RINGS_FOR)
    raised = Matter.objects.get(site_id=day.site_id, kind=Matter.Kind.EMERGENCY, settled_at=None)
    pain.thread = str(raised.id)
    _go_on(day, list(day.facts.assumed["pain"]["night"]))
    of_party = Matter.objects.filter(party_id=asked.group.party_id, need=request.need)
    put_before(day, asked, str(of_party.latest("raised_at").id))


def _rings(day: Day, who: str) -> bool:
    return any(one["kind"] == "emergency" and one["rings"] for one in day.read(who, "emergencies"))


def _go_on(day: Day, lines: list[tuple[str, str, str]]) -> None:
    """Let the next of those who help write down what they did, a quarter of an hour after the one before."""
    if not lines:
        day.agenda.at(day.facts.clock(day.facts.assumed["pain"]["eased_at"]), partial(_ease, day))
        return
    (who, kind, words), *rest = lines
    day.decide(who, "duty.answer_emergency", emergency_id=day.noted.pain.thread, kind=kind, words=words)
    day.noted.pain.written += [day.name_of(who), *([words] if words else [])]
    day.later(STEP, partial(_go_on, day, rest))


def _ease(day: Day) -> None:
    """End it, and read back who was told, what was tried, and who answered."""
    pain, outcome = day.noted.pain, day.wrote("eased")
    day.decide("nurse_night", "duty.close_emergency", emergency_id=pain.thread, outcome=outcome)
    told = day.desk("head").get(day.address(f"emergencies/{pain.thread}/")).text
    pain.missing_in_thread = [words for words in [*pain.written, outcome] if words not in told]
