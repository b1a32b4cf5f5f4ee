"""The whole night through the real screens: one desk, four phones of the crew and a resident's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.field import Phone, expect_no_network
from tests.browser.night.crew import Night
from tests.browser.night.desk import DESK, LIVE_MS, Desk
from tests.browser.night.resident import Resident
from tests.support.browsers import PHONE, Complaints, accessibility_faults
from tests.support.servers import Installation, Server

HOTEL = Path(__file__).parent / "night" / "hotel.yaml"
MISSING_03_M = "Coach 2 is 3.5 m high, Yard gate is clear to 3.2 m: 0.3 m missing"
CREW = {
    "counter1": ("Counter One", "counter", "reception"),
    "counter2": ("Counter Two", "counter", "health"),
    "counter3": ("Counter Three", "counter", "hotel"),
    "reception": ("Receptionist", "reception", "reception"),
}
# Who steps off, by number of wristband, three waves of two parties: 12 people, 5 adults, 7 children.
WAVES = (
    ("Adult + child", "Adult + child"),
    ("Two children", "Adult + 2 children"),
    ("Adult alone", "Adult + child"),
)
SIZES = {1: 2, 2: 2, 3: 2, 4: 3, 5: 1, 6: 2}
PEOPLE, ADULTS, CHILDREN = 12, 5, 7


@pytest.fixture
def night(
    device: Callable[..., BrowserContext], serving: Callable[..., Server], installation: Installation,
    complaints: Complaints,
) -> Night:  # fmt: skip
    """A small inn, its crew invited by the site head, everybody signed in by their one-time link."""
    expect_no_network(complaints)
    complaints.expect(r"403 \(Forbidden\) \(\S+/r/\w+/\)")  # a wristband that is not this room's
    server = serving(installation, "--workers", "1")
    head = installation.yizhan(
        "setup", "--plan", str(HOTEL), "--head", "head", "--head-name", "Head", "--base", server.url
    )
    page = device(viewport=DESK).new_page()
    _enter(page, head.stdout.splitlines()[-1])
    desk = Desk(page, server)
    phones = []
    for username, (name, role, team) in CREW.items():
        link = desk.invite(name, username, role, team)
        context = device(viewport=PHONE, has_touch=True, is_mobile=True)
        phones.append(Phone(context, context.new_page(), server))
        _enter(phones[-1].page, link)
    desk.open("crew/")
    desk.examine("crew")
    assert [row[0] for row in desk.table()] == [
        "Head\nhead",
        "Receptionist\nreception",
        "Counter One\ncounter1",
        "Counter Two\ncounter2",
        "Counter Three\ncounter3",
    ]
    resident = Resident(device(viewport=PHONE, has_touch=True, is_mobile=True, locale="zh-CN").new_page())
    bus, thermometer, doors, lobby = phones
    return Night(desk, bus, thermometer, doors, lobby, resident, installation)


def _enter(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/enter/" not in address)


def test_whole_night_through_the_screens(night: Night) -> None:
    announce(night)
    count_down(night)
    count_off_the_bus(night)
    take_temperatures(night)
    rooms = give_rooms(night)
    look_into_rooms(night, rooms)
    register_at_night(night, rooms["001"])
    give_attention(night)
    hand_out_lists(night)
    compare_the_record(night)
    assert {name: faults for name, faults in night.desk.faults.items() if faults} == {}
    assert night.installation.yizhan("verify").returncode == 0


def announce(night: Night) -> None:
    desk = night.desk
    desk.open()
    desk.shows(".empty", "Nobody is announced.")
    desk.open("batches/new/")
    desk.write(words="People come this afternoon, full house, no roster", origin="Town school")
    desk.record()
    desk.page.get_by_role("link", name="Newer word", exact=True).click()
    desk.write(words="About ten, adults and children", expected="10", eta_minutes="120")
    desk.record("at_least")
    desk.page.get_by_role("link", name="Newer word", exact=True).click()
    desk.examine("announce")
    desk.write(
        words="12, the number may be off, 30 minutes out",
        expected="12",
        eta_minutes="30",
        party_1="1",
        party_2="4",
        party_3="1",
    )
    desk.vehicle(0, "Minibus 1", 19, "2.7")
    desk.vehicle(1, "Coach 2", 45, "3.5")
    desk.record("uncertain")
    desk.shows(".chip.is-bad", "1 conflict")
    desk.shows("td", MISSING_03_M)
    desk.shows(".chip.is-ok", "enough rooms")
    words = desk.page.locator(".history > li").all_inner_texts()
    assert len(words) == 3
    desk.examine("batch")
    desk.open()
    desk.shows("[role=alert]", MISSING_03_M)
    assert desk.figure("expected") == str(PEOPLE)
    desk.examine("tonight")


def count_down(night: Night) -> None:
    for phone in night.phones:
        phone.open()
    night.desk.open("countdown/")
    night.bus.go("countdown")
    step = night.bus.page.locator("button.step", has_text="Wristbands handed to each phone")
    step.click()
    expect(step).to_have_attribute("aria-pressed", "true")
    night.bus.expect_pending(0)
    done = night.desk.shows(".step.is-done", "Wristbands handed to each phone", live=True)
    expect(done).to_contain_text("Counter One")
    assert night.desk.page.locator(".step.is-done").count() == 1
    night.desk.examine("countdown")
    night.desk.faults["phone: countdown"] = accessibility_faults(night.bus.page)


def count_off_the_bus(night: Night) -> None:
    bus = night.bus
    bus.take_roll(1, 100)
    for number, wave in enumerate(WAVES, start=1):
        if number > 1:
            bus.page.get_by_role("button", name="Next wave").click()
        for make_up in wave:
            bus.page.locator(".make-up", has=bus.page.get_by_text(make_up, exact=True)).click()
            bus.page.locator(".band-number").click()
            expect(bus.page.locator("dialog")).to_have_count(0)
    bus.expect_figure("3", "wave")
    bus.expect_figure(str(PEOPLE))
    night.desk.faults["phone: off the bus"] = accessibility_faults(bus.page)
    close_round(bus, PEOPLE)
    night.desk.open("counts/")
    assert night.desk.table() == [
        ["1", "4", "0", "0", ""],
        ["2", "5", "0", "0", ""],
        ["3", "3", "0", "0", ""],
    ]
    night.desk.shows(".chip", f"adults {ADULTS}, children {CHILDREN}")


def arrived(phone: Phone, people: int) -> None:
    """The phone's own figure has come to this, and everything is with the server."""
    expect(phone.page.locator('[data-figure="total"]')).to_have_text(str(people))
    phone.expect_pending(0)


