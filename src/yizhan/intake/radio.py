"""What is called in by radio, one line a fact: read from what a clerk types, written back in one form.

    023-B 36.8             temperature (also: rest, ear, armpit, #2 for the second device)
    023 2+1 w3             a party off the bus: two adults, one child, wave 3 (also a+c, 2a1c)
    023 > 808              a party to a room (023-AB > 808 for some of it; "because …" where a rule is broken)
    808 in 2, 808 empty    people found at the room check
    023-A dialysis         what the door triage found (pregnant 20 weeks)
    done bus 84            a round is over: bus, temp or rooms, with the figure of whoever counted

Full-width characters, Chinese words, missing spaces and capitals make no difference. Pure: knows no site.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import gettext_noop

from yizhan.core.refusals import Refusal
from yizhan.core.shipped import read_shipped
from yizhan.health.enums import CareKind, TemperatureMethod
from yizhan.intake.enums import CountRound
from yizhan.people.enums import AgeGroup
from yizhan.stays.rules import format_tag

LONGEST_LINE = 400
MOST_OF_A_PARTY = 12
_ROUNDS = {
    "off": CountRound.OFF_BUS,
    "bus": CountRound.OFF_BUS,
    "temp": CountRound.TEMPERATURE,
    "rooms": CountRound.ROOM,
}
_AGES = {"a": AgeGroup.ADULT, "c": AgeGroup.CHILD}
_SAME = str.maketrans(
    {"。": ".", "→": ">", "–": "-", "—": "-", "−": "-", "、": " ", ",": " ", ";": " ", "°": " "}
)
_TAG = r"0*(?P<number>[1-9]\d{0,3})"
_WEEKS = r"(?: +(?P<weeks>\d{1,2}) *(?:weeks|w)?)?"


@dataclass(frozen=True, slots=True)
class Temperature:
    """Degrees Celsius of whoever wears a wristband."""

    number: int
    letter: str
    value_c: Decimal
    method: TemperatureMethod = TemperatureMethod.FOREHEAD
    at_rest: bool = False
    device: str = ""

    @property
    def text(self) -> str:
        """The line as it is read back."""
        words = [format_tag(self.number, self.letter), f"{self.value_c:.1f}"]
        words += ["rest"] if self.at_rest else []
        words += [self.method.value] if self.method != TemperatureMethod.FOREHEAD else []
        words += [f"#{self.device}"] if self.device else []
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class PartyOff:
    """A party stepped off the bus; ages in the order of its letters, the wave where it was said."""

    number: int
    make_up: tuple[AgeGroup, ...]
    wave: int | None = None

    @property
    def adults(self) -> int:
        """How many adults."""
        return self.make_up.count(AgeGroup.ADULT)

    @property
    def children(self) -> int:
        """How many children."""
        return self.make_up.count(AgeGroup.CHILD)

    @property
    def text(self) -> str:
        """The line as it is read back."""
        in_order = self.make_up == tuple(sorted(self.make_up, key=list(_AGES.values()).index))
        letters = {age: letter for letter, age in _AGES.items()}
        made = f"{self.adults}+{self.children}" if in_order else "+".join(letters[a] for a in self.make_up)
        return " ".join([format_tag(self.number), made, *([f"w{self.wave}"] if self.wave else [])])


@dataclass(frozen=True, slots=True)
class Rooming:
    """A party, or those of it with these letters, to a room; a reason where a rule is broken."""

    number: int
    letters: tuple[str, ...]
    room: str
    reason: str = ""

    @property
    def text(self) -> str:
        """The line as it is read back, without the reason, which may speak of somebody."""
        letters = f"-{''.join(self.letters)}" if self.letters else ""
        return f"{format_tag(self.number)}{letters} > {self.room}"


@dataclass(frozen=True, slots=True)
class RoomLooked:
    """So many people stand in a room."""

    room: str
    people: int

    @property
    def text(self) -> str:
        """The line as it is read back."""
        return f"{self.room} in {self.people}" if self.people else f"{self.room} empty"


@dataclass(frozen=True, slots=True)
class Found:
    """What the triage at a door found; without a letter it concerns the party, until it is told apart."""

    number: int
    letter: str
    kind: CareKind
    weeks: int | None = None

    @property
    def text(self) -> str:
        """The line as it is read back."""
        weeks = [str(self.weeks), "weeks"] if self.weeks else []
        return " ".join([format_tag(self.number, self.letter), _first_word("care", self.kind.value), *weeks])


@dataclass(frozen=True, slots=True)
class RoundDone:
    """A counter has seen everybody, with the figure on their own paper."""

    round: CountRound
    people: int

    @property
    def text(self) -> str:
        """The line as it is read back."""
        named = {round_: word for word, round_ in _ROUNDS.items()}
        return f"done {named[self.round]} {self.people}"


Line = Temperature | PartyOff | Rooming | RoomLooked | Found | RoundDone


def parse(typed: str) -> Line:
    """Read one line; raises Refusal, whose sentence says what is not understood and what is meant instead."""
    said, reason = _apart(typed)
    if not said:
        raise Refusal("radio_nothing", gettext_noop("Nothing was typed. Example: 023-B 36.8"))
    if len(typed) > LONGEST_LINE:
        raise Refusal("radio_long", gettext_noop("One line is one fact. This one is too long."))
    if said == "undo":
        raise Refusal("radio_undo", gettext_noop("“undo” stands alone, on the page of the radio."))
    for pattern, make in _forms():
        found = pattern.fullmatch(said)
        if found:
            return make(found.groupdict(default=""), reason)
    raise _unclear(said)


def is_undo(typed: str) -> bool:
    """Tell whether the line takes back the one before it."""
    return _apart(typed)[0] == "undo"


def vocabulary(language: str) -> dict[str, list[str]]:
    """Return the words that may be typed, by what they mean, in the language that `language` begins with."""
    own = "zh" if language.startswith("zh") else "en"
    return {key: row[own] for group in ("words", "parts", "care") for key, row in _table()[group].items()}


def _apart(typed: str) -> tuple[str, str]:
    """Return the line in one form of writing, every known word replaced by its meaning, and the reason."""
    plain = unicodedata.normalize("NFKC", typed[: LONGEST_LINE + 1])
    plain = "".join(mark if mark.isprintable() else " " for mark in plain)
    found = _reason_mark().search(plain)
    reason = plain[found.end() :].strip(" :") if found else ""
    said = (plain[: found.start()] if found else plain).casefold().translate(_SAME)
    said = re.sub(rf"(?<=\d){_table()['marks']['point']}(?=\d)", ".", said)
    said = re.sub(rf"{_table()['marks']['ordinal']} *(?=\d)", " ", said)
    said = _known_words().sub(lambda word: _meanings()[word[0]], said)
    said = re.sub(r"(?<= \d) +(?=[ac](?![a-z]))|(?<= \d\d) +(?=[ac](?![a-z]))", "", said)
    said = re.sub(r"(?<=\da) +(?=\d+c)", "", said)
    said = re.sub(r"-+>", ">", said)
    return re.sub(r" +", " ", re.sub(r" *([>+-]) *", r"\1", said)).strip(), reason


@cache
def _forms() -> list[tuple[re.Pattern[str], Callable[[dict[str, str], str], Line]]]:
    """The shapes of a line, the most particular first."""
    care = "|".join(_table()["care"])
    room = r"(?P<room>[^\s>+:#]{1,20})"
    more = r"(?P<more>(?: +(?:rest|forehead|ear|armpit|#\w{1,8}))*)"
    made = r"(?P<made>\d{1,2}\+\d{1,2}|(?:\d{1,2}a)?\+?(?:\d{1,2}c)?|[ac](?:\+?[ac]){0,11})"
    wave = r"(?: +(?:w *(?P<wave>\d{1,3})|(?P<nth>\d{1,3}) *w))?"
    celsius = r"(?P<whole>\d\d)(?:[. ]?(?P<tenth>\d))?(?: ?(?:c|degrees))?"
    shapes: dict[str, Callable[[dict[str, str], str], Line]] = {
        r"done +(?P<round>bus|off|temp|rooms) +(?P<people>\d{1,4})(?: people)?": _round_done,
        r"(?P<round>bus|off|temp|rooms) +done +(?P<people>\d{1,4})(?: people)?": _round_done,
        rf"{_TAG}-? ?(?P<letter>[a-z])? +care:(?P<kind>{care}){_WEEKS}": _found,
        rf"{_TAG}(?:-?(?P<letters>[a-z]{{1,12}}))?>{room}": _rooming,
        rf"{room} +empty": _room_looked,
        rf"{room} +in +(?P<people>\d{{1,2}})(?: people)?": _room_looked,
        rf"{room} +(?P<people>\d{{1,2}}) +people": _room_looked,
        rf"{_TAG}-? ?(?P<letter>[a-z]) *(?:temp)? *{celsius}{more}": _temperature,
        rf"{_TAG} +(?:off +)?{made}{wave}": _party_off,
    }  # fmt: skip
    return [(re.compile(shape, re.ASCII), make) for shape, make in shapes.items()]


def _temperature(said: dict[str, str], _reason: str) -> Line:
    more = said["more"].split()
    device = next((word[1:] for word in more if word.startswith("#")), "")
    methods = [TemperatureMethod(word) for word in more if word in TemperatureMethod.values]
    return Temperature(
        int(said["number"]), said["letter"].upper(), Decimal(f"{said['whole']}.{said['tenth'] or 0}"),
        methods[-1] if methods else TemperatureMethod.FOREHEAD, "rest" in more, device,
    )  # fmt: skip


def _party_off(said: dict[str, str], _reason: str) -> Line:
    counted = re.fullmatch(r"(\d*)a?\+?(?:(\d*)c?)", said["made"])
    if counted and any(counted.groups()):
        make_up = [AgeGroup.ADULT] * int(counted[1] or 0) + [AgeGroup.CHILD] * int(counted[2] or 0)
        if re.fullmatch(r"\d+c", said["made"]):
            make_up = [AgeGroup.CHILD] * int(said["made"][:-1])
    else:
        make_up = [_AGES[letter] for letter in said["made"] if letter in _AGES]
    if not 1 <= len(make_up) <= MOST_OF_A_PARTY:
        raise Refusal(
            "radio_party", gettext_noop("A party is 1 to %(most)s people: adults+children, such as 023 2+1."),
            most=MOST_OF_A_PARTY,
        )  # fmt: skip
    wave = int(said["wave"] or said["nth"] or 0)
    return PartyOff(int(said["number"]), tuple(make_up), wave or None)


def _rooming(said: dict[str, str], reason: str) -> Line:
    letters = said["letters"].upper()
    return Rooming(int(said["number"]), tuple(sorted(set(letters))), said["room"].upper(), reason[:300])


def _room_looked(said: dict[str, str], _reason: str) -> Line:
    return RoomLooked(said["room"].upper(), int(said.get("people") or 0))


def _found(said: dict[str, str], _reason: str) -> Line:
    weeks = int(said["weeks"] or 0)
    if said["weeks"] and (said["kind"] != CareKind.PREGNANT or not 1 <= weeks <= 45):
        raise Refusal(
            "radio_weeks", gettext_noop("Weeks are those of a pregnancy, 1 to 45: 023-A pregnant 20.")
        )
    return Found(int(said["number"]), said["letter"].upper(), CareKind(said["kind"]), weeks or None)


def _round_done(said: dict[str, str], _reason: str) -> Line:
    return RoundDone(_ROUNDS[said["round"]], int(said["people"]))


def _unclear(said: str) -> Refusal:
    """Say what is meant instead: the known word that is nearest, or the shape that such a line has."""
    for word in re.findall(r"[a-z]{4,}", said.replace("care:", "")):
        near = difflib.get_close_matches(word, _meanings(), n=1)
        if near and word not in _table()["care"]:
            template = gettext_noop("“%(word)s” is not known. Did you mean “%(near)s”?")
            return Refusal("radio_word", template, word=word, near=near[0])
    if re.fullmatch(rf"{_TAG}(?: +\d{{1,2}})?", said, re.ASCII):
        return Refusal(
            "radio_what",
            gettext_noop("Say what of it: %(number)s 2+1 (off the bus), %(number)s > 808, or 808 in 2."),
            number=said.split(" ", maxsplit=1)[0],
        )
    if re.match(rf"{_TAG}-? ?[a-z]\b", said, re.ASCII):
        return Refusal(
            "radio_reading",
            gettext_noop("Not understood: %(said)s. After a wristband comes a temperature (023-B 36.8) "
                         "or a finding (023-A dialysis)."),
            said=said,
        )  # fmt: skip
    return Refusal(
        "radio_unclear",
        gettext_noop(
            "Not understood: %(said)s. Examples: 023-B 36.8, 023 2+1, 023 > 808, 808 in 2, 808 empty."
        ),
        said=said,
    )


def _first_word(group: str, key: str) -> str:
    word: str = _table()[group][key]["en"][0]
    return word


@cache
def _meanings() -> dict[str, str]:
    """Return what stands for each word that may be typed."""
    meanings: dict[str, str] = {}
    for group, form in (("words", " {} "), ("parts", "{}"), ("care", " care:{} ")):
        for key, row in _table()[group].items():
            meanings |= {word: form.format(key) for word in (*row["en"], *row["zh"])}
    return meanings


@cache
def _known_words() -> re.Pattern[str]:
    longest = sorted(_meanings(), key=len, reverse=True)
    return re.compile("|".join(rf"(?<![a-z]){word}(?![a-z])" if word.isascii() else word for word in longest))


@cache
def _reason_mark() -> re.Pattern[str]:
    because = _table()["words"]["because"]
    return re.compile(
        "|".join([rf"\b{word}\b" for word in because["en"]] + because["zh"] + [":"]), re.IGNORECASE
    )


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = read_shipped("yizhan.intake", "radio.yaml")
    return table
