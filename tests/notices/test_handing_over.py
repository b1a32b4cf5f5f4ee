"""What leaves the house arrives once, or again with the same key; what cannot arrive is seen."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from datetime import timedelta
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.notices.told import IMPORTANT, URGENT, refused
from tests.support.outside import Taken, hook_server, mail_server
from yizhan.core.actors import SYSTEM
from yizhan.core.models import AuditEvent, Installation
from yizhan.notices.actions.addresses import keep_group, keep_own_way
from yizhan.notices.actions.outbox import Handed, claim_deliveries, feel_pulse, note_handed, try_again
from yizhan.notices.actions.sending import Wording
from yizhan.notices.channels import mail
from yizhan.notices.channels.hooks import shortened, signature
from yizhan.notices.enums import DeliveryState, Fault, Way, Whom
from yizhan.notices.models import Delivery, Recipient
from yizhan.notices.process import one_pass, try_way
from yizhan.notices.queries.following import failures, outbox
from yizhan.notices.queries.ways import open_ways

if TYPE_CHECKING:
    from tests.notices.told import Telling


@pytest.fixture
def mails(settings: Any) -> Iterator[Taken]:
    """A mail server that this site uses."""
    with mail_server() as taken:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.port
        yield taken


@pytest.fixture
def posts(settings: Any) -> Iterator[Taken]:
    """A web server that takes text messages and stands for the bots of groups."""
    with hook_server() as taken:
        settings.YIZHAN_SMS = f"http://127.0.0.1:{taken.port}/sms"
        settings.YIZHAN_HOOK_HOSTS = [f"127.0.0.1:{taken.port}"]
        yield taken


def group(telling: Telling, posts: Taken, way: Way, secret: str = "") -> Any:
    return keep_group(
        by=telling.night.by("clerk"), site_id=telling.night.site.id, way=way, name="全体", secret=secret,
        hook=f"http://127.0.0.1:{posts.port}/bot?access_token=t", serves=Whom.RESIDENTS,
    )  # fmt: skip


def test_a_mail_carries_its_key_and_arrives_once(telling: Telling, mails: Taken) -> None:
    telling.mailbox("clerk")
    sent = telling.send(Whom.CREW)
    assert one_pass("here:1:1") == 1
    assert one_pass("here:1:1") == 0
    (arrived,) = mails.mails
    (row,) = telling.deliveries(sent)
    assert arrived["Message-ID"] == f"<{row.id}@example.invalid>"
    assert arrived["To"] == "clerk@example.invalid"
    assert (row.state, row.handed_at, row.tries) == (DeliveryState.HANDED, telling.night.clock.now(), 1)


def test_a_text_message_says_what_the_adapter_is_promised(
    telling: Telling, posts: Taken, settings: Any
) -> None:
    settings.YIZHAN_SMS_TOKEN = "secret"
    telling.register("001-A", "13800138000")
    sent = telling.send(importance=URGENT)
    assert one_pass("here:1:1") == 1
    ((path, headers, body),) = posts.hooks
    (row,) = telling.deliveries(sent)
    assert (path, headers["authorization"], headers["idempotency-key"]) == (
        "/sms",
        "Bearer secret",
        str(row.id),
    )
    assert body == {
        "key": str(row.id), "to": "13800138000", "text": f"【{telling.night.site.name}】降温\n今晚降温",
        "language": "zh-hans", "written_at": telling.night.clock.now().isoformat(),
    }  # fmt: skip
    assert AuditEvent.objects.filter(action="notices.read_phones").count() == 1


def test_a_private_message_leaves_the_house_without_its_words(telling: Telling, posts: Taken) -> None:
    telling.register("001-A", "13800138000")
    telling.send(Whom.PARTY, places=[telling.party("001-A")], importance=URGENT)
    one_pass("here:1:1")
    ((_, _, body),) = posts.hooks
    assert "降温" not in body["text"]


def test_bots_are_spoken_to_each_in_its_own_way(
    telling: Telling, posts: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_600_000_000.5)
    chosen = [group(telling, posts, way, "SEC") for way in (Way.WECOM, Way.FEISHU, Way.DINGTALK)]
    sent = telling.send(groups=[one.id for one in chosen])
    marks = {row.way: str(row.id)[-6:] for row in telling.deliveries(sent)}
    assert one_pass("here:1:1") == 3
    said = {}
    for path, _, body in posts.hooks:
        said[Way.FEISHU if "msg_type" in body else Way.DINGTALK if "sign" in path else Way.WECOM] = (
            path,
            body,
        )
    text = f"【{telling.night.site.name}】降温\n今晚降温\n#"
    assert said[Way.WECOM][1] == {"msgtype": "text", "text": {"content": text + marks["wecom"]}}
    assert said[Way.FEISHU][1]["content"] == {"text": text + marks["feishu"]}
    feishu = base64.b64encode(hmac.digest(b"1600000000\nSEC", b"", hashlib.sha256)).decode()
    assert (said[Way.FEISHU][1]["timestamp"], said[Way.FEISHU][1]["sign"]) == ("1600000000", feishu)
    asked = parse_qs(urlsplit(said[Way.DINGTALK][0]).query)
    assert asked == {
        "access_token": ["t"], "timestamp": ["1600000000500"],
        "sign": [signature("SEC", "1600000000500\nSEC")],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "state", "fault"),
    [
        ((200, {"errcode": 93000, "errmsg": "invalid webhook"}), DeliveryState.FAILED, Fault.REFUSED),
        ((200, {"errcode": 45009, "errmsg": "freq"}), DeliveryState.WAITING, Fault.BUSY),
        ((200, {"hello": 1}), DeliveryState.WAITING, Fault.BUSY),
        ((503, {}), DeliveryState.WAITING, Fault.BUSY),
        ((404, {}), DeliveryState.FAILED, Fault.REFUSED),
    ],
)
def test_what_a_bot_answers_decides_whether_it_is_tried_again(
    telling: Telling, posts: Taken, answer: Any, state: DeliveryState, fault: Fault
) -> None:
    posts.hook_answer = answer
    sent = telling.send(groups=[group(telling, posts, Way.WECOM).id])
    one_pass("here:1:1")
    (row,) = telling.deliveries(sent)
    assert (row.state, row.fault) == (state, fault)
    assert len(failures(telling.night.site.id)) == (state == DeliveryState.FAILED)


def test_a_group_gets_no_more_than_it_takes_in_a_minute(telling: Telling, posts: Taken) -> None:
    one = group(telling, posts, Way.WECOM)
    for _ in range(22):
        telling.send(groups=[one.id])
    one_pass("here:1:1")
    assert len(posts.hooks) == 20
    telling.night.minutes(1)
    one_pass("here:1:1")
    assert len(posts.hooks) == 22
    assert len(set(posts.keys)) == 22


def test_a_refused_mailbox_is_seen_and_the_next_way_is_taken_at_once(
    telling: Telling, mails: Taken, posts: Taken
) -> None:
    telling.mailbox("clerk")
    by, crew = telling.night.by("clerk"), telling.night.crew
    keep_own_way(by=by, way=Way.SMS, to="138 0013 8000")
    mails.mail_answer = "550 no such mailbox"
    sent = telling.send(Whom.ACCOUNT, places=[crew["clerk"]], importance=IMPORTANT)
    one_pass("here:1:1")
    (failed,) = failures(telling.night.site.id)
    assert (failed.fault, failed.answer) == (Fault.REFUSED, "550 no such mailbox")
    assert Recipient.objects.get(notice_id=sent.notice_id).follow_at == telling.night.clock.now()
    site_id = telling.night.site.id
    mails.mail_answer = "250 fine"
    try_again(by=telling.night.by("clerk"), site_id=site_id, delivery_id=failed.id)
    again = {"site_id": site_id, "delivery_id": failed.id}
    assert refused(try_again, by=telling.night.by("clerk"), **again) == "not_failed"
    one_pass("here:1:1")
    assert mails.message_ids == [f"<{failed.id}@example.invalid>"]
    assert {one.way for one in telling.deliveries(sent)} == {Way.MAIL, Way.SMS}
    assert [body["to"] for _, _, body in posts.hooks] == ["13800138000"]


def test_a_server_that_does_not_answer_is_left_alone_and_given_up_after_a_day(
    telling: Telling, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for name in ("clerk", "counter1"):
        telling.mailbox(name)
    sent = telling.send(Whom.CREW)
    assert one_pass("here:1:1") == 0
    first, other = sorted(telling.deliveries(sent), key=lambda row: row.tries, reverse=True)
    moment = telling.night.clock.now()
    assert (first.fault, first.next_try_at - moment) == (Fault.UNREACHABLE, timedelta(minutes=1))
    assert (other.tries, other.next_try_at - moment) == (0, timedelta(seconds=30))
    telling.night.minutes(25 * 60)
    one_pass("here:1:1")
    one_pass("here:1:1")
    assert Fault.EXPIRED in {row.fault for row in telling.deliveries(sent)}


def test_what_a_killed_process_had_claimed_is_claimed_again(telling: Telling, mails: Taken) -> None:
    telling.mailbox("clerk")
    sent = telling.send(Whom.CREW)
    (claimed,) = claim_deliveries(by=SYSTEM, way=Way.MAIL, worker="here:1:1").deliveries
    assert claim_deliveries(by=SYSTEM, way=Way.MAIL, worker="here:2:2").deliveries == []
    assert one_pass("here:2:2") == 0
    telling.night.minutes(3)
    assert one_pass("here:2:2") == 1
    late = note_handed(
        by=SYSTEM, worker="here:1:1", outcomes=[Handed(delivery_id=claimed, fault=Fault.REFUSED)]
    )
    assert late.failed == 0
    assert telling.deliveries(sent)[0].state == DeliveryState.HANDED


def test_a_new_process_gives_back_at_once_what_the_dead_one_had(telling: Telling, mails: Taken) -> None:
    telling.mailbox("clerk")
    telling.send(Whom.CREW)
    claim_deliveries(by=SYSTEM, way=Way.MAIL, worker="here:1:1")
    assert feel_pulse(by=SYSTEM, host="here", process=2, dead=["here:1:1"]).given_back == 1
    assert outbox().is_silent is False
    assert one_pass("here:2:2") == 1
    assert len(mails.mails) == 1


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(
    telling: Telling, mails: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("clerk", "counter1"):
        telling.mailbox(name)
    sent = telling.send(Whom.CREW, Wording(title_en="Cold\ntonight", en="It turns cold"))
    broken = min(telling.deliveries(sent), key=lambda row: row.id)
    key = mail.message_id
    monkeypatch.setattr(mail, "message_id", lambda one: "a\nb" if one.key == broken.id else key(one))
    assert one_pass("here:1:1") == 2
    (arrived,) = mails.mails
    assert "Cold tonight" in str(make_header(decode_header(arrived["Subject"])))
    broken.refresh_from_db()
    assert (broken.state, broken.answer) == (DeliveryState.FAILED, "BadHeaderError")


def test_silence_of_the_process_is_said_only_while_something_waits(telling: Telling) -> None:
    assert outbox().is_silent is False
    telling.mailbox("clerk")
    telling.send(Whom.CREW)
    assert outbox(telling.night.site.id).is_silent is True


def test_nothing_leaves_a_rehearsal(telling: Telling) -> None:
    assert open_ways() == set(Way)
    Installation.objects.all().delete()
    Installation.objects.create(kind=Installation.Kind.REHEARSAL, created_at=telling.night.clock.now())
    telling.mailbox("clerk")
    assert telling.send(Whom.CREW).deliveries == 0
    assert not Delivery.objects.exists()


def test_an_administrator_tries_a_way(telling: Telling, mails: Taken) -> None:
    assert try_way("mail", "a@example.invalid") == ("", "")
    assert mails.mails[0]["To"] == "a@example.invalid"
    mails.mail_answer = "550 no"
    assert try_way("mail", "a@example.invalid") == ("refused", "550 no")


def test_a_long_text_is_cut_between_letters_and_keeps_its_mark() -> None:
    assert shortened("降温", "#1", 100) == "降温#1"
    cut = shortened("降" * 100, "#1", 50)
    assert cut == "降" * 15 + "…#1"
    assert len(cut.encode()) == 50