def close_round(phone: Phone, people: int) -> None:
    phone.page.get_by_role("button", name="That was everybody").click()
    phone.page.get_by_role("button", name=f"Yes, {people}").click()
    expect(phone.page.locator(".tally .chip.is-ok")).to_have_text(f"Finished at {people}")
    phone.expect_pending(0)


def take_temperatures(night: Night) -> None:
    phone = night.thermometer
    phone.kept()
    phone.go("temperature")
    night.desk.faults["phone: temperature"] = accessibility_faults(phone.page)
    phone.measure("1", "A", "365")
    phone.measure("1", "B", "366")
    arrived(phone, 2)
    phone.offline()
    phone.measure("2", "A", "367")
    phone.measure("2", "B", "382")
    fever = phone.page.locator("dialog.fever")
    expect(fever).to_contain_text("There is no network: tell the doctor yourself, now.")
    night.desk.faults["phone: fever"] = accessibility_faults(phone.page)
    fever.get_by_role("button", name="Measure again now").click()
    phone.page.locator("dialog").get_by_role("button", name="2", exact=True).click()
    phone.type("381")
    expect(phone.page.locator("dialog.fever")).to_contain_text("Fever confirmed")
    phone.page.get_by_role("button", name="Next person").click()
    phone.measure("3", "A", "364")
    phone.expect_pending(4)
    night.desk.shows(".counts-total .figure", "Temperature")
    assert [row[2] for row in night.desk.table()] == ["2", "0", "0"]
    phone.offline(is_so=False)
    arrived(phone, 5)
    expect(night.desk.page.locator(".counts-total .figure b").nth(1)).to_have_text("5", timeout=LIVE_MS)
    for tag in ("3B", "4A", "4B", "4C", "5A", "6A", "6B"):
        phone.measure(tag[0], tag[1], "366")
    arrived(phone, PEOPLE)
    close_round(phone, PEOPLE)
    readings = [
        (f"{mark['number']}{mark['letter']}", mark["value_c"], mark["at_rest"]) for mark in phone.marks()
    ]
    assert readings == [
        ("1A", 36.5, False), ("1B", 36.6, False), ("2A", 36.7, False),
        ("2B", 38.2, False), ("2B", 38.1, True), ("3A", 36.4, False),
        *((tag, 36.6, False) for tag in ("3B", "4A", "4B", "4C", "5A", "6A", "6B")),
    ]  # fmt: skip
    night.desk.open()
    assert night.desk.figure("fever") == "1"
    night.desk.open("matters/site/")
    night.desk.shows(".matter-row", "Fever")
    night.desk.examine("matters")


