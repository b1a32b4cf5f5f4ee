"""Shorthands for courses at the county hotel; times are those of Shanghai, eight hours before UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.intake.night import Night
from yizhan.core.refusals import Refusal
from yizhan.course.actions.begin import CoursesBegun, begin_course
from yizhan.course.actions.changes import ChangeProposed, propose_change, sign_change
from yizhan.course.models import Course
from yizhan.course.rules import GivenFacts, Patch
from yizhan.protocols.facts import Anchor

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVERYBODY = ("001-A", "001-B", "002-A", "002-B")


def at(day: str, hour: str = "00:00") -> datetime:
    """A moment of March 2022 by the clock on the wall, such as ("03-15", "09:00")."""
    return datetime.fromisoformat(f"2022-{day}T{hour}").replace(tzinfo=SHANGHAI)


@dataclass
class Watching:
    """The night, and what its crew does about courses."""

    night: Night

    def ids(self, *tags: str | UUID) -> tuple[UUID, ...]:
        """The stays under these wristbands; one that is known already stays what it is."""
        return tuple(tag if isinstance(tag, UUID) else self.night.stay(tag).id for tag in tags or EVERYBODY)

    def begin(
        self, *tags: str | UUID, exposed: datetime | None = None, protocol: str = "test-14",
        by: str = "clerk", **given: Any,
    ) -> CoursesBegun:  # fmt: skip
        """Put people under a protocol; last exposed on 15 March at noon unless said otherwise."""
        anchors = {Anchor.LAST_EXPOSURE: exposed or at("03-15", "12:00")}
        return begin_course(
            by=self.night.by(by), site_id=self.night.site.id, stay_ids=self.ids(*tags), protocol=protocol,
            given=GivenFacts(anchors=anchors, **given),
        )  # fmt: skip

    def propose(
        self, *tags: str | UUID, by: str = "clerk", reason: str = "roommate is ill",
        authority: str = "order 7", instead_of: UUID | None = None, **patch: Any,
    ) -> ChangeProposed:  # fmt: skip
        """Propose a change for these people."""
        return propose_change(
            by=self.night.by(by), site_id=self.night.site.id, stay_ids=self.ids(*tags), patch=Patch(**patch),
            reason=reason, authority=authority, instead_of=instead_of,
        )  # fmt: skip

    def exposed(self, *tags: str | UUID, when: datetime, **more: Any) -> ChangeProposed:
        """Correct when these people were last exposed."""
        return self.propose(*tags, anchors={Anchor.LAST_EXPOSURE: when}, **more)

    def sign(self, change_id: UUID | None, *, by: str = "head") -> None:
        """Sign a change."""
        assert change_id
        sign_change(by=self.night.by(by), site_id=self.night.site.id, change_id=change_id)

    def course(self, tag: str) -> Course:
        """The course of whoever wears a wristband."""
        return Course.objects.get(stay=self.night.stay(tag))

    def due(self, tag: str) -> str:
        """When somebody is due by the clock on the wall, such as "03-30 09:00"; "" while open."""
        due_at = self.course(tag).due_at
        return f"{due_at.astimezone(SHANGHAI):%m-%d %H:%M}" if due_at else ""


def refused(act: Any, *given: Any, **facts: Any) -> str:
    """The code with which something is refused."""
    with pytest.raises(Refusal) as told:
        act(*given, **facts)
    assert str(told.value)
    return str(told.value.code)
