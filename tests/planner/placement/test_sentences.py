"""Every reason can be said, in both languages."""

from string import Formatter

import pytest

from planner.placement import (
    Occupant,
    Outlook,
    PartyProfile,
    Reason,
    ReasonKind,
    assess,
    default_rules,
    explain,
)
from planner.placement.sentences import fields_of, sentence_book
from tests.planner.hotel import corridor, site_of

TOLD = {"rooms_short", "room_lacking", "fits_exactly", "companions_next_door", "larger_kept", "look_in"}
RULES = default_rules()
CODES = sorted({*RULES.hard, *RULES.soft, *RULES.flags, *TOLD})
LISTS = {"members", "rooms", "floors", "neighbours", "parties", "companions", "cohorts"}


def test_sentences_cover_exactly_the_codes_there_are() -> None:
    assert sorted(sentence_book()["sentences"]) == CODES


@pytest.mark.parametrize("code", CODES)
def test_sentences_every_code_speaks_both_languages_and_formats(code: str) -> None:
    templates = sentence_book()["sentences"][code]
    assert sorted(templates) == ["en", "zh"]
    named = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in templates.values()]
    assert named[0] <= fields_of(code)
    params = {name: ("A", "B") if name in LISTS else 3 for name in fields_of(code)}
    for language in ("zh", "en"):
        said = explain(Reason(code, ReasonKind.SOFT, 1.0, params), language)
        assert said
        assert "{" not in said


def test_sentences_words_have_both_languages() -> None:
    for values in sentence_book()["words"].values():
        for word in values.values():
            assert sorted(word) == ["en", "zh"]


def test_explain_says_why_not_the_family_room() -> None:
    site = site_of(corridor([2, 2, 2, 3]))
    found = assess(site, PartyProfile.counted("7", adults=2), Outlook({3: 1}), "f3-A4")
    reason = next(one for one in found.reasons if one.code == "room_needed")
    assert explain(reason, "zh") == "304 为 3 床家庭房，留给后面预计的 1 个三口之家"
    assert explain(reason, "en") == (
        "304 (family room, beds: 3) is kept back for parties of 3 still expected: 1"
    )


def test_explain_rooms_short_when_no_other_room_would_do() -> None:
    site = site_of(corridor([3]))
    found = assess(site, PartyProfile.counted("7", adults=3), Outlook({3: 2}), "f3-A1")
    reason = next(one for one in found.reasons if one.code == "rooms_short")
    assert explain(reason, "zh") == "房间偏紧：住了 301，后面预计的 2 个三口之家可能安排不下"


def test_explain_joins_lists_in_each_language() -> None:
    site = site_of(
        corridor([2, 2, 2]), occupants=(Occupant("f3-A1", "x", 2, fever=True), Occupant("f3-A3", "y", 2))
    )
    [broken] = assess(site, PartyProfile.counted("7", adults=2), Outlook(), "f3-A2").broken
    assert explain(broken, "zh") == "302 与 301 相邻，发热的和不发热的应隔开"
    assert explain(Reason("look_in", ReasonKind.FLAG, 0, {"members": ("A", "B"), "hours": 2}), "en") == (
        "Look in every 2 hours: A, B"
    )


def test_explain_refuses_what_it_cannot_say() -> None:
    with pytest.raises(ValueError, match="no sentences in 'fr'"):
        explain(Reason("stairs", ReasonKind.SOFT), "fr")
    with pytest.raises(ValueError, match="no sentence for reason 'mood'"):
        explain(Reason("mood", ReasonKind.SOFT), "en")