def give_rooms(night: Night) -> dict[str, str]:
    desk, lobby = night.desk, night.lobby
    desk.open("map/")
    assert desk.page.locator('[data-total="waiting"]').inner_text() == "6"
    lobby.go("rooming")
    given = {}
    for number in ("003", "004", "002", "001", "006"):
        lobby.page.locator("button.party", has_text=number).click()
        best = lobby.page.locator(".proposal.is-first")
        given[number] = best.locator(".proposal-room").inner_text()
        best.get_by_role("button", name="Give ").click()
        expect(lobby.page.locator("button.party", has_text=number)).to_have_count(0)
        lobby.expect_pending(0)
        expect(desk.tile(given[number])).to_contain_text(number, timeout=LIVE_MS)
    assert given == {"003": "303", "004": "301", "002": "402", "001": "302", "006": "304"}
    desk.drag("005", "404")
    expect(desk.page.locator(".map-toast")).to_have_text("The party has its room.")
    expect(desk.tile("404")).to_contain_text("005")
    expect(desk.page.locator('[data-total="waiting"]')).to_have_text("0")
    assert desk.page.locator('[data-total="people"]').inner_text() == str(PEOPLE)
    desk.examine("map")
    night.desk.faults["phone: rooming"] = accessibility_faults(lobby.page)
    return {**given, "005": "404"}


def look_into_rooms(night: Night, rooms: dict[str, str]) -> None:
    """The third counter sees one too few in the room of party 006: its child sleeps behind the door."""
    desk, doors = night.desk, night.doors
    doors.go("rooms")
    for floor in ("3 F", "4 F"):
        doors.page.locator(".floor", has_text=floor).click()
        for number, room in rooms.items():
            if room[0] == floor[0] and number != "006":
                doors.check_room(room, SIZES[int(number)], *(["Insulin"] if number == "005" else []))
    night.desk.faults["phone: room check"] = accessibility_faults(doors.page)
    arrived(doors, PEOPLE - SIZES[6])
    desk.open("counts/")
    desk.shows(".chip.is-ok", "none open")
    doors.page.locator(".floor", has_text=f"{rooms['006'][0]} F").click()
    doors.check_room(rooms["006"], 1)
    arrived(doors, PEOPLE - 1)
    difference = desk.shows(".difference", "006-B", live=True)
    expect(difference).to_contain_text("Room check: missing")
    expect(difference).to_contain_text(f"Wave 3 · Room {rooms['006']} · child", ignore_case=True)
    assert desk.page.locator(".difference").count() == 1
    close_round(doors, PEOPLE - 1)
    expect(desk.page.locator(".counts-total .chip.is-ok")).to_have_count(3, timeout=LIVE_MS)
    desk.examine("counts")
    difference.get_by_text("Settle", exact=True).click()
    difference.locator('form.settle [value="present"]').check()
    difference.get_by_label("How you found out", exact=True).fill("Looked again: asleep behind the door")
    difference.get_by_role("button", name="Settle under my name").click()
    desk.shows(".chip.is-ok", "none open")
    assert desk.page.locator(".counts-total .figure b").all_inner_texts() == [str(PEOPLE)] * 3
    assert desk.page.locator(".counts-total .figure").nth(2).inner_text().split("\n")[-1] == "11 as counted"
    assert [mark["people"] for mark in doors.marks()] == [SIZES[int(n)] for n in _walked(rooms)] + [1]


