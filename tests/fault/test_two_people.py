"""S12: what takes two people takes two, by whatever way somebody tries to do it alone."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.course.watching import at, refused
from tests.fault.crowd import crowd
from tests.leaving.conftest import committed_going, going, protocols  # noqa: F401 - the fixtures
from yizhan.core.actors import SYSTEM, Actor, ActorKind
from yizhan.core.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fault.two_hands import Waiting
    from tests.leaving.going import Going

THREADS = 8
KINDS = ("later_exposure", "later_by_name", "other_edition", "early_release", "ruling")
pytestmark = pytest.mark.fault


@pytest.fixture(params=KINDS)
def waiting(going: Going, request: pytest.FixtureRequest) -> Waiting:  # noqa: F811 - the fixture
    """Something that the site head proposed, at a site with three parties."""
    return _proposed(going, request.param)


def _proposed(site: Going, kind: str) -> Waiting:
    from tests.fault import two_hands

    site.night.count(3)
    site.begin("001-A", "001-B", "002-A", "002-B")
    site.night.minutes(5)
    made: Callable[[Going], Waiting] = getattr(two_hands, kind)
    return made(site)


def _account(site: Going, name: str, *, shown: str, role: str = "site_head") -> Actor:
    """Make and post another account, whose owner is called `shown`."""
    from yizhan.duty.actions.postings import post_account
    from yizhan.people.actions.accounts import make_account

    account_id = new_id()
    make_account(by=SYSTEM, account_id=account_id, username=name, display_name=shown)
    post_account(
        by=SYSTEM, site_id=site.night.site.id, posting_id=new_id(), account_id=account_id, role=role,
        team_key="",
    )  # fmt: skip
    return Actor(ActorKind.ACCOUNT, account_id).tapping()


def test_nobody_signs_what_they_proposed(going: Going, waiting: Waiting) -> None:  # noqa: F811
    assert refused(waiting.signed_by, going.night.by("head")) == "second_person_needed"
    assert waiting.counts() == 0


@pytest.mark.parametrize("shown", ["head", " HEAD ", "h e a d", "ｈｅａｄ", "he\u200bad"])
def test_nobody_signs_under_a_second_name_of_theirs(going: Going, kind_of: str, shown: str) -> None:  # noqa: F811
    alias = _account(going, "deputy", shown=shown)
    waiting = _proposed(going, kind_of)
    assert refused(waiting.signed_by, alias) == "second_person_needed"
    assert waiting.counts() == 0


@pytest.fixture(params=KINDS)
def kind_of(request: pytest.FixtureRequest) -> str:
    """A kind of decision by its name, where the account must be older than the proposal."""
    return str(request.param)


def test_nobody_signs_with_an_account_made_for_it(going: Going, waiting: Waiting) -> None:  # noqa: F811
    going.night.minutes(1)
    fresh = _account(going, "deputy", shown="Somebody Else")
    assert refused(waiting.signed_by, fresh) == "account_too_new"
    assert waiting.counts() == 0


def test_a_tap_signs_once_however_often_it_comes(going: Going, waiting: Waiting) -> None:  # noqa: F811
    by = going.night.by("post")
    assert waiting.signed_by(by) == waiting.signed_by(by)
    assert waiting.counts() == 1
    # Taken from the wire and sent by somebody else, or for something else, it is worth nothing.
    assert by.tap
    stolen = Actor(ActorKind.ACCOUNT, going.night.crew["head"]).with_tap(by.tap)
    assert refused(waiting.signed_by, stolen) == "command_reused"
    assert refused(waiting.rejected_by, by) in {"command_reused", "change_decided", "decided_already"}
    assert waiting.counts() == 1


def test_the_tap_that_proposed_does_not_sign(going: Going) -> None:  # noqa: F811
    from yizhan.leaving.actions.early import propose_early, sign_early

    going.begin()
    by, stay = going.night.by("head"), going.night.stay("001-A")
    early = propose_early(by=by, site_id=going.night.site.id, stay_id=stay.id, reason="a death at home")
    facts = {"site_id": going.night.site.id, "early_id": early.early_id}
    assert refused(sign_early, by=by, **facts) == "command_reused"


def test_the_page_and_the_api_ask_the_same(going: Going, waiting: Waiting) -> None:  # noqa: F811
    from yizhan.people.models import Account

    desk = Client(headers={"accept-language": "en"})
    desk.force_login(Account.objects.get(id=going.night.crew["head"]))
    desk.post(waiting.page, {"command_id": str(new_id())})
    facts = {name: fact if isinstance(fact, bool) else str(fact) for name, fact in waiting.facts.items()}
    sent = [{"id": str(new_id()), "action": waiting.sign.name, "facts": facts}]  # type: ignore[attr-defined]
    (reply,) = desk.post("/api/v1/commands", json.dumps(sent), content_type="application/json").json()
    assert (reply["status"], reply["code"]) == ("conflict", "second_person_needed")
    assert waiting.counts() == 0


def test_neither_a_party_nor_the_system_signs(going: Going, waiting: Waiting) -> None:  # noqa: F811
    for by in (SYSTEM.tapping(), Actor(ActorKind.PARTY, new_id()).tapping()):
        with pytest.raises((ValueError, Exception), match=r"account|posting"):
            waiting.signed_by(by)
    assert waiting.counts() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_eight_who_decide_at_once_decide_once(committed_going: Going, kind: str) -> None:  # noqa: F811
    from tests.leaving.going import codes

    site = committed_going
    waiting = _proposed(site, kind)
    with crowd(THREADS, site.night.clock) as threads:
        told = threads.race([
            *(partial(waiting.signed_by, site.night.by("post")) for _ in range(4)),
            *(partial(waiting.rejected_by, site.night.by("head")) for _ in range(2)),
            *(partial(waiting.signed_by, site.night.by("head")) for _ in range(2)),
        ])  # fmt: skip
    assert Counter(told)[""] == 1, told
    assert told[6:] != ["", ""]
    assert waiting.counts() in (0, 1)
    assert codes() == set()


def test_a_row_written_by_hand_is_refused_or_found(going: Going, waiting: Waiting) -> None:  # noqa: F811
    """With a shell on the database: the same hand twice breaks a constraint, another's name is found."""
    from tests.command.tampering import without_triggers
    from tests.leaving.going import codes
    from yizhan.leaving.models import EarlyRelease
    from yizhan.protocols.models import Ruling, RulingSignature

    head, post = going.night.crew["head"], going.night.crew["post"]
    moment = going.night.clock.now()
    if "ruling_id" in waiting.facts:
        ruling = Ruling.objects.get()
        row = {"ruling": ruling, "accepted": True, "signed_at": moment}
        with pytest.raises(IntegrityError), transaction.atomic():
            RulingSignature.objects.create(set_by_id=head, signed_by_id=head, **row)
        RulingSignature.objects.create(set_by_id=post, signed_by_id=head, **row)
        assert {"ruled_alone", "ruled_past_the_rules"} <= codes()
        with without_triggers():
            RulingSignature.objects.all().delete()
        RulingSignature.objects.create(set_by_id=head, signed_by_id=post, **row)
        assert "ruled_past_the_rules" in codes()
    elif "early_id" in waiting.facts:
        rows = EarlyRelease.objects.filter(id=waiting.facts["early_id"])
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state="signed", decided_at=moment, decided_by_id=head)
        rows.update(state="signed", decided_at=moment, decided_by_id=going.night.crew["kitchen"])
        going.release("002-B")
        assert "released_without_right" in codes()
    else:
        _edit_a_change(going, waiting)


def _edit_a_change(site: Going, waiting: Waiting) -> None:
    from tests.leaving.going import codes
    from yizhan.course.models import Course, CourseChange

    moment = site.night.clock.now()
    rows = CourseChange.objects.filter(id=waiting.facts["change_id"])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="applied", decided_at=moment, decided_by=site.night.crew["head"])
    # Called signed, and carried out by hand: the journal knows of neither.
    rows.update(state="applied", decided_at=moment, decided_by=site.night.crew["post"])
    Course.objects.filter(site=site.night.site).update(due_at=at("04-20", "09:00"))
    assert "course_differs" in codes()
