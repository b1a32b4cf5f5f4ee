from datetime import timedelta
from uuid import UUID

import pytest

from tests.duty.crew import acting, make_member, make_site
from yizhan.core.actors import SYSTEM, Actor
from yizhan.core.clock import now
from yizhan.core.commands import Envelope, Reply, submit
from yizhan.core.ids import new_id
from yizhan.core.models import AuditEvent
from yizhan.core.refusals import Refusal
from yizhan.duty.actions.postings import end_posting, give_link, invite, post_account
from yizhan.duty.models import Posting
from yizhan.duty.queries.people import crew_of, site_roles
from yizhan.duty.queries.postings import capabilities_of, sites_of
from yizhan.people.actions.accounts import issue_link, make_account, use_link
from yizhan.people.models import Account
from yizhan.web.api.permission import may

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> UUID:
    return make_site()


@pytest.fixture
def head(site: UUID) -> Account:
    return make_member(site, "head", team="information")


def send(by: Account, action: str, **facts: object) -> Reply:
    """Send a command as the API does."""
    envelope = Envelope(id=new_id(), action=action, facts={name: str(value) for name, value in facts.items()})
    return submit(envelope, acting(by), may)


def post(by: Actor, site_id: UUID | None, account: Account, role: str = "clerk", **more: object) -> None:
    """Post an account, with what is said beyond that."""
    facts = {"posting_id": new_id(), "account_id": account.id, "role": role, **more}
    post_account(by=by, site_id=site_id, **facts)


def refusal_of(*given: object, **more: object) -> str:
    """Return the code with which a posting is refused."""
    with pytest.raises(Refusal) as refused:
        post(*given, **more)
    return refused.value.code


def test_head_invites_with_a_role_of_the_site(site: UUID, head: Account) -> None:
    made = invite(
        by=acting(head), site_id=site, account_id=new_id(), posting_id=new_id(), username="li",
        display_name="Li", role="counter", team_key="reception",
    )  # fmt: skip
    member = next(member for member in crew_of(site) if member.account_id == made.account_id)
    assert (member.role.key, member.team and member.team.key, member.has_key, member.elsewhere) == (
        "counter", "reception", False, False,
    )  # fmt: skip
    assert "count.off_bus" in capabilities_of(made.account_id, site)


def test_nobody_becomes_command_post_at_a_site(site: UUID, head: Account) -> None:
    assert refusal_of(acting(head), site, head, "command_post") == "no_such_role"
    assert "command_post" not in [role.key for role in site_roles()]


@pytest.mark.parametrize("role", ["site_head", "clerk", "counter"])
def test_role_of_a_site_needs_a_site(head: Account, role: str) -> None:
    assert refusal_of(SYSTEM, None, head, role) == "no_such_role"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"role": "emperor"}, "no_such_role"),
        ({"team_key": "no-such-team"}, "no_such_team"),
        ({"ends_at": now() - timedelta(hours=1)}, "ends_before_it_starts"),
        ({"role": "site_head"}, "already_posted"),
    ],
)
def test_bad_posting_is_refused(site: UUID, head: Account, more: dict[str, object], code: str) -> None:
    assert refusal_of(acting(head), site, head, **more) == code


def test_unknown_account_and_used_posting_are_refused(site: UUID, head: Account) -> None:
    assert refusal_of(acting(head), site, Account(id=new_id())) == "no_such_account"
    mine = Posting.objects.get(account=head).id
    assert refusal_of(acting(head), site, head, posting_id=mine) == "posting_exists"


def test_head_cannot_take_a_member_of_another_site(site: UUID, head: Account) -> None:
    stranger = make_member(make_site("riverside"), "stranger")
    assert refusal_of(acting(head), site, stranger) == "serves_elsewhere_now"
    post(SYSTEM, site, stranger)
    assert sites_of(stranger.id).count() == 2


def test_head_gets_no_link_for_whom_another_site_or_the_command_post_trusts(
    site: UUID, head: Account
) -> None:
    stranger = make_member(make_site("riverside"), "stranger")
    commander = make_member(None, "commander", "command_post")
    with pytest.raises(Refusal) as refused:
        give_link(by=acting(head), site_id=site, account_id=stranger.id, lost_key=True)
    assert refused.value.code == "not_posted_here"
    for account in (stranger, commander):
        post(SYSTEM, site, account)
        with pytest.raises(Refusal) as refused:
            give_link(by=acting(head), site_id=site, account_id=account.id, lost_key=True)
        assert refused.value.code == "serves_elsewhere"


def test_link_ends_when_its_account_is_trusted_with_more(site: UUID, head: Account) -> None:
    member = make_member(site, "li", "counter")
    secret = give_link(by=acting(head), site_id=site, account_id=member.id, lost_key=False)
    post(SYSTEM, make_site("riverside"), member, "site_head")
    assert use_link(secret=secret) is None