def _walked(rooms: dict[str, str]) -> list[str]:
    """Parties whose rooms were looked into first, in the order of the walk."""
    by_floor = [n for floor in "34" for n, room in rooms.items() if room[0] == floor]
    return [number for number in by_floor if number != "006"]


def register_at_night(night: Night, room: str) -> None:
    """The first family scans the card in its room and says who it is; the desk sees who is still silent."""
    desk, resident = night.desk, night.resident
    desk.open("map/")
    desk.tile(room).click()
    desk.page.locator("#map-sheet").get_by_role("link", name="Room card").click()
    address = desk.page.locator("#map-sheet .map-card p.mono.small").inner_text()
    assert address.startswith(f"{desk.server.url}/r/")
    desk.faults["map: room card"] = accessibility_faults(desk.page)
    resident.scan(address)
    desk.faults["resident: card"] = accessibility_faults(resident.page)
    resident.claim("2")
    expect(resident.page.locator("[role=alert]")).to_be_visible()
    resident.claim("1")
    assert resident.page.locator(".stand-room").inner_text() == room
    desk.faults["resident: party"] = accessibility_faults(resident.page)
    resident.register(
        "A", name="赵建国", document_kind="passport", document_number="E12345678", sex="male",
        birth_date="19850307", phone="19900000001",
    )  # fmt: skip
    resident.register(
        "B",
        name="赵晨",
        document_kind="passport",
        document_number="E12345679",
        sex="male",
        birth_date="2015-06-01",
    )
    assert resident.states() == [("赵建国", True), ("赵晨", True)]
    desk.open("names/")
    assert [
        desk.figure(label) for label in ("people here", "complete", "something missing", "nothing yet")
    ] == ["12", "2", "0", "10"]
    assert sorted(desk.page.locator("table a.tag").all_inner_texts()) == [
        "002-A",
        "002-B",
        "003-A",
        "003-B",
        "004-A",
        "004-B",
        "004-C",
        "005-A",
        "006-A",
        "006-B",
    ]
    desk.examine("names")


def give_attention(night: Night) -> None:
    desk = night.desk
    desk.open("attention/")
    cards = {
        card.locator(".tag.big").inner_text(): card.locator("ul .chip").all_inner_texts()
        for card in desk.page.locator(".attention").all()
    }
    assert cards == {
        "002": ["Fever"],
        "003": ["Children without a guardian"],
        "005": ["Insulin"],
        "004": ["One adult with several children"],
    }
    desk.examine("attention")


def hand_out_lists(night: Night) -> None:
    desk = night.desk
    desk.open("lists/")
    desk.examine("lists")
    desk.open("lists/meals/breakfast/")
    assert (desk.figure("bags, one a person"), desk.figure("children's")) == (str(PEOPLE), str(CHILDREN))
    bags = desk.page.locator("td.number.big").all_inner_texts()
    assert sum(map(int, bags)) == PEOPLE
    desk.examine("breakfast")
    desk.open("lists/samples/")
    assert (desk.figure("samples"), desk.figure("with fever")) == (str(PEOPLE), "1")
    desk.examine("samples")
    desk.open("lists/muster/")
    assert desk.figure("people") == str(PEOPLE)
    desk.examine("muster")
    desk.open("lists/paper/")
    desk.examine("paper")


def compare_the_record(night: Night) -> None:
    desk = night.desk
    desk.open("ledger/")
    labels = ("people", "adults / children", "rooms with people", "not registered")
    assert [desk.figure(label) for label in labels] == ["12", "5 / 7", "6", "10"]
    desk.examine("ledger")
    desk.open("ledger/journal/")
    assert Counter(desk.page.locator("td .chip").all_inner_texts()) == {
        "Journal opened": 1, "Arrived": PEOPLE, "Given a room": len(SIZES), "Count settled": 1,
    }  # fmt: skip
    desk.shows("tr", "006-B, Room check: Was there, had been missed.")
    desk.examine("journal")
    desk.open("ledger/comparison/")
    desk.shows(".empty", "All records agree.")
    desk.examine("comparison")
    desk.open("counts/")
    desk.page.get_by_role("button", name="Finish this batch").click()
    desk.shows(".notice", "The batch is finished: everybody is counted and has a room.")
