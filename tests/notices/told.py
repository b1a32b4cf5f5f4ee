"""Shorthands for notices at the county hotel."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from tests.intake.night import Night
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.ids import new_id
from yizhan.core.refusals import Refusal
from yizhan.intake.actions.registration import MemberFacts, register_person
from yizhan.intake.enums import RegistrationRoute
from yizhan.notices.actions.addresses import keep_own_way
from yizhan.notices.actions.sending import NoticeSent, Wording, send_notice
from yizhan.notices.enums import Importance, Way, Whom
from yizhan.notices.models import Delivery, Recipient
from yizhan.people.identity import Identity
from yizhan.people.models import PartyToken
from yizhan.places.models import Floor

COLD = Wording(title_zh="降温", zh="今晚降温", title_en="Cold", en="It turns cold")


@dataclass
class Telling:
    """The night, and what is told in it."""

    night: Night

    def send(self, whom: Whom = Whom.RESIDENTS, wording: Wording = COLD, **facts: Any) -> NoticeSent:
        """Send a notice as the clerk."""
        return send_notice(
            by=self.night.by("clerk"), site_id=self.night.site.id, notice_id=facts.pop("notice_id", new_id()),
            wording=wording, whom=whom, **facts,
        )  # fmt: skip

    def party(self, tag: str) -> UUID:
        """The party of whoever wears this wristband."""
        return self.night.stay(tag).party_id

    def floor(self, name: str) -> UUID:
        """A floor by its name."""
        return Floor.objects.get(site=self.night.site, name=name).id

    def token(self, tag: str) -> Actor:
        """A party's own page, acting."""
        token = PartyToken.objects.create(
            party_id=self.party(tag), site_id=self.night.site.id, secret_digest=new_id().bytes,
            created_at=self.night.clock.now(), expires_at=self.night.clock.now().replace(year=2023),
        )  # fmt: skip
        return Actor(ActorKind.PARTY, token.id).tapping()

    def register(self, tag: str, phone: str) -> None:
        """Have a party's number known."""
        register_person(
            by=self.night.by("clerk"), site_id=self.night.site.id, route=RegistrationRoute.CALL,
            facts=MemberFacts(stay_id=self.night.stay(tag).id, identity=Identity(name="王芳", phone=phone)),
        )  # fmt: skip

    def mailbox(self, name: str, to: str = "") -> None:
        """Give one of the crew a mailbox."""
        keep_own_way(by=self.night.by(name), way=Way.MAIL, to=to or f"{name}@example.invalid")

    def recipient(self, sent: NoticeSent, tag: str) -> Recipient:
        """How a party stands to a notice."""
        return Recipient.objects.get(notice_id=sent.notice_id, party_id=self.party(tag))

    def deliveries(self, sent: NoticeSent) -> list[Delivery]:
        """What leaves the house for a notice, the first first."""
        return list(Delivery.objects.filter(recipient__notice_id=sent.notice_id).order_by("made_at", "id"))


def refused(action: Any, **facts: Any) -> str:
    """Call an action that must be refused; returns the code."""
    with pytest.raises(Refusal) as caught:
        action(**facts)
    assert str(caught.value)
    return caught.value.code


URGENT, IMPORTANT = Importance.URGENT, Importance.IMPORTANT