def test_link_for_a_lost_key_is_audited_with_its_site(site: UUID, head: Account) -> None:
    member = make_member(site, "li", "counter")
    by = acting(head)
    secret = give_link(by=by, site_id=site, account_id=member.id, lost_key=True)
    rows = AuditEvent.objects.filter(command_id=by.command_id).order_by("id")
    assert [(row.action, row.actor, row.site_id) for row in rows] == [
        ("people.forget_keys", by.key, None),
        ("people.issue_link", by.key, site),
    ]
    assert use_link(secret=secret) == member


def test_ended_posting_gives_nothing_any_more(site: UUID, head: Account) -> None:
    member = make_member(site, "li", "counter")
    secret = issue_link(by=SYSTEM, account_id=member.id)
    end_posting(by=acting(head), site_id=site, posting_id=Posting.objects.get(account=member).id)
    assert capabilities_of(member.id, site) == frozenset()
    assert use_link(secret=secret) is None
    assert [row.username for row in crew_of(site)] == ["head"]


def test_posting_of_another_site_cannot_be_ended(site: UUID, head: Account) -> None:
    stranger = make_member(make_site("riverside"), "stranger")
    with pytest.raises(Refusal) as refused:
        end_posting(by=acting(head), site_id=site, posting_id=Posting.objects.get(account=stranger).id)
    assert refused.value.code == "no_such_posting"


def test_site_keeps_one_head(site: UUID, head: Account) -> None:
    with pytest.raises(Refusal) as refused:
        end_posting(by=acting(head), site_id=site, posting_id=Posting.objects.get(account=head).id)
    assert refused.value.code == "last_head"
    make_member(site, "second")
    end_posting(by=acting(head), site_id=site, posting_id=Posting.objects.get(account=head).id)
    assert capabilities_of(head.id, site) == frozenset()


def test_api_refuses_what_is_not_the_sites_own(site: UUID, head: Account) -> None:
    other = make_site("riverside")
    facts = {"posting_id": new_id(), "account_id": head.id, "role": "site_head"}
    assert send(head, "duty.post_account", site_id=other, **facts).code == "not_permitted"
    without_site = Envelope(
        id=new_id(), action="duty.post_account",
        facts={
            "site_id": None, "posting_id": str(new_id()), "account_id": str(head.id), "role": "command_post",
        },
    )  # fmt: skip
    assert submit(without_site, acting(head), may).code == "not_permitted"


@pytest.mark.parametrize(
    "action", ["people.make_account", "people.forget_keys", "people.choose_language", "command.set_up_site"]
)
def test_api_never_runs_what_only_the_system_may(site: UUID, head: Account, action: str) -> None:
    facts = {"account_id": new_id(), "username": "mallory", "display_name": "M", "language": "en"}
    assert send(head, action, site_id=site, **facts).status == "refused"
    assert not Account.objects.filter(username="mallory").exists()


def test_api_refuses_members_without_the_capability(site: UUID, head: Account) -> None:
    clerk = make_member(site, "li", "clerk")
    facts = {"posting_id": new_id(), "account_id": clerk.id, "role": "site_head"}
    assert send(clerk, "duty.post_account", site_id=site, **facts).code == "not_permitted"


def test_api_judges_a_posting_by_the_present(site: UUID, head: Account) -> None:
    make_member(site, "second")
    dismissed_at = now() + timedelta(seconds=1)
    end_posting(by=acting(head), site_id=site, posting_id=Posting.objects.get(account=head).id)
    back_dated = Envelope(
        id=new_id(), action="duty.post_account", tapped_at=dismissed_at - timedelta(minutes=5),
        facts={
            "site_id": str(site), "posting_id": str(new_id()), "account_id": str(head.id),
            "role": "site_head",
        },
    )  # fmt: skip
    Posting.objects.filter(account=head).update(starts_at=now() - timedelta(hours=1))
    assert submit(back_dated, acting(head), may).code == "not_permitted"


def test_crew_list_takes_one_query(site: UUID, head: Account, django_assert_num_queries: object) -> None:
    for number in range(3):
        make_member(site, f"member{number}", "counter")
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        assert [member.role.key for member in crew_of(site)] == ["site_head", *["counter"] * 3]


def test_inviting_twice_with_one_tap_makes_one_account(site: UUID, head: Account) -> None:
    by, account_id, posting_id = acting(head), new_id(), new_id()
    facts = {"username": "li", "display_name": "Li", "role": "counter"}
    first, again = (
        invite(by=by, site_id=site, account_id=account_id, posting_id=posting_id, **facts) for _ in range(2)
    )
    assert first == again
    assert Account.objects.filter(username="li").count() == 1


def test_account_without_posting_can_be_posted_again(site: UUID, head: Account) -> None:
    account_id = new_id()
    make_account(by=SYSTEM, account_id=account_id, username="back", display_name="Back")
    post(acting(head), site, Account.objects.get(id=account_id))
    assert capabilities_of(account_id, site)
