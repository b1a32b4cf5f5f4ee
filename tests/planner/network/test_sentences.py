"""Every reason has its sentence in both languages; weights have sources."""

from pathlib import Path
from string import Formatter

import pytest
import yaml

import planner.network
from planner.network import Reason, Stop, explain, read_weights, solve
from tests.planner.network.cases import invent

FOLDER = Path(planner.network.__file__).parent
SENTENCES = yaml.safe_load((FOLDER / "sentences.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_is_there_in_both_languages(code: str) -> None:
    fields = [
        {name for _, name, _, _ in Formatter().parse(SENTENCES[code][one]) if name} for one in ("zh", "en")
    ]
    assert fields[0] == fields[1]
    reason = Reason(code, dict.fromkeys(fields[0], "X"))
    assert explain(reason, "zh") != explain(reason, "en")


def test_every_party_is_told_why_in_words() -> None:
    problem = invent(7, hotels=3, parties=8)
    found = solve(problem, Stop(work=3))
    assert {*found.reasons, *found.unplaced} == {party.id for party in problem.parties}
    for reasons in (*found.reasons.values(), *found.unplaced.values()):
        assert reasons
        assert all(explain(one, language) for one in reasons for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hard: {}\nsoft: {}\n", "exactly the rules"),
        (
            (FOLDER / "weights.yaml").read_text(encoding="utf-8").replace("weight: 3,", "weight: -3,"),
            "or more",
        ),
    ],
)
def test_weights_that_are_not_complete_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "weights.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_weights(path)
