"""What ships, and files of a site's own: what is wrong is said by file, protocol and field."""

from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import translation

from yizhan.protocols.faults import Fault, FaultKind
from yizhan.protocols.points import open_points, points
from yizhan.protocols.reading import (
    LARGEST_FILE,
    NoSuchProtocol,
    protocol,
    protocols_in_force,
    read_beside_shipped,
    shelf,
    shipped,
)
from yizhan.protocols.wording import word

OWN = """
sources:
  order: {title: order 7 of the county, date: "2026-11-01"}
words:
  diseases: {new-flu: {zh: 新型流感, en: New influenza}}
protocols:
- id: county-flu
  name: {zh: 新型流感密接 5天, en: "New influenza contact: 5 days"}
  diseases: [new-flu]
  jurisdiction: cn-local
  edition: {zh: 第一版, en: edition 1}
  effective: {from: 2026-11-01, to: null, confidence: A}
  historic: false
  category: close_contact
  anchor: last_exposure
  day_one: day_after_anchor
  phases:
  - {kind: central_quarantine, days: 5, ends_at: "08:00+1", sample_days: [1, 5], temperature_per_day: 2}
  release: [full_period]
  source: [order]
  confidence: A
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "county.yaml"


def faults(own: Path, text: str) -> list[tuple[str, str, str]]:
    """Return the faults of a file: kind, protocol and field."""
    own.write_text(text, encoding="utf-8")
    return [(fault.kind.value, fault.protocol, fault.field) for fault in read_beside_shipped([own]).faults]


def test_46_protocols_ship_each_with_its_sources_and_words() -> None:
    kept = shipped()
    assert len(kept.protocols) == 46
    assert kept.faults == ()
    for one in kept.protocols.values():
        assert kept.sources_of(one)
        assert {one.name.zh, one.name.en}.isdisjoint({""})
    assert sum(one.historic for one in kept.protocols.values()) == 33
    assert sum(len(list(open_points(one))) > 0 for one in kept.protocols.values()) == 43


def test_covid_rules_of_china_ended_on_8_january_2023() -> None:
    of_china = [
        one
        for one in shipped().protocols.values()
        if one.jurisdiction.startswith("cn") and "covid-19" in one.diseases
    ]
    in_force = [one.id for one in of_china if one.in_force_on(date(2023, 1, 8))]
    assert in_force == ["cn-covid-ed10"]
    assert "cn-covid-ed8-contact" in {one.id for one in protocols_in_force(date(2022, 3, 15))}
    assert "cn-covid-ed8-contact" not in {one.id for one in protocols_in_force(date(2022, 6, 28))}


def test_what_is_historic_without_a_last_day_is_never_in_force() -> None:
    assert protocol("cn-h1n1-2009-contact").effective.until is None
    assert not protocol("cn-h1n1-2009-contact").in_force_on(date(2009, 6, 1))


def test_points_say_what_blocks_and_what_is_only_not_told() -> None:
    found = {point.key: point.blocks for point in points(protocol("hk-covid-2022-inbound-3p4"))}
    assert found["1.ends_at"]
    assert not any(blocks for key, blocks in found.items() if key != "1.ends_at")
    assert "day_one" not in found
    assert [point.key for point in open_points(protocol("who-covid-2022-07-contact"))] == [
        "day_one",
        "1.days",
    ]


def test_a_file_of_ones_own_is_read_without_touching_the_program(own: Path) -> None:
    folder = own.parent / "protocols"
    folder.mkdir()
    file = folder / "county.yaml"
    with override_settings(YIZHAN_HOME=own.parent), translation.override("zh-hans"):
        assert "county-flu" not in shelf().protocols
        file.write_text(OWN, encoding="utf-8")
        assert protocol("county-flu").phases[0].ends_at == "08:00+1"
        assert word("diseases", "new-flu") == "新型流感"
        file.write_text(OWN.replace("days: 5", "days: 6").replace("5天", "六天"), encoding="utf-8")
        assert protocol("county-flu").phases[0].days == 6
        file.unlink()
        with pytest.raises(NoSuchProtocol):
            protocol("county-flu")


@pytest.mark.parametrize(
    ("there", "here", "fault"),
    [
        ("  anchor: last_exposure\n", "", ("missing", "county-flu", "anchor")),
        ("anchor: last_exposure", "anchor: birthday", ("wrong", "county-flu", "anchor")),
        ("day_one: day_after", "dayone: day_after", ("extra", "county-flu", "dayone")),
        ("days: 5", "days: five", ("wrong", "county-flu", "phases[1].days")),
        ("days: 5", "days: 0", ("disagrees", "county-flu", "phases[1]")),
        ('"08:00+1"', "10:30", ("wrong", "county-flu", "phases[1].ends_at")),
        ("[1, 5]", "[1, 9]", ("disagrees", "county-flu", "phases[1]")),
        ("2026-11-01, to: null", "2026-11-01, to: 2026-10-01", ("disagrees", "county-flu", "effective")),
        ("diseases: [new-flu]", "diseases: [flu]", ("no_such_word", "county-flu", "diseases[1]")),
        ("source: [order]", "source: [decree]", ("no_such_source", "county-flu", "source")),
        ("id: county-flu", "id: who-ebola-contact", ("twice", "who-ebola-contact", "id")),
        ("  release:", "  extend: {trigger: vaccinated, to_protocol: gone}\n  release:",
         ("no_such_protocol", "county-flu", "extend.to_protocol")),
        ("en: New influenza", "fr: grippe", ("missing", "", "words.diseases.new-flu.en")),
        ("words:\n", "words:\n  planets: {}\n", ("no_such_group", "", "words.planets")),
        ("\nsources:", "\nrules: []\nsources:", ("extra", "", "rules")),
        ("protocols:\n-", "protocols:\n  x:", ("not_yaml", "", "")),
        ("protocols:\n", "protocol:\n", ("no_protocols", "", "")),
        ("  historic: false\n", "  historic: false\n  historic: true\n", ("not_yaml", "", "")),
        ("diseases: [new-flu]", "diseases: &a [*a]", ("not_yaml", "", "")),
        ("  confidence: A\n", "  confidence: A\n  ruled_by: [00000000-0000-0000-0000-000000000001]\n",
         ("extra", "county-flu", "ruled_by")),
    ],
)  # fmt: skip
def test_a_fault_names_its_protocol_and_field(
    own: Path, there: str, here: str, fault: tuple[str, str, str]
) -> None:
    assert there in OWN
    assert fault in faults(own, OWN.replace(there, here, 1))


def test_a_faulty_protocol_leaves_the_others_of_its_file_in_use(own: Path) -> None:
    second = OWN[OWN.index("- id:") :].replace("county-flu", "county-flu-2").replace("days: 5", "days: x")
    own.write_text(OWN + second, encoding="utf-8")
    found = read_beside_shipped([own])
    assert "county-flu" in found.protocols
    assert "county-flu-2" not in found.protocols
    assert {fault.protocol for fault in found.faults} == {"county-flu-2"}


def test_a_file_that_cannot_be_read_or_is_too_large_is_said(own: Path) -> None:
    assert [fault.kind for fault in read_beside_shipped([own]).faults] == [FaultKind.UNREADABLE]
    own.write_bytes(b"#" * (LARGEST_FILE + 1))
    assert [fault.kind for fault in read_beside_shipped([own]).faults] == [FaultKind.TOO_LARGE]
    own.write_bytes(b"protocols: [\xff]")
    assert [fault.kind for fault in read_beside_shipped([own]).faults] == [FaultKind.NOT_YAML]


def test_a_fault_tells_line_and_remedy_in_both_languages() -> None:
    fault = Fault("county.yaml", FaultKind.NOT_YAML, line=3, said="“id” twice")
    with translation.override("en"):
        assert str(fault) == (
            "county.yaml:3: This is not plain YAML: “id” twice. Mend the line; nothing of this file is used."
        )
    with translation.override("zh-hans"):
        assert str(fault) == "county.yaml:3：不是规范的YAML：“id” twice。改好这一行；此文件全部不采用。"
