"""The pages of courses: begun and corrected from a list, signed by a second person, past due seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.test import Client

from tests.course.conftest import protocols, watching  # noqa: F401 - the fixtures
from tests.course.watching import EVERYBODY, at
from tests.stays.conftest import night  # noqa: F401 - the fixture
from yizhan.core.ids import new_id
from yizhan.course.models import Course, CourseChange
from yizhan.people.models import Account
from yizhan.places.models import Site

if TYPE_CHECKING:
    from tests.course.watching import Watching

COURSE = "/s/county/course/"


def desk(watching: Watching, name: str = "clerk") -> Client:  # noqa: F811
    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(id=watching.night.crew[name]))
    return client


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's last form."""
    form = page[page.rindex("<form") :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: value.replace("&quot;", '"') for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_list_is_shown_and_then_it_begins(watching: Watching) -> None:  # noqa: F811
    client = desk(watching)
    chosen = "who=everybody&tags=&protocol=test-14"
    asked = client.get(f"{COURSE}new/?{chosen}").content.decode()
    assert "Last exposure" in asked
    page = client.get(f"{COURSE}new/?{chosen}&list=1&last_exposure=2022-03-15T12:00").content.decode()
    assert "Due out 3-30 09:00" in page
    assert "14 days from the last exposure on 2022-03-15 12:00" in page
    only = client.get(
        f"{COURSE}new/?who=everybody&tags=002&protocol=test-14&list=1&last_exposure=2022-03-15T12:00"
    )
    assert "Begin for 2 people" in only.content.decode()
    assert not Course.objects.exists()
    done = client.post(f"{COURSE}begun/", hidden(page), follow=True).content.decode()
    assert "4 courses begun." in done
    assert {watching.due(tag) for tag in EVERYBODY} == {"03-30 09:00"}
    still_to_come = f"{COURSE}new/?{chosen}&list=1&last_exposure=2022-03-18T12:00"
    assert "Everybody here has a course." in client.get(still_to_come).content.decode()


def test_newcomers_get_the_same_with_one_tap(watching: Watching) -> None:  # noqa: F811
    watching.begin()
    watching.night.count(3)
    client = desk(watching)
    page = client.get(COURSE).content.decode()
    assert "As the 4 others: Fourteen days" in page
    form = page[: page.index("As the 4 others")]
    client.post(f"{COURSE}begun/", hidden(form), follow=True)
    assert watching.due("003-A") == "03-30 09:00"


def test_the_list_is_seen_before_it_applies_and_signed_by_another(watching: Watching) -> None:  # noqa: F811
    watching.begin()
    clerk, head = desk(watching), desk(watching, "head")
    page = clerk.get(f"{COURSE}changes/new/?tags=001&list=1&reset=2022-03-16T18:00").content.decode()
    assert page.count(">3-31 09:00</b>") == 2
    assert "longer" in page
    sent = {**hidden(page), "reason": "001-C was positive"}
    refused = clerk.post(f"{COURSE}changes/proposed/", sent)
    assert refused.status_code == 409
    assert "Say by whose order" in refused.content.decode()
    assert "001-C was positive" in refused.content.decode()
    sent = {**sent, "command_id": str(new_id()), "authority": "county order 7"}
    told = clerk.post(f"{COURSE}changes/proposed/", sent, follow=True).content.decode()
    assert "2 people would be kept longer" in told
    change = f"{COURSE}changes/{CourseChange.objects.get().id}/"
    assert clerk.post(f"{change}signatures/", {"command_id": str(new_id())}).status_code == 403
    assert watching.due("001-A") == "03-30 09:00"
    assert "Sign as the second person" in head.get(change).content.decode()
    signed = head.post(f"{change}signatures/", {"command_id": str(new_id())}, follow=True).content.decode()
    assert "Signed. It holds from now on." in signed
    assert (watching.due("001-A"), watching.due("002-A")) == ("03-31 09:00", "03-30 09:00")


def test_an_overtaken_list_is_shown_as_it_is_now(watching: Watching) -> None:  # noqa: F811
    watching.begin()
    told = watching.propose("001-A", reset=at("03-16", "18:00"))
    watching.propose("001-A", credited_days=1)
    change = f"{COURSE}changes/{told.waiting_id}/"
    head = desk(watching, "head")
    page = head.get(change).content.decode()
    assert "The site has changed since this was proposed" in page
    assert "Sign as the second person" not in page
    sent = {**hidden(page), "reason": "roommate is ill", "authority": "order 7"}
    done = head.post(f"{COURSE}changes/proposed/", sent, follow=True).content.decode()
    assert "You proposed this. A second person has to sign it." in done


def test_past_due_is_on_every_page_of_the_site_and_of_the_command_post(watching: Watching) -> None:  # noqa: F811
    watching.begin("001-A", "001-B")
    client = desk(watching)
    assert "Past due" not in client.get("/s/county/").content.decode()
    watching.night.clock.set(at("03-30", "09:00"))
    for address in ("/s/county/", "/s/county/map/", COURSE):
        page = client.get(address).content.decode()
        assert "Past due: 2 people should have left" in page
    assert "Past due: 2 people" in client.get(f"{COURSE}alarm/", headers={"X-Live": "1"}).content.decode()
    Site.objects.create(code="other", name="Other")
    assert "2 people past due since 3-30 09:00" in desk(watching, "post").get("/").content.decode()


def test_one_person_has_days_with_reasons_and_who_decided(watching: Watching) -> None:  # noqa: F811
    watching.begin()
    told = watching.propose("001-A", until=at("03-31", "12:00"), reason="result is late")
    watching.sign(told.waiting_id)
    page = desk(watching).get(f"{COURSE}people/{watching.ids('001-A')[0]}/").content.decode()
    assert "Due out 3-31 12:00" in page
    assert "Kept until 2022-03-31 12:00 by order." in page
    assert "the protocol asks for a sample on days 1, 4, 7, 14" in page
    assert "result is late" in page
    assert "clerk, head" in page


def test_the_board_asks_no_more_for_more_people(watching: Watching) -> None:  # noqa: F811
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = desk(watching)
    watching.begin("001-A")
    client.get(COURSE)
    counts = []
    for tags in ((), ("001-B", "002-A", "002-B")):
        if tags:
            watching.begin(*tags)
            watching.night.count(7)
        with CaptureQueriesContext(connection) as captured:
            client.get(COURSE)
        counts.append(len(captured))
    assert counts[0] == counts[1]
