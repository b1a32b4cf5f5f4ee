"""Whoever is asked first is responsible by name, and only the one who asked closes it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from yizhan.core.refusals import Refusal

if TYPE_CHECKING:
    from tests.duty.matters import Hotel


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def test_who_writes_it_down_at_a_door_is_responsible_until_another_says_yes(asking: Hotel) -> None:
    asking.member("store", "logistics")
    made = asking.ask(
        asking.by("counter1"), words="two quilts", room_id=asking.night.room("305").id, channel="door"
    )
    matter = asking.matter(made.matter_id)
    stay = asking.night.stay("001-A")
    assert matter.responsible_id == matter.first_asked_id == asking.night.crew["counter1"]
    assert (matter.party_id, matter.sealed_for_id, matter.plain) == (stay.party_id, stay.person_id, "")
    assert matter.due_at == matter.raised_at + timedelta(hours=8)

    asking.do("offer", asking.by("counter1"), matter.id, to=asking.night.crew["store"])
    assert asking.matter(matter.id).responsible_id == asking.night.crew["counter1"]
    assert [one.matter.id for one in asking.mine("store").offered] == [matter.id]
    asking.do("take", asking.by("store"), matter.id)
    after = asking.matter(matter.id)
    assert (after.responsible_id, after.first_asked_id, after.offered_to_id) == (
        asking.night.crew["store"], asking.night.crew["counter1"], None
    )  # fmt: skip


def test_from_the_page_the_role_of_the_need_is_asked_who_has_least_to_do(asking: Hotel) -> None:
    busy, free = asking.member("anna", "logistics"), asking.member("bert", "logistics")
    first = asking.ask(asking.party("001-A"), words="quilt")
    second = asking.ask(asking.party("002-A"), words="quilt")
    assert [first.responsible_id, second.responsible_id] == [busy, free]
    assert asking.matter(first.matter_id).channel == "page"
    assert asking.matter(first.matter_id).room_id == asking.night.room("305").id


def test_without_the_role_a_head_is_asked_and_somebody_off_duty_never(asking: Hotel) -> None:
    from yizhan.duty.actions.off_duty import stand_down

    assert asking.ask(asking.party("001-A"), need="toys").responsible_id == asking.night.crew["head"]
    only = asking.member("store", "logistics")
    stand_down(by=asking.by("head"), site_id=asking.site_id, account_id=only, sign="pain")
    assert asking.ask(asking.party("001-A"), need="clothes").responsible_id == asking.night.crew["head"]


def test_only_the_word_of_who_asked_closes_it(asking: Hotel) -> None:
    asking.member("store", "logistics")
    page = asking.party("001-A")
    matter_id = asking.ask(page, words="quilt").matter_id
    asking.do("finish", asking.by("store"), matter_id, words="at the door")
    with refused("not_their_word"):
        asking.do("confirm", asking.by("head"), matter_id)
    with refused("own_word"):
        asking.do("confirm", asking.by("store"), matter_id, at_door=True)
    with refused("no_such_matter"):
        asking.do("confirm", asking.party("002-A"), matter_id)
    asking.do("not_solved", page, matter_id, words="only one came")
    back = asking.matter(matter_id)
    assert (back.done_at, back.reopened, back.waits_since) == (None, 1, asking.night.clock.now())
    asking.do("finish", asking.by("store"), matter_id)
    asking.do("confirm", page, matter_id)
    closed = asking.matter(matter_id)
    assert (closed.closed_how, closed.settled_by_id) == ("confirmed", None)
    assert asking.kinds("head", matter_id) == ["asked", "done", "not_solved", "done", "confirmed"]


def test_without_a_page_of_their_own_it_is_said_at_the_door(asking: Hotel) -> None:
    made = asking.ask(asking.by("nurse"), room_id=asking.night.room("305").id, channel="door")
    asking.do("finish", asking.by("nurse"), made.matter_id)
    asking.do("confirm", asking.by("nurse"), made.matter_id, at_door=True)
    closed = asking.matter(made.matter_id)
    assert (closed.closed_how, closed.settled_by_id) == ("at_door", asking.night.crew["nurse"])


def test_a_head_closes_with_a_reason_and_it_can_be_opened_again(asking: Hotel) -> None:
    page = asking.party("001-A")
    matter_id = asking.ask(page, words="quilt").matter_id
    with refused("not_permitted"):
        asking.do("close", asking.by("nurse"), matter_id, reason="no")
    with refused("reason_needed"):
        asking.do("close", asking.by("head"), matter_id, reason=" ")
    asking.do("close", asking.by("head"), matter_id, reason="left for hospital")
    assert asking.matter(matter_id).closed_how == "by_head"
    asking.do("reopen", page, matter_id, words="still cold")
    opened = asking.matter(matter_id)
    assert (opened.settled_at, opened.closed_how, opened.reopened) == (None, "", 1)


def test_a_hand_over_needs_the_owner_and_the_others_yes(asking: Hotel) -> None:
    store, porter = asking.member("store", "logistics"), asking.member("porter", "hotel")
    matter_id = asking.ask(asking.by("nurse"), channel="phone", words="towels").matter_id
    with refused("not_yours"):
        asking.do("offer", asking.by("store"), matter_id, to=porter)
    with refused("not_offered"):
        asking.do("take", asking.by("store"), matter_id)
    asking.do("offer", asking.by("nurse"), matter_id, to=store)
    with refused("not_offered_to_you"):
        asking.do("decline", asking.by("porter"), matter_id)
    asking.do("decline", asking.by("store"), matter_id, words="going off")
    assert asking.matter(matter_id).responsible_id == asking.night.crew["nurse"]
    asking.night.minutes(31)  # nobody has answered: silence lets others take it
    asking.do("take", asking.by("porter"), matter_id)
    assert asking.matter(matter_id).responsible_id == porter


def test_several_hands_work_on_one_matter_and_one_is_responsible(asking: Hotel) -> None:
    porter = asking.member("porter", "hotel")
    matter_id = asking.ask(asking.by("nurse"), words="a bed for a child", channel="phone").matter_id
    with refused("not_yours_to_finish"):
        asking.do("finish", asking.by("porter"), matter_id)
    asking.do("help", asking.by("porter"), matter_id)
    with refused("helps_already"):
        asking.do("help", asking.by("nurse"), matter_id, helper=porter)
    assert [one.matter.id for one in asking.mine("porter").helped] == [matter_id]
    asking.do("finish", asking.by("porter"), matter_id)
    assert asking.matter(matter_id).responsible_id == asking.night.crew["nurse"]


def test_a_complaint_never_reaches_whom_it_is_about(asking: Hotel) -> None:
    head, deputy = asking.night.crew["head"], asking.member("deputy", "deputy_head")
    about_deputy = asking.ask(asking.party("001-A"), need="complaint", words="rude", about=deputy)
    assert about_deputy.responsible_id == head
    written_by_them = asking.ask(
        asking.by("deputy"), need="complaint", words="they say I was rude", about=deputy, channel="phone"
    )
    assert written_by_them.responsible_id == head
    with refused("not_on_duty"):
        asking.do("offer", asking.by("head"), about_deputy.matter_id, to=deputy)
    with refused("no_such_matter"):
        asking.do("answer", asking.by("deputy"), about_deputy.matter_id, words="no")
    assert asking.thread("deputy", about_deputy.matter_id) is None
    asking.night.minutes(600)
    assert asking.mine("deputy").total == 0


@pytest.mark.parametrize(("reader", "counted"), [("head", 1), ("deputy", 0)])
def test_no_number_tells_of_a_complaint_about_whom_it_is_shown_to(
    asking: Hotel, reader: str, counted: int
) -> None:
    from yizhan.core.clock import now
    from yizhan.duty.queries.matters_board import open_by_need
    from yizhan.duty.queries.matters_figures import figures_of
    from yizhan.duty.queries.matters_reading import reader_at
    from yizhan.intake.queries.tonight import tonight
    from yizhan.notices.queries.voices import voices_at

    deputy, site = asking.member("deputy", "deputy_head"), asking.night.site
    asking.ask(asking.party("001-A"), need="complaint", words="rude", about=deputy)
    me = asking.night.crew[reader]
    told = voices_at(site.id, without=me)
    assert (told.complaints, told.complaints_open) == (counted, counted)
    assert tonight(site, without=me).matters_open == counted
    assert figures_of(site, now(), without=me).total.asked == counted
    assert not open_by_need(reader_at(me, site.id), site.id)


def test_what_is_told_in_confidence_is_known_to_those_who_help(asking: Hotel) -> None:
    asking.member("porter", "hotel")
    made = asking.ask(asking.party("001-A"), need="medicine", words="insulin for two days")
    assert made.responsible_id == asking.night.crew["nurse"]
    (seen,) = asking.mine("nurse").mine
    assert (seen.name, seen.words) == ("Medicine", "")  # a list says it to whoever looks over a shoulder
    thread = asking.thread("nurse", made.matter_id)
    assert thread
    assert thread.seen.words == "insulin for two days"
    assert asking.thread("porter", made.matter_id) is None
    with refused("no_such_matter"):
        asking.do("answer", asking.by("porter"), made.matter_id, words="?")


def test_counters_see_what_is_asked_and_never_what_the_record_says(asking: Hotel) -> None:
    from yizhan.duty.queries.matters_board import of_site
    from yizhan.duty.queries.matters_reading import reader_at

    asking.night.measure("001-A", "38.5")
    asked = asking.ask(asking.by("nurse"), words="quilt", channel="phone")
    (fever,) = asking.night.site.matters.filter(kind="fever")
    readers = {name: reader_at(asking.night.crew[name], asking.site_id) for name in ("head", "counter1")}
    seen = {
        name: {one.matter.id for one in of_site(reader, asking.site_id).rows}
        for name, reader in readers.items()
    }
    assert seen == {"head": {asked.matter_id, fever.id}, "counter1": {asked.matter_id}}
    assert asking.thread("counter1", fever.id) is None


def test_silence_climbs_when_somebody_looks(asking: Hotel) -> None:
    from yizhan.duty.actions.postings import name_lead
    from yizhan.duty.ladder import Level
    from yizhan.duty.models import Posting

    store = asking.member("store", "logistics", "logistics")
    asking.member("mate", "logistics", "logistics")
    matter_id = asking.ask(asking.by("store"), words="quilt", channel="phone").matter_id
    assert asking.matter(matter_id).responsible_id == store
    reached = []
    for minutes in (29, 1, 60, 150):
        asking.night.minutes(minutes)
        thread = asking.thread("head", matter_id)
        assert thread
        called = [name for name in ("mate", "head") if asking.mine(name).climbed]
        reached.append((thread.seen.level, called))
    assert reached == [
        (Level.RESPONSIBLE, []), (Level.TEAM, ["mate"]), (Level.HEAD, ["mate", "head"]),
        (Level.COMMAND, ["mate", "head"]),
    ]  # fmt: skip
    lead = asking.member("lead", "logistics", "logistics")
    name_lead(
        by=asking.by("head"), site_id=asking.site_id, leads=True,
        posting_id=Posting.objects.get(account_id=lead).id,
    )  # fmt: skip
    # From now on whoever leads the team is called, and no more the whole of it.
    assert [bool(asking.mine(name).climbed) for name in ("lead", "mate", "head")] == [True, False, True]
    asking.do("answer", asking.by("store"), matter_id, words="on the way")
    assert (asking.mine("mate").climbed, asking.mine("head").climbed) == ([], [])


def test_a_red_flag_rings_at_once(asking: Hotel) -> None:
    from yizhan.duty.queries.emergencies import open_emergencies

    made = asking.ask(asking.party("001-A"), need="chest_pain", words="left arm too")
    (ringing,) = open_emergencies(asking.site_id)
    assert (ringing.matter.id, ringing.place) == (made.emergency_id, "305")
    assert made.red_flag == "pain"
    said = asking.ask(asking.party("002-A"), need="doctor", words="My father cannot breathe")
    assert (said.red_flag, said.emergency_id) == ("breath", None)
    assert asking.matter(said.matter_id).urgency == "now"


def test_more_urgent_is_anybodys_word_and_less_urgent_needs_a_reason(asking: Hotel) -> None:
    page = asking.party("001-A")
    matter_id = asking.ask(page, words="quilt").matter_id
    asking.do("urgent", page, matter_id, urgency="now")
    matter = asking.matter(matter_id)
    assert matter.due_at == matter.raised_at + timedelta(hours=1)
    for by in (page, asking.by("head")):
        with refused("reason_needed"):
            asking.do("urgent", by, matter_id, urgency="soon")


def test_the_same_need_of_many_is_done_once_and_confirmed_by_each(asking: Hotel) -> None:
    from yizhan.duty.actions.matters_joining import join_matters
    from yizhan.duty.queries.matters_board import same_needs
    from yizhan.duty.queries.matters_reading import reader_at

    asking.member("store", "logistics")
    pages = [asking.party(tag) for tag in ("001-A", "002-A", "003-A")]
    ids = [asking.ask(page, words="cold").matter_id for page in pages]
    (many,) = same_needs(reader_at(asking.night.crew["head"], asking.site_id), asking.site_id)
    assert (many.key, sorted(many.matter_ids)) == ("quilt", sorted(ids))
    joined = join_matters(by=asking.by("store"), site_id=asking.site_id, matter_id=ids[0], others=ids[1:])
    assert joined.joined == 2
    asking.do("finish", asking.by("store"), ids[0], words="quilts for all")
    assert all(asking.matter(one).done_at for one in ids)
    asking.do("confirm", pages[1], ids[1])
    assert [asking.matter(one).settled_at is None for one in ids] == [True, False, True]


def test_what_concerns_the_site_alone_is_on_no_residents_page(asking: Hotel) -> None:
    from yizhan.duty.queries.matters_thread import own_matters

    room, page = asking.night.room("305"), asking.party("001-A")
    incident = asking.ask(asking.by("clerk"), need="incident", words="shouted at the nurse", room_id=room.id)
    quilt = asking.ask(asking.by("clerk"), words="one more", room_id=room.id, channel="door")
    matter = asking.matter(incident.matter_id)
    assert matter.party_id == asking.night.stay("001-A").party_id
    shown = own_matters(asking.site_id, matter.party_id, closed_since=matter.raised_at)
    assert [one.matter.id for one in shown] == [quilt.matter_id]
    for what, facts in (("confirm", {}), ("say", {"words": "we did not"})):
        with refused("no_such_matter"):
            asking.do(what, page, incident.matter_id, **facts)
    asking.do("confirm", asking.by("clerk"), incident.matter_id)


def test_what_is_told_in_confidence_is_joined_to_nothing(asking: Hotel) -> None:
    from yizhan.duty.actions.matters_joining import join_matters

    ids = [asking.ask(asking.party(tag), need="medicine").matter_id for tag in ("001-A", "002-A")]
    with refused("not_joined"):
        join_matters(by=asking.by("nurse"), site_id=asking.site_id, matter_id=ids[0], others=ids[1:])
    assert asking.matter(ids[1]).joined_to_id is None


def test_somebody_of_the_crew_who_is_in_pain_rings_apart_from_a_residents_emergency(asking: Hotel) -> None:
    from yizhan.duty.actions.emergencies import raise_emergency
    from yizhan.duty.actions.off_duty import stand_down
    from yizhan.duty.queries.emergencies import open_emergencies

    room, porter = asking.night.room("305"), asking.member("porter", "hotel")
    resident = raise_emergency(
        by=asking.by("nurse"), site_id=asking.site_id, flag="bleeding", room_id=room.id
    )
    colleague = stand_down(by=asking.by("nurse"), site_id=asking.site_id, account_id=porter, sign="pain")
    assert colleague.emergency_id != resident.emergency_id
    rings = {one.matter.id: one for one in open_emergencies(asking.site_id)}
    told = {key: (one.place, one.flag.key if one.flag else "") for key, one in rings.items()}
    assert told == {
        resident.emergency_id: ("305", "bleeding"), colleague.emergency_id: ("Porter", "pain"),
    }  # fmt: skip


def test_erased_people_leave_no_words_and_no_voice(asking: Hotel) -> None:
    from yizhan.duty.actions.attachments import keep_attachment
    from yizhan.duty.queries.matters_thread import open_attachment
    from yizhan.people.actions.identity import erase_identities

    page = asking.party("001-A").tapping()
    kept = keep_attachment(by=page, site_id=asking.site_id, content=b"OggS my voice")
    matter_id = asking.ask(page.tapping(), words="Wang wants a quilt", attachment_id=kept).matter_id
    opened = open_attachment(asking.matter(matter_id), kept)
    assert opened
    assert opened.content == b"OggS my voice"
    erase_identities([asking.night.stay("001-A").person_id])
    assert open_attachment(asking.matter(matter_id), kept) is None
    thread = asking.thread("head", matter_id)
    assert thread
    assert thread.seen.words is None


def test_every_need_goes_to_roles_there_are_and_red_ones_to_flags_there_are() -> None:
    from yizhan.duty.emergency import red_flags
    from yizhan.duty.models import Matter
    from yizhan.duty.needs import groups, needs
    from yizhan.duty.rules import roles

    assert {role for need in needs().values() for role in need.roles} <= set(roles())
    assert {need.red for need in needs().values()} - {""} <= set(red_flags())
    assert {need.kind for need in needs().values()} <= set(Matter.Kind.values)
    assert all(need.urgency == "now" and need.private for need in needs().values() if need.red)
    offered = {need.key for group in groups() for need in group.needs}
    assert not offered & {"incident", "rectification", "crew_unwell"}
    staff = {need.key for group in groups(for_staff=True) for need in group.needs}
    assert staff - offered == {"incident", "rectification", "supplies", "from_site"}
