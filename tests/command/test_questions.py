"""Questions about tonight's plan: right by the plan, answered once, shown where they are not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night

pytestmark = pytest.mark.django_db
COACH = {"seats": 45, "height_m": "3.5", "plate": "coach"}


@pytest.fixture
def night(db: None) -> Any:
    from datetime import timedelta

    from tests.intake.night import open_night
    from yizhan.core.clock import running
    from yizhan.intake.rules import VehicleFacts

    opened = open_night()
    with running(opened.clock):
        eta = opened.clock.now() + timedelta(minutes=60)
        opened.announce(expected=84, eta=eta, vehicles=(VehicleFacts(**COACH), VehicleFacts(**COACH)))
        yield opened


def ask(night: Night) -> Any:
    from yizhan.command.actions.questions import ask_questions
    from yizhan.command.models import PlanQuestion
    from yizhan.core.ids import new_id

    set_id = new_id()
    ask_questions(by=night.by("head"), site_id=night.site.id, set_id=set_id)
    return PlanQuestion.objects.filter(asked_in_id=set_id)


def answer(night: Night, who: str, question: Any, choice: int) -> Any:
    from yizhan.command.actions.questions import answer_question

    return answer_question(by=night.by(who), site_id=night.site.id, question_id=question.id, choice=choice)


def test_each_post_gets_five_with_one_right_answer_each(night: Night) -> None:
    from yizhan.command.questions import question_posts

    rows = list(ask(night))
    by_post = {key: [row for row in rows if row.post == key] for key in question_posts()}
    assert {key: len(found) for key, found in by_post.items()} == dict.fromkeys(by_post, 5)
    for row in rows:
        assert len({row.template for row in by_post[row.post]}) == 5
        assert len(row.choices) >= 3
        assert row.choices.count(row.choices[row.right]) == 1
        assert "%" not in "".join([*row.words.values(), *row.why.values()])


def test_answers_are_worked_out_from_the_plan(night: Night) -> None:
    import random

    from yizhan.command.queries.questions import told_tonight
    from yizhan.command.questions import question_posts, questions_for

    told = told_tonight(night.site)
    assert told is not None
    found: dict[str, Any] = {}
    for post in question_posts().values():
        before: list[str] = []
        for turn in range(6):
            asked = questions_for(post, told, before, random.Random(turn))
            before += [one.template for one in asked]
            found |= {one.template: one for one in asked}
    rights = {key: one.choices[one.right]["en"] for key, one in found.items()}
    assert found["coach_does_not_fit"].words["en"] == "coach (3.5 m high) is at the gate: what now?"
    assert "stops outside" in rights["coach_does_not_fit"]
    assert "0.3 m are missing" in found["coach_does_not_fit"].why["en"]
    assert rights["how_many"] == "84"
    assert rights["wave"] == "2 people"
    assert rights["upstairs"] == "4 people, with a guide"
    assert rights["fever_from"] == "37.3 °C"
    assert "37.5" in found["fever"].words["zh"]
    assert rights["when"] == "20:00"
    assert rights["rooms_ready"] == "54"
    assert rights["large_rooms_left"] == "6"
    assert "families" not in found, "every floor has a room for families, so no floor is the answer"


def test_asked_again_the_questions_are_others(night: Night) -> None:
    first = {(row.post, row.template) for row in ask(night)}
    second = {(row.post, row.template) for row in ask(night)}
    repeated = {post for post, _template in first & second}
    assert "thermometer" not in repeated
    assert len(first & second) < len(first) / 2


def test_first_answer_stands_and_only_of_the_own_post(night: Night) -> None:
    from yizhan.core.refusals import Refusal

    rows = ask(night)
    own, other = rows.filter(post="thermometer")[0], rows.filter(post="bus")[0]
    wrong = (own.right + 1) % len(own.choices)
    assert not answer(night, "counter2", own, wrong).is_right
    assert not answer(night, "counter2", own, own.right).is_right, "the second answer changes nothing"
    with pytest.raises(Refusal, match="not put to your post"):
        answer(night, "counter2", other, 0)
    with pytest.raises(Refusal, match="no such answer"):
        answer(night, "counter2", rows.filter(post="thermometer")[1], 9)


def test_head_sees_what_is_not_understood_and_who_is_silent(night: Night) -> None:
    from yizhan.command.queries.questions import own_questions, results_at

    rows = list(ask(night).filter(post="thermometer"))
    for row in rows:
        answer(night, "counter2", row, row.right)
    bus = list(ask(night).filter(post="bus"))
    answer(night, "counter1", bus[0], (bus[0].right + 1) % len(bus[0].choices))
    result = results_at(night.site.id)
    assert result is not None
    first = result.posts[0]
    assert (first.post.key, first.wrong, first.silent) == ("bus", 1, ["counter1"])
    assert (result.answers, result.wrong) == (1, 1)
    assert result.due == 5 * sum(post.people for post in result.posts)
    mine = own_questions(night.site.id, night.crew["counter1"])
    assert [one.answer is not None for one in mine] == [True, False, False, False, False]
    assert own_questions(night.site.id, night.crew["head"]) == []
