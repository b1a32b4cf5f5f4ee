import pytest
from django.test import Client
from django.urls import reverse

from tests.duty.crew import english, make_member, make_site
from yizhan.core.actors import SYSTEM
from yizhan.core.ids import new_id
from yizhan.people.actions.accounts import make_account
from yizhan.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return english()


@pytest.mark.parametrize(
    ("role", "door"), [("site_head", "tonight"), ("clerk", "tonight"), ("counter", "field")]
)
def test_only_site_opens_at_once(client: Client, role: str, door: str) -> None:
    client.force_login(make_member(make_site(), "li", role))
    assert client.get("/")["Location"] == reverse(door, args=["county"])


def test_several_sites_are_chosen_from(client: Client) -> None:
    make_site()
    make_site("riverside")
    client.force_login(make_member(None, "duty", "command_post"))
    page = client.get("/").content.decode()
    assert f'href="{reverse("tonight", args=["county"])}"' in page
    assert f'href="{reverse("tonight", args=["riverside"])}"' in page


def test_without_posting_nothing_is_shown(client: Client) -> None:
    make_site()
    account_id = new_id()
    make_account(by=SYSTEM, account_id=account_id, username="outsider", display_name="Outsider")
    client.force_login(Account.objects.get(id=account_id))
    page = client.get("/").content.decode()
    assert "No posting yet" in page
    assert "county" not in page


def test_visitor_signs_in_first(client: Client) -> None:
    assert client.get("/")["Location"] == "/sign-in/?next=/"


def test_language_follows_the_account_to_another_device(client: Client) -> None:
    head = make_member(make_site(), "head")
    client.force_login(head)
    reply = client.post("/language/", {"language": "en", "next": "/me/"})
    assert (reply["Location"], reply.cookies["django_language"].value) == ("/me/", "en")
    assert Account.objects.get(id=head.id).language == "en"


def test_visitor_chooses_a_language(client: Client) -> None:
    for language in ("en", "zh-hans"):
        client.post("/language/", {"language": language, "next": "/sign-in/"})
        assert f'<html lang="{language}">' in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_language_switch_leads_nowhere_else(client: Client, onward: str) -> None:
    assert client.post("/language/", {"language": "en", "next": onward})["Location"] == "/"


def test_unknown_language_changes_nothing(client: Client) -> None:
    assert "django_language" not in client.post("/language/", {"language": "tlh"}).cookies
