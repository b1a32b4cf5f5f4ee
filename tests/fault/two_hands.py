"""What takes two people, each as something that waits for a second hand: proposed by the site head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.course.watching import at
from tests.leaving.going import Going
from yizhan.core.actors import Actor
from yizhan.core.ids import new_id
from yizhan.course.actions.changes import decline_change, sign_change
from yizhan.course.models import CourseRecord
from yizhan.leaving.actions.early import reject_early, sign_early
from yizhan.leaving.models import EarlyRelease
from yizhan.protocols.actions.rulings import rule_protocol, sign_ruling
from yizhan.protocols.models import RulingSignature


@dataclass(frozen=True)
class Waiting:
    """Something that waits: how it is signed and turned down, and how often it counts by now."""

    sign: Callable[..., Any]
    reject: Callable[..., Any]
    facts: dict[str, Any]
    page: str
    counts: Callable[[], int]

    def signed_by(self, by: Actor) -> Any:
        """Sign it."""
        return self.sign(by=by, **self.facts)

    def rejected_by(self, by: Actor) -> Any:
        """Turn it down."""
        accept = {"accept": False} if "accept" in self.facts else {}
        return self.reject(by=by, **{**self.facts, **accept})


def later_exposure(going: Going) -> Waiting:
    """An exposure that was later than known keeps two people a day longer."""
    told = going.exposed("001-A", "001-B", when=at("03-17", "08:00"), by="head")
    return _change(going, told.waiting_id)


def later_by_name(going: Going) -> Waiting:
    """An order keeps somebody until a named hour."""
    return _change(going, going.propose("002-A", until=at("04-03", "09:00"), by="head").waiting_id)


def other_edition(going: Going) -> Waiting:
    """Another protocol keeps somebody longer."""
    going.begin("003-A", protocol="test-10")
    return _change(going, going.propose("003-A", protocol="test-14", by="head").waiting_id)


def early_release(going: Going) -> Waiting:
    """Somebody is to go before the time."""
    early = going.propose_early("002-B")
    site_id, code = going.night.site.id, going.night.site.code
    return Waiting(
        sign_early, reject_early, {"site_id": site_id, "early_id": early.early_id},
        f"/s/{code}/leaving/{early.stay_id}/early/{early.early_id}/signatures/",
        EarlyRelease.objects.filter(id=early.early_id, state="signed").count,
    )  # fmt: skip


def ruling(going: Going) -> Waiting:
    """An authority has said which day is day one."""
    ruling_id, protocol = new_id(), "cn-covid-ed8-contact"
    site_id, code = going.night.site.id, going.night.site.code
    rule_protocol(
        by=going.night.by("head"), site_id=site_id, ruling_id=ruling_id, protocol=protocol,
        said={"day_one": "anchor_day"}, authority="county command post", document="No. 7",
    )  # fmt: skip
    return Waiting(
        sign_ruling, sign_ruling, {"site_id": site_id, "ruling_id": ruling_id, "accept": True},
        f"/s/{code}/protocols/{protocol}/rulings/{ruling_id}/signatures/",
        RulingSignature.objects.filter(ruling_id=ruling_id, accepted=True).count,
    )  # fmt: skip


DECISIONS: tuple[Callable[[Going], Waiting], ...] = (
    later_exposure, later_by_name, other_edition, early_release, ruling
)  # fmt: skip


def _change(going: Going, change_id: UUID | None) -> Waiting:
    site_id, code = going.night.site.id, going.night.site.code
    records = CourseRecord.objects.filter(change_id=change_id).values("change_id").distinct()
    return Waiting(
        sign_change, decline_change, {"site_id": site_id, "change_id": change_id},
        f"/s/{code}/course/changes/{change_id}/signatures/", records.count,
    )  # fmt: skip
