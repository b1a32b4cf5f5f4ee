"""The phone's own modules, asked one by one."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route

import yizhan.web
from yizhan.health.codes import spoken, tube_number

STATIC = Path(yizhan.web.__file__).parent / "static"
# Served by nobody: every request is answered from the folder of static files.
ORIGIN = "http://localhost:9"


@pytest.fixture
def ask(page: Page) -> Callable[..., Any]:
    """A function that runs an expression on what a module exports: `ask("uuid.js", "m.newId()")`."""

    def answer(route: Route) -> None:
        path = STATIC / urlsplit(route.request.url).path.removeprefix("/static/")
        if path.suffix == ".js":
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body="<title>modules</title>", content_type="text/html")

    page.route(f"{ORIGIN}/**", answer)
    page.goto(ORIGIN)

    def run(module: str, expression: str, given: Any = None) -> Any:
        imported = f"import('/static/yizhan/field/{module}')"
        return page.evaluate(f"(given) => {imported}.then((m) => ({expression}))", given)

    return run


def test_ids_are_uuid7_in_the_order_of_taps(ask: Callable[..., Any]) -> None:
    made = ask("uuid.js", "Array.from({length: 9000}, () => m.newId(1_700_000_000_000))")
    ids = [UUID(text) for text in made]
    assert {one.version for one in ids} == {7}
    assert {one.variant for one in ids} == {"specified in RFC 4122"}
    assert ids == sorted(ids)
    assert len(set(ids)) == 9000
    assert ids[0].int >> 80 == 1_700_000_000_000


def test_clock_set_back_does_not_break_the_order(ask: Callable[..., Any]) -> None:
    first, second = ask("uuid.js", "[m.newId(2_000_000), m.newId(1_000)]")
    assert UUID(first) < UUID(second)
    assert UUID(second).int >> 80 == 2_000_000


def test_pauses_double_up_to_half_a_minute_with_jitter(ask: Callable[..., Any]) -> None:
    assert ask("send.js", "[1, 2, 3, 9].map((n) => m.backOff(n, () => 0))") == [500, 1000, 2000, 15_000]
    assert ask("send.js", "[1, 2, 3, 9].map((n) => m.backOff(n, () => 1))") == [1000, 2000, 4000, 30_000]


def test_next_wristband_follows_the_last_one_given_out(ask: Callable[..., Any]) -> None:
    rolls = [{"first": 1, "last": 50}, {"first": 101, "last": 104}]

    def following(*numbers: int, withdrawn: tuple[int, ...] = ()) -> Any:
        marks = [{"round": 1, "number": n, "people": 1, "withdrawn": n in withdrawn} for n in numbers]
        return ask(
            "figures.js", "m.nextNumbers(given.rolls, given.marks, 3)", {"rolls": rolls, "marks": marks}
        )

    assert following() == [101, 102, 103]
    assert following(101, 103) == [104]
    assert following(101, 102, withdrawn=(102,)) == [102, 103, 104]
    assert following(101, 104) == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "number", "letter"),
    [("023-A", 23, "A"), (" 7b ", 7, "B"), ("120", 120, ""), ("https://example.org/t/023-C", 23, "C")],
)
def test_wristbands_are_read(ask: Callable[..., Any], text: str, number: int, letter: str) -> None:
    assert ask("figures.js", "m.readTag(given)", text) == {"number": number, "letter": letter}


@pytest.mark.parametrize("text", ["", "000", "A12", "12345", "023-AB", "WIFI:S:hotel"])
def test_what_is_no_wristband_is_not_read_as_one(ask: Callable[..., Any], text: str) -> None:
    assert ask("figures.js", "m.readTag(given)", text) is None


def test_own_figure_counts_people_once_and_rooms_as_last_seen(ask: Callable[..., Any]) -> None:
    marks = [
        {"round": 1, "people": 2, "withdrawn": False}, {"round": 1, "people": 3, "withdrawn": True},
        {"round": 2, "number": 1, "letter": "A", "people": 1, "withdrawn": False},
        {"round": 2, "number": 1, "letter": "A", "people": 1, "withdrawn": False},
        {"round": 3, "room_id": "x", "people": 2, "withdrawn": False},
        {"round": 3, "room_id": "x", "people": 3, "withdrawn": False},
    ]  # fmt: skip
    assert ask("figures.js", "[1, 2, 3].map((round) => m.peopleOf(given, round))", marks) == [2, 1, 3]


def test_entry_groups_are_of_four_and_tear_no_family_apart(ask: Callable[..., Any]) -> None:
    sizes = [2, 3, 2, 1, 6, 1]
    roomed = [
        {"party_id": str(i), "people": size, "since": f"2022-03-16T11:{i:02d}:00Z"}
        for i, size in enumerate(sizes)
    ]
    grouped = ask("pages/entry-groups.js", "m.entryGroups(given, ['5'])", roomed)
    assert [[party["people"] for party in group] for group in grouped] == [[2, 2], [3, 1], [6]]


def test_who_is_to_be_measured_again(ask: Callable[..., Any]) -> None:
    def reading(number: int, value: float, device: str = "1", *, at_rest: bool = False) -> dict[str, Any]:
        return {
            "round": 2, "number": number, "letter": "A", "people": 1, "withdrawn": False,
            "value_c": value, "device": device, "at_rest": at_rest,
        }  # fmt: skip

    marks = [
        reading(1, 37.3), reading(2, 37.2), reading(3, 38.0), reading(3, 37.9, "2", at_rest=True),
        reading(4, 37.5), reading(4, 36.6, "1", at_rest=True),
    ]  # fmt: skip
    waiting = ask("pages/temperature.js", "m.toMeasureAgain(given, 37.3).map((mark) => mark.number)", marks)
    assert waiting == [1, 4]


def test_sealed_things_are_read_with_their_key_only(ask: Callable[..., Any]) -> None:
    answer = ask("vault.js", """(async () => {
        const kind = {name: "AES-GCM", length: 256};
        const make = () => crypto.subtle.generateKey(kind, false, ["encrypt", "decrypt"]);
        const [mine, other] = [new m.Vault(await make()), new m.Vault(await make())];
        const sealed = await mine.seal({tag: "023-A"});
        const again = await mine.seal({tag: "023-A"});
        const bytes = new TextDecoder("latin1").decode(sealed.data);
        return {
            read: await mine.open(sealed), strange: await other.open(sealed).catch((fault) => fault.name),
            plain: bytes.includes("023-A"), repeats: String(sealed.iv) === String(again.iv),
        };
    })()""")  # fmt: skip
    assert answer == {"read": {"tag": "023-A"}, "strange": "OperationError", "plain": False, "repeats": False}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://example.org/r/23456ABCDE/", "23456ABCDE"), (" http://h:8000/r/ZZZZZ99999 ", "ZZZZZ99999"),
        ("023-A", None), ("https://example.org/r/party/", None), ("https://example.org/r/0000000000/", None),
    ],
)  # fmt: skip
def test_room_cards_are_read(ask: Callable[..., Any], text: str, code: str | None) -> None:
    assert ask("card.js", "m.readCard(given)", text) == code


def test_a_card_leads_to_its_door_and_an_old_one_to_none(ask: Callable[..., Any]) -> None:
    code = "23456ABCDE"
    stops = [
        {"room_id": None, "card": ""}, {"room_id": "one", "card": "0" * 16},
        {"room_id": "two", "card": sha256(f"two {code}".encode()).hexdigest()[:16]},
    ]  # fmt: skip
    assert ask("card.js", "m.doorOfCard(given, '23456ABCDE')", stops) == stops[2]
    assert ask("card.js", "m.doorOfCard(given, '23456ABCDF')", stops) is None


def test_tube_numbers_are_checked_as_the_server_does(ask: Callable[..., Any]) -> None:
    number = tube_number(47_281_905)
    assert ask("tube.js", "m.readTube(given)", f"{number[:4]} {number[4:8]}-{number[8:]}") == number
    wrong = f"{number[:3]}{number[4]}{number[3]}{number[5:]}"
    assert ask("tube.js", "[m.readTube(given), m.readTube('023-A')]", wrong) == [None, None]
    assert ask("tube.js", "m.spoken(given)", number) == spoken(number)


def test_pool_holds_whom_the_server_and_this_phone_know_of_once(ask: Callable[..., Any]) -> None:
    def tap(person: str, tube: str, **more: Any) -> dict[str, Any]:
        facts = {"person_ids": [person], "tube": tube, "pool": True}
        return {"action": "health.take_sample", "facts": facts, **more}

    pools = [{"tube": "t", "size": 5, "people": ["a", "b"]}, {"tube": "u", "size": 10, "people": []}]
    taps = [tap("b", "t"), tap("c", "t"), tap("d", "other")]
    found = ask("walk.js", "m.standingPools(given.pools, given.taps)", {"pools": pools, "taps": taps})
    assert [pool["people"] for pool in found] == [["a", "b", "c"], []]
    fits = "given.map(([size, people, allowed]) => m.takesSample({size, people}, {pool: allowed}))"
    full = ["a"] * 5
    assert ask("walk.js", fits, [[5, [], 5], [5, full, 20], [10, [], 5]]) == [True, False, False]


# "PJJ123C" in Code 128 A with its check value 54, as the standard's example has it: widths in modules.
BARS = "2114123131211121331121331232212232112211321313213111232331112"


def line_of(widths: str, module: int) -> list[int]:
    """A line of brightness across bars: a quiet zone, dark and light by turns, a quiet zone."""
    line = [230] * 10 * module
    for number, width in enumerate(widths):
        line += [240 if number % 2 else 20] * int(width) * module
    return line + [230] * 10 * module


def test_bars_of_a_label_are_read_in_both_directions_and_never_half(ask: Callable[..., Any]) -> None:
    for module in (2, 3, 5):
        line = line_of(BARS, module)
        assert ask("barcode.js", "m.readBars(given)", line) == "PJJ123C"
        assert ask("barcode.js", "m.readBars(given)", line[::-1]) == "PJJ123C"
        assert ask("barcode.js", "m.readBars(given)", line[: len(line) // 2]) is None
    wrong = line_of(BARS.replace("123221", "131123"), 3)
    assert ask("barcode.js", "m.readBars(given)", wrong) is None
    assert ask("barcode.js", "m.readBars(given)", [128] * 600) is None


def test_numbers_of_parcels_are_read_off_labels_and_out_of_addresses(ask: Callable[..., Any]) -> None:
    texts = [
        " sf1402255567011 ",
        "https://sf.example/q?no=SF1402255567011&x=1",
        "JDVB00012345-1-1-",
        "ab",
        "?",
    ]
    read = ask("parcels.js", "given.map(m.readParcel)", texts)
    assert read == ["SF1402255567011", "SF1402255567011", "JDVB00012345-1-1-", None, None]


def test_taps_are_laid_over_what_the_server_told_until_it_knows_them(ask: Callable[..., Any]) -> None:
    def tap(at: int, action: str, state: str = "pending", **facts: Any) -> dict[str, Any]:
        told = {"id": str(at), "state": state, "at": at, "tapped_at": f"2026-11-22T10:0{at}:00Z"}
        return {**told, "action": f"provision.{action}", "facts": facts}

    row = {"sender": "", "looks": "", "held_for": "", "received_at": "2026-11-22T09:00:00Z"}
    told = {
        "waiting": [
            {**row, "number": "A", "room": "305", "step": "check"},
            {**row, "number": "B", "room": "", "step": "whose"},
            {**row, "number": "C", "room": "306", "step": "carry"},
        ],
        "askedAt": 5, "undecided": ["4"],
    }  # fmt: skip
    taps = [
        tap(1, "check_parcel", number="A"),
        tap(2, "address_parcel", number="B", room_id="r"),
        tap(3, "hand_over_parcel", "sent", number="C"),
        tap(4, "disinfect_parcels", "sent", numbers=["B"]),
        tap(6, "receive_parcel", number="D", looks="blue"),
        tap(7, "check_parcel", number="D", held_for="damaged"),
        tap(8, "hand_over_parcel", "refused", number="A"),
    ]
    laid = "m.standingParcels(given.told, given.taps, ({room_id}) => room_id ? '307' : '')"
    found = ask("parcels.js", laid, {"told": told, "taps": taps})
    assert [(one["number"], one["room"], one["step"], one["looks"]) for one in found] == [
        ("A", "305", "disinfect", ""), ("B", "307", "check", ""), ("C", "306", "carry", ""),
        ("D", "", "held", "blue"),
    ]  # fmt: skip
