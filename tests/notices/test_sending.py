"""Who gets a notice, when it leaves the house, and what happens if it is not read."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.notices.told import COLD, IMPORTANT, URGENT, Telling, refused
from yizhan.core.actors import SYSTEM
from yizhan.core.ids import new_id
from yizhan.duty.models import Posting
from yizhan.notices.actions.addresses import check_hook, keep_group, set_quiet_hours
from yizhan.notices.actions.outbox import Handed, claim_deliveries, give_back, note_handed, try_again
from yizhan.notices.actions.sending import (
    Wording,
    call_off_notice,
    follow_up,
    note_read,
    send_notice,
    tell_in_person,
)
from yizhan.notices.enums import DeliveryState, Fault, ReadOn, Way, Whom
from yizhan.notices.models import Address, Delivery, Notice, Recipient
from yizhan.notices.queries.audience import audience
from yizhan.notices.queries.following import notices_of, to_tell, unread_unfollowed
from yizhan.notices.queries.pace import due_ways
from yizhan.notices.queries.reading import told_to_party, unread_of_party
from yizhan.notices.rules import Quiet
from yizhan.people.actions.identity import erase_identities

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries


def test_quiet_hours_end_on_the_sites_own_clock() -> None:
    quiet = Quiet(time(22), time(7))
    evening, late, early, morning = (
        datetime(2022, 3, 16, hour, tzinfo=UTC) for hour in (13, 14, 22, 23)
    )  # 21:00, 22:00, 06:00 of the 17th and 07:00 in Shanghai
    ends = datetime(2022, 3, 16, 23, tzinfo=UTC)
    assert [quiet.ends(one, "Asia/Shanghai") for one in (evening, late, early, morning)] == [
        evening, ends, ends, morning,
    ]  # fmt: skip
    assert Quiet(time(12), time(14)).ends(datetime(2022, 3, 16, 5, tzinfo=UTC), "Asia/Shanghai") == datetime(
        2022, 3, 16, 6, tzinfo=UTC
    )


def test_audience_is_who_is_there_now(telling: Telling) -> None:
    site_id = telling.night.site.id
    everybody = audience(site_id, Whom.RESIDENTS)
    assert everybody.rooms == ("302", "303", "401")
    assert everybody.residents == 6
    assert everybody.parties == tuple(telling.party(tag) for tag in ("001-A", "002-A", "003-A"))
    assert audience(site_id, Whom.FLOORS, [telling.floor("4")]).rooms == ("401",)
    assert audience(site_id, Whom.PARTY, [telling.party("002-A")]).rooms == ("303",)
    assert audience(site_id, Whom.FLOORS, [telling.floor("3")]).residents == 4
    crew = set(Posting.objects.filter(site_id=site_id).values_list("account_id", flat=True))
    assert set(audience(site_id, Whom.CREW).accounts) == crew
    assert audience(site_id, Whom.EVERYBODY).recipients == 3 + len(crew)
    one = telling.night.crew["clerk"]
    assert audience(site_id, Whom.ACCOUNT, [one]).accounts == (one,)


def test_audience_asks_the_same_number_of_queries_for_one_party_and_for_three(
    telling: Telling, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for places in ([telling.floor("4")], [telling.floor("4"), telling.floor("3")]):
        with django_assert_num_queries(4):
            audience(telling.night.site.id, Whom.FLOORS, places)


def test_sending_asks_the_same_number_of_queries_for_one_party_and_for_three(telling: Telling) -> None:
    asked = []
    for whom, places in ((Whom.FLOORS, [telling.floor("4")]), (Whom.RESIDENTS, [])):
        with CaptureQueriesContext(connection) as seen:
            telling.send(whom, places=places, importance=IMPORTANT)
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_a_notice_stands_on_the_page_at_once_and_is_read_there(telling: Telling) -> None:
    sent = telling.send()
    assert (sent.recipients, sent.deliveries) == (3, 0)
    by = telling.token("001-A")
    site_id, party_id = telling.night.site.id, telling.party("001-A")
    (told,) = told_to_party(site_id, party_id)
    assert (told.texts.title("en"), told.texts.text("zh-hans"), told.is_new) == ("Cold", "今晚降温", True)
    others = telling.recipient(sent, "002-A")
    read = note_read(by=by, site_id=site_id, recipient_ids=[told.recipient.id, others.id])
    assert read.recipients == 1
    others.refresh_from_db()
    assert others.read_at is None
    assert unread_of_party(site_id, party_id) == 0
    (figures,) = notices_of(site_id)
    assert (figures.recipients, figures.read, figures.unread) == (3, 1, 2)
    assert telling.recipient(sent, "001-A").read_on == ReadOn.PAGE


def test_an_important_notice_goes_on_by_another_way_until_somebody_tells_them(telling: Telling) -> None:
    telling.register("001-A", "13800138000")
    telling.register("002-A", "13800138001")
    sent = telling.send(importance=IMPORTANT)
    site_id = telling.night.site.id
    note_read(by=telling.token("002-A"), site_id=site_id, recipient_ids=[telling.recipient(sent, "002-A").id])
    telling.night.minutes(119)
    assert follow_up(by=SYSTEM).recipients == 0
    telling.night.minutes(1)
    assert follow_up(by=SYSTEM).recipients == 2
    (text,) = telling.deliveries(sent)
    assert (text.way, text.recipient.party_id) == (Way.SMS, telling.party("001-A"))
    telling.night.minutes(120)
    # 23:00 by the clock on the wall: nobody knocks before seven for what is not urgent.
    assert follow_up(by=SYSTEM).recipients == 0
    assert to_tell(site_id) == []
    telling.night.minutes(8 * 60)
    assert follow_up(by=SYSTEM).recipients == 2
    open_now = to_tell(site_id)
    assert [one.room for one in open_now] == ["302", "401"]
    assert unread_unfollowed(site_id, telling.night.clock.now()) == 0
    tell_in_person(by=telling.night.by("clerk"), site_id=site_id, recipient_id=open_now[0].recipient.id)
    assert [one.room for one in to_tell(site_id)] == ["401"]
    row = telling.recipient(sent, "001-A")
    assert (row.read_on, row.told_by_id) == (ReadOn.TOLD, telling.night.crew["clerk"])


def test_whom_a_stopped_process_forgets_stands_on_the_list_all_the_same(telling: Telling) -> None:
    telling.send(importance=IMPORTANT)
    site_id = telling.night.site.id
    telling.night.minutes(120)
    assert to_tell(site_id) == []
    telling.night.minutes(2)
    assert [one.room for one in to_tell(site_id)] == ["302", "303", "401"]
    assert unread_unfollowed(site_id, telling.night.clock.now()) == 3


def test_what_is_urgent_goes_at_night_and_is_told_within_a_quarter(telling: Telling) -> None:
    telling.register("001-A", "13800138000")
    telling.night.minutes(5 * 60)
    sent = telling.send(importance=URGENT)
    assert [one.next_try_at for one in telling.deliveries(sent)] == [telling.night.clock.now()]
    telling.night.minutes(15)
    follow_up(by=SYSTEM)
    assert len(to_tell(telling.night.site.id)) == 3


def test_a_mail_of_the_night_waits_for_the_morning_that_the_site_set(telling: Telling) -> None:
    telling.mailbox("clerk")
    set_quiet_hours(
        by=telling.night.by("clerk"), site_id=telling.night.site.id, since=time(18), until=time(6, 30)
    )
    sent = telling.send(Whom.CREW)
    (mail,) = telling.deliveries(sent)
    assert mail.next_try_at == datetime(2022, 3, 16, 22, 30, tzinfo=UTC)


def test_what_concerns_one_party_is_sealed_and_never_said_in_a_group(telling: Telling) -> None:
    group = keep_group(
        by=telling.night.by("clerk"), site_id=telling.night.site.id, way=Way.WECOM, name="301群",
        hook="https://bots.invalid/send?key=1", serves=Whom.RESIDENTS,
    )  # fmt: skip
    party = telling.party("001-A")
    facts = {"whom": Whom.PARTY, "places": [party], "groups": [group.id]}
    by, site_id = telling.night.by("clerk"), telling.night.site.id
    assert (
        refused(send_notice, by=by, site_id=site_id, notice_id=new_id(), wording=COLD, **facts)
        == "not_for_a_group"
    )
    sent = telling.send(Whom.PARTY, places=[party])
    row = Notice.objects.get(id=sent.notice_id)
    assert (row.zh, row.en, row.private) == ("", "", True)
    assert [one.texts.zh for one in told_to_party(site_id, party)] == ["今晚降温"]
    erase_identities([telling.night.stay("001-A").person_id])
    assert told_to_party(site_id, party) == []
    everybody = telling.send(groups=[group.id])
    (said,) = telling.deliveries(everybody)
    assert (said.way, said.recipient.group_id) == (Way.WECOM, group.id)


def test_what_cannot_be_sent_says_why(telling: Telling) -> None:
    facts = {"site_id": telling.night.site.id, "notice_id": new_id(), "whom": Whom.RESIDENTS}
    by = telling.night.by("clerk")
    said = {"title_en": "Cold", "en": "At {time}"}
    assert refused(send_notice, by=by, wording=Wording(**said), **facts) == "blank_left"
    assert refused(send_notice, by=by, wording=Wording(title_en="Cold"), **facts) == "nothing_said"
    assert refused(send_notice, by=by, wording=Wording(en="Cold"), **facts) == "no_title"
    nobody = {**facts, "whom": Whom.FLOORS, "places": [telling.floor("5")]}
    assert refused(send_notice, by=by, wording=COLD, **nobody) == "nobody_there"
    assert not Notice.objects.exists()


def test_a_notice_that_was_called_off_is_gone_from_pages_and_outbox(telling: Telling) -> None:
    telling.mailbox("counter1")
    sent = telling.send(Whom.EVERYBODY, importance=IMPORTANT)
    facts = {"site_id": telling.night.site.id, "notice_id": sent.notice_id}
    call_off_notice(by=telling.night.by("clerk"), **facts)
    assert refused(call_off_notice, by=telling.night.by("clerk"), **facts) == "called_off"
    assert [one.state for one in telling.deliveries(sent)] == [DeliveryState.CALLED_OFF]
    assert told_to_party(telling.night.site.id, telling.party("001-A")) == []
    assert not Recipient.objects.exclude(follow_at=None).exists()
    telling.night.minutes(600)
    assert to_tell(telling.night.site.id) == []


@pytest.mark.parametrize("how", ["busy", "given back", "lease ran out", "tried again"])
def test_what_was_called_off_while_it_was_handed_over_is_not_tried_again(telling: Telling, how: str) -> None:
    telling.mailbox("clerk")
    sent, by = telling.send(Whom.CREW), telling.night.by("clerk")
    (claimed,) = claim_deliveries(by=SYSTEM, way=Way.MAIL, worker="here:1:1").deliveries
    fault = {"busy": Fault.BUSY, "tried again": Fault.REFUSED}.get(how)
    if how == "tried again":
        outcome = Handed(delivery_id=claimed, fault=fault)
        note_handed(by=SYSTEM, worker="here:1:1", outcomes=[outcome])
    site_id = telling.night.site.id
    call_off_notice(by=by, site_id=site_id, notice_id=sent.notice_id)
    if how == "busy":
        outcome = Handed(delivery_id=claimed, fault=fault)
        note_handed(by=SYSTEM, worker="here:1:1", outcomes=[outcome])
    if how == "given back":
        give_back(by=SYSTEM, worker="here:1:1", deliveries=[claimed], until=telling.night.clock.now())
    if how == "tried again":
        again = {"by": telling.night.by("clerk"), "site_id": site_id, "delivery_id": claimed}
        assert refused(try_again, **again) == "not_failed"
    telling.night.minutes(600)
    assert claim_deliveries(by=SYSTEM, way=Way.MAIL, worker="here:2:2").deliveries == []
    assert due_ways() == []


@pytest.mark.parametrize(
    "hook",
    [
        "http://qyapi.weixin.qq.com/x", "https://169.254.169.254/latest",
        "https://qyapi.weixin.qq.com.evil.cn/x", "https://oapi.dingtalk.com/robot/send",
        "file:///etc/passwd", "https://qyapi.weixin.qq.com:8443/x", "",
    ],
)  # fmt: skip
def test_a_web_hook_leads_to_that_bot_and_nowhere_else(hook: str) -> None:
    assert refused(check_hook, way=Way.WECOM, hook=hook) == "not_a_bot"
    check_hook(Way.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1")


def test_an_address_is_sealed_and_the_last_one_counts(telling: Telling) -> None:
    telling.mailbox("clerk", "old@example.invalid")
    telling.mailbox("clerk", "new@example.invalid")
    row = Address.objects.get(account_id=telling.night.crew["clerk"])
    assert b"example" not in bytes(row.sealed)
    sent = telling.send(Whom.ACCOUNT, places=[telling.night.crew["clerk"]])
    from yizhan.notices.channels.letters import letters_of

    (letter,) = letters_of([Delivery.objects.get(recipient__notice_id=sent.notice_id).id])
    assert letter.target is not None
    assert letter.target.to == "new@example.invalid"


def test_whoever_waits_for_a_room_is_told_too(telling: Telling) -> None:
    telling.night.count(9)
    site_id, waiting = telling.night.site.id, telling.party("009-A")
    everybody = audience(site_id, Whom.RESIDENTS)
    assert (everybody.parties[-1], everybody.residents) == (waiting, 8)
    assert everybody.rooms == ("302", "303", "401")
    assert waiting not in audience(site_id, Whom.FLOORS, [telling.floor("3")]).parties
    assert audience(site_id, Whom.PARTY, [waiting]).parties == (waiting,)
    sent = telling.send()
    assert telling.recipient(sent, "009-A").read_at is None
