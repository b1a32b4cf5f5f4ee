"""How each use reads the site, asks the planner, and puts what it says into an answer."""

from collections.abc import Callable

from yizhan.planning.answering import Answer
from yizhan.planning.asking import Question
from yizhan.planning.enums import Use
from yizhan.planning.queries.world import World
from yizhan.planning.uses.clearing import clear_floors
from yizhan.planning.uses.days import forecast_days
from yizhan.planning.uses.hotels import share_out
from yizhan.planning.uses.pulse import Pulse
from yizhan.planning.uses.rooming import room_everybody

USES: dict[Use, Callable[[World, Question, Pulse], Answer]] = {
    Use.ROOMING: room_everybody,
    Use.CLEARING: clear_floors,
    Use.DAYS: forecast_days,
    Use.WHAT_IF: room_everybody,
    Use.HOTELS: share_out,
}


def answer_to(question: Question, world: World, pulse: Pulse) -> Answer:
    """Return the plan that a question asks for."""
    return USES[question.use](world, question, pulse)
