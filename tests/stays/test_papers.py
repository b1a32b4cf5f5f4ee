"""Served with papers: who has to be, who was, who refused; nothing is changed, the latest entry counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.intake.night import Night
    from yizhan.core.actors import Actor
    from yizhan.stays.queries.papers import Papers


@pytest.fixture
def housed(night: Night) -> Night:
    """001 (adult, child) in 303, 002 (two children) in 302, 003 (two adults) in no room yet."""
    from tests.intake.night import ADULT, CHILD

    night.count(1)
    night.house(1, "303")
    night.count(2, (CHILD, CHILD))
    night.house(2, "302")
    night.count(3, (ADULT, ADULT))
    return night


def serve(night: Night, tag: str, outcome: str, *, by: Actor | None = None, **more: Any) -> None:
    from yizhan.stays.actions.papers import serve_papers
    from yizhan.stays.enums import PaperOutcome

    serve_papers(
        by=by or night.by("nurse"), site_id=night.site.id, party_id=night.stay(tag).party_id,
        outcome=PaperOutcome(outcome), **more,
    )  # fmt: skip


def papers(night: Night) -> Papers:
    from yizhan.stays.queries.papers import papers_at

    return papers_at(night.site.id)


def owed(night: Night) -> list[tuple[str, str]]:
    return [
        (door.room.name if door.room else "", one.stay.tag)
        for door in papers(night).owed
        for one in door.owed
    ]


def test_adults_are_served_and_children_where_nobody_else_is(housed: Night) -> None:
    assert owed(housed) == [
        ("302", "002-A"), ("302", "002-B"), ("303", "001-A"), ("", "003-A"), ("", "003-B"),
    ]  # fmt: skip


def test_a_door_is_served_at_one_tap(housed: Night) -> None:
    serve(housed, "001-A", "handed")
    serve(housed, "002-A", "handed")
    assert owed(housed) == [("", "003-A"), ("", "003-B")]
    assert (papers(housed).count("handed"), papers(housed).count()) == (3, 2)


def test_each_adult_can_be_served_alone(housed: Night) -> None:
    serve(housed, "003-A", "handed", letters=("B",))
    assert ("", "003-A") in owed(housed)
    assert ("", "003-B") not in owed(housed)


def test_a_refusal_says_why_and_keeps_it_sealed(housed: Night) -> None:
    from yizhan.core.refusals import Refusal
    from yizhan.stays.models import PaperService
    from yizhan.stays.queries.papers import why_refused

    with pytest.raises(Refusal, match="001: say why"):
        serve(housed, "001-A", "refused")
    serve(housed, "001-A", "refused", reason="does not open", witness="Wang of the police")
    assert ("303", "001-A") not in owed(housed)
    assert papers(housed).count("refused") == 1
    (entry,) = PaperService.objects.all()
    assert b"Wang" not in bytes(entry.note or b"")
    assert why_refused(entry) == "does not open · Wang of the police"


def test_a_mistake_is_taken_back_by_a_new_entry(housed: Night) -> None:
    from yizhan.stays.queries.papers import history_of

    serve(housed, "001-A", "handed")
    housed.minutes(1)
    serve(housed, "001-A", "withdrawn")
    assert ("303", "001-A") in owed(housed)
    assert [one.outcome for one in history_of(housed.stay("001-A").id)] == ["handed", "withdrawn"]


def test_a_late_tap_does_not_undo_a_later_correction(housed: Night) -> None:
    early = housed.by("nurse", at=housed.clock.now() - timedelta(minutes=30))
    serve(housed, "001-A", "refused", reason="asleep")
    serve(housed, "001-A", "handed", by=early)
    assert papers(housed).count("refused") == 1


def test_nobody_wears_that_letter(housed: Night) -> None:
    from yizhan.core.refusals import Refusal

    with pytest.raises(Refusal, match="Nobody wears"):
        serve(housed, "001-A", "handed", letters=("A", "F"))


def test_queries_do_not_grow_with_people(housed: Night, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(6):
        papers(housed)


def test_what_the_authority_said_comes_in_versions(housed: Night) -> None:
    from yizhan.stays.actions.papers import Terms, set_paper_terms
    from yizhan.stays.queries.papers import terms_facts

    assert terms_facts(housed.site, "zh") == {}
    for authority in ("County command", "County CDC"):
        set_paper_terms(by=housed.by("head"), site_id=housed.site.id, terms=Terms(authority=authority))
    facts = terms_facts(housed.site, "en")
    assert (facts["authority"], facts["end"]) == ("County CDC", "")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_unknown_is_said_to_be_unknown(language: Any) -> None:
    from yizhan.stays.papers import paper_text

    facts = {
        "start": "16 March 2022",
        "site": "County Hotel",
        "phone": "8000",
        "meals": "07:00",
        "fire": "119",
    }
    notice = paper_text("notice", language, {**facts, "authority": "", "end": ""})
    text = "\n".join(line for section in notice.sections for line in section.lines)
    assert "____" in text
    assert "{" not in text
    assert "16 March 2022" in text
    filled = paper_text("notice", language, {**facts, "authority": "County CDC", "end": "30 March"})
    assert filled.sections[0].lines == ("County CDC",)
    assert filled.sections[3].lines == ("30 March",)


@pytest.mark.parametrize("key", ["notice", "leaflet"])
def test_both_languages_say_as_much(key: str) -> None:
    from yizhan.stays.papers import paper_text

    chinese, english = paper_text(key, "zh", {}), paper_text(key, "en", {})
    assert [len(one.lines) for one in chinese.sections] == [len(one.lines) for one in english.sections]


def test_papers_follow_the_language_of_the_party(housed: Night) -> None:
    stay = housed.stay("001-A")
    assert {door.language for door in papers(housed).doors} == {"zh"}
    type(stay.person).objects.filter(id=stay.person_id).update(language="en")
    assert {door.number: door.language for door in papers(housed).doors} == {1: "en", 2: "zh", 3: "zh"}
