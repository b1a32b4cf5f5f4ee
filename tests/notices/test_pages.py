"""Notices at the desk and on residents' pages: looked at first, sent once, read by opening."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.test import Client

from yizhan.core.ids import new_id
from yizhan.notices.enums import ReadOn, Whom
from yizhan.notices.models import Address, Notice, Recipient, SurveyAnswer, Voice

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.notices.told import Telling


def desk(telling: Telling, name: str = "clerk") -> Client:
    from yizhan.people.models import Account

    client = Client(headers={"accept-language": "en"})
    client.force_login(
        Account.objects.get(id=telling.night.crew[name]), "yizhan.web.signin.backends.AccountBackend"
    )
    return client


def resident(telling: Telling, number: int, room: str) -> Client:
    from yizhan.stays.models import RoomCard

    client = Client(headers={"accept-language": "en"})
    code = RoomCard.objects.get(room=telling.night.room(room), ended_at=None).code
    assert client.post(f"/r/{code}/", {"number": number})["Location"] == "/r/party/"
    return client


def words(reply: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


def written(telling: Telling, **facts: Any) -> dict[str, Any]:
    return {
        "command_id": str(new_id()), "whom": "residents", "importance": "important",
        "title_zh": "降温", "zh": "今晚降温", "title_en": "Cold", "en": "It turns cold", **facts,
    }  # fmt: skip


def test_a_notice_is_looked_at_before_it_goes_and_two_taps_send_it_once(telling: Telling) -> None:
    client, base = desk(telling), f"/s/{telling.night.site.code}/notices/"
    page = words(client.get(f"{base}new/?template=turned_cold"))
    assert "{degrees}" in page
    typed = written(telling)
    seen = client.post(f"{base}previews/", typed)
    assert (seen.status_code, Notice.objects.count()) == (200, 0)
    assert "3 parties 6 residents 0 of the crew" in words(seen)
    assert "302 303 401" in words(seen)
    sent, again = (client.post(base, typed) for _ in range(2))
    assert (sent.status_code, sent["Location"]) == (302, again["Location"])
    assert Notice.objects.count() == 1
    one = words(client.get(sent["Location"]))
    assert "read 0 of 3" in one
    assert "Cold" in words(client.get(f"{base}board/"))


def test_what_is_wrong_is_said_on_the_form_and_nothing_typed_is_lost(telling: Telling) -> None:
    client, base = desk(telling), f"/s/{telling.night.site.code}/notices/"
    reply = client.post(base, written(telling, en="At {time}"))
    assert (reply.status_code, Notice.objects.count()) == (409, 0)
    assert "Fill in {time}" in words(reply)
    assert "At {time}" in words(reply)
    early = words(client.post(f"{base}previews/", written(telling, zh="今晚降温到{几}度。")))
    assert "Fill in {几} first." in early
    assert "今晚降温到{几}度。" in early
    assert "Nobody here wears this number." in words(
        client.post(f"{base}previews/", written(telling, whom="party", party="99"))
    )
    again = client.post(f"{base}rewrites/", written(telling))
    assert "It turns cold" in words(again)


def test_a_resident_reads_by_opening_the_page(telling: Telling) -> None:
    sent = telling.send()
    phone = resident(telling, 1, "302")
    assert "1 new notice" in words(phone.get("/r/party/"))
    assert "It turns cold" in words(phone.get("/r/party/notices/"))
    row = telling.recipient(sent, "001-A")
    assert row.read_on == ReadOn.PAGE
    assert "new notice" not in words(phone.get("/r/party/"))
    assert telling.recipient(sent, "002-A").read_at is None


def test_a_notice_in_one_language_says_so_to_who_reads_the_other(telling: Telling) -> None:
    from yizhan.notices.actions.sending import Wording

    telling.send(wording=Wording(title_zh="今晚停水", zh="请提前接好水。"))
    phone = resident(telling, 1, "302")
    page = phone.get("/r/party/notices/").content.decode()
    assert '<h2 lang="zh-Hans">今晚停水</h2>' in page
    assert "This one was not written in your language." in page
    assert 'href="/r/party/needs/language/"' in page
    phone = resident(telling, 1, "302")
    phone.cookies["django_language"] = "zh-hans"
    page = phone.get("/r/party/notices/").content.decode()
    assert "<h2>今晚停水</h2>" in page
    assert "needs/language/" not in page


def test_the_crew_reads_at_the_desk_and_tells_others_at_the_door(telling: Telling) -> None:
    telling.send(Whom.CREW)
    sent = telling.send(importance="urgent")
    telling.night.minutes(17)
    client, base = desk(telling), f"/s/{telling.night.site.code}/notices/"
    page = words(client.get(f"{base}mine/"))
    # Once for what was told to the clerk, once above the doors at which it is still to be told.
    assert page.count("It turns cold") == 2
    assert re.search(r"302 Told 303 Told 401 Told", page)
    told = telling.recipient(sent, "001-A")
    client.post(f"{base}tellings/{told.id}/", {"command_id": str(new_id())})
    assert "Told in person: clerk" in words(client.get(f"{base}{sent.notice_id}/"))
    mine = Recipient.objects.get(account_id=telling.night.crew["clerk"])
    assert mine.read_on == ReadOn.DESK
    client.post(f"{base}mine/ways/", {"command_id": str(new_id()), "way": "mail", "to": "nonsense"})
    assert "This is no mail address" in words(client.get(f"{base}mine/"))


def test_groups_and_quiet_hours_are_set_on_one_page(telling: Telling) -> None:
    client, base = desk(telling), f"/s/{telling.night.site.code}/notices/ways/"
    group = {"name": "3F", "way": "wecom", "serves": "residents", "secret": ""}
    wrong = client.post(base, {"command_id": str(new_id()), "hook": "https://evil.invalid/x", **group})
    assert "must begin with https://qyapi.weixin.qq.com/" in words(wrong).replace("&#x27;", "'")
    hook = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"
    assert client.post(base, {"command_id": str(new_id()), "hook": hook, **group}).status_code == 302
    page = client.get(base).content.decode()
    assert "3F" in page
    assert "key=abc" not in page
    hours = {"command_id": str(new_id()), "since": "21:00", "until": "06:30"}
    assert client.post(f"{base}quiet-hours/", hours).status_code == 302
    assert 'value="06:30"' in client.get(base).content.decode()


def test_thanks_and_two_questions_are_taken_on_the_residents_page(telling: Telling) -> None:
    phone = resident(telling, 1, "302")
    said = {"command_id": str(new_id()), "words": "谢谢", "may_quote": "on"}
    assert [phone.post("/r/party/thanks/", said).status_code for _ in range(2)] == [302, 302]
    assert Voice.objects.get().may_quote_at is not None
    assert phone.post("/r/party/survey/", {"command_id": str(new_id())}).status_code == 422
    grades = {"command_id": str(new_id()), "looked_after": "5", "answered": "2"}
    assert phone.post("/r/party/survey/", grades).status_code == 302
    assert (SurveyAnswer.objects.get().looked_after, SurveyAnswer.objects.get().answered) == (5, 2)
    page = words(desk(telling).get(f"/s/{telling.night.site.code}/notices/voices/"))
    assert "1 thanks 0 banners" in page
    assert "may be quoted" in page


def test_a_group_of_one_floor_hears_nothing_that_is_for_another(telling: Telling) -> None:
    site = telling.night.site
    client, base = desk(telling), f"/s/{site.code}/notices/"
    hook = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-0000-0000-000000000000"
    group = {"name": "Third", "way": "wecom", "serves": "floors", "secret": "", "hook": hook}
    nowhere = client.post(f"{base}ways/", {"command_id": str(new_id()), **group})
    assert nowhere.status_code == 409
    third, fourth = str(telling.floor("3")), str(telling.floor("4"))
    kept = client.post(f"{base}ways/", {"command_id": str(new_id()), **group, "floors": [third]})
    assert kept.status_code == 302
    address = Address.objects.get(name="Third")
    assert address.places == [third]
    notice = {"whom": "floors", "importance": "ordinary", "title_en": "Cold", "en": "It turns cold"}
    said = {"command_id": str(new_id()), **notice, "groups": [str(address.id)]}
    others = client.post(f"{base}previews/", {**said, "floors": [fourth]}).content.decode()
    assert "is a group of others" in others
    own = client.post(f"{base}previews/", {**said, "floors": [third, fourth]})
    assert "is a group of others" not in own.content.decode()
