"""Shared phones: a badge shown to one opens the API as far as badges go, and no further."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie

from yizhan.core.actions import record_audit
from yizhan.core.actors import Actor, ActorKind
from yizhan.core.clock import now
from yizhan.core.commands import Envelope
from yizhan.core.keys import phones_public_key
from yizhan.duty.badges import badge_rules
from yizhan.duty.queries.badges import BadgeInForce, Hands, badges_in_force, hands_on, phone_with
from yizhan.duty.rules import roles
from yizhan.people.models import Account, SharedPhone
from yizhan.places.models import Site
from yizhan.web.access import Access, declare
from yizhan.web.api.field import Named, Snapshot, snapshot_for

COOKIE = "yizhan_phone"
# Says to the app on the phone that it is shared; the secret itself no script can read.
MARK = "yizhan_shared"
NOBODY = UUID(int=0)

router = Router()


class ByBadge(APIKeyCookie):
    """Whoever's badge the header `X-Badge` names, on a phone that is shared now.

    With a badge named, a sign-in that was left on the phone counts for nothing. `late` also lets in
    a phone or badge that has ended, where each tap is judged by its own time.
    """

    param_name = COOKIE

    def __init__(self, *, late: bool = False) -> None:
        super().__init__()
        self.late = late

    def authenticate(self, request: HttpRequest, key: str | None) -> Account | None:
        """Return the badge's account; None where no badge is named. Raises AuthenticationError."""
        number = request.headers.get("X-Badge")
        if number is None:
            return None
        phone = phone_with(key or "")
        hands = hands_on(phone, number) if phone else None
        if hands is None or not (self.late or hands.can_at(hands.phone.site_id, now())):
            raise AuthenticationError
        request.user = hands.badge.account
        setattr(request, "yizhan_hands", hands)  # noqa: B010 - HttpRequest declares no such attribute
        return hands.badge.account


@dataclass(frozen=True, slots=True)
class KnownBadge:
    """A badge as the phone knows it without network."""

    number: str
    account_id: UUID
    name: str
    role: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class KnownRole:
    """A role's name in the reader's language, and what it may do by badge."""

    name: str
    can: list[str]


@dataclass(frozen=True, slots=True)
class SharedPhoneOut:
    """What a shared phone must know to change hands without network; `key` verifies badges."""

    site: str
    label: str
    device: str
    ends_at: datetime
    ended: bool
    key: dict[str, str]
    roles: dict[str, KnownRole]
    badges: list[KnownBadge]


def shared_phone(request: HttpRequest) -> SharedPhoneOut | None:
    """Return what this phone is if it is, or was, a shared one; else null. Holds names of the crew only."""
    phone = phone_with(request.COOKIES.get(COOKIE, ""))
    return _described(phone) if phone else None


declare(shared_phone, Access("anyone"))
router.get("/phone", auth=None, response=SharedPhoneOut | None)(shared_phone)


def shared_snapshot(request: HttpRequest) -> Snapshot | None:
    """Return what a shared phone keeps for whoever takes it next without network; nobody's own taps."""
    phone = phone_with(request.COOKIES.get(COOKIE, ""))
    if phone is None or not phone.serves_at(now()):
        return None
    site = Site.objects.get(id=phone.site_id)
    return snapshot_for(site, Named(str(NOBODY), ""), badge_rules().can, phone.device)


declare(shared_snapshot, Access("anyone"))
router.get("/phone/field", auth=None, response=Snapshot | None)(shared_snapshot)


def on_phone(hands: Hands, command: Envelope) -> Envelope:
    """Return a command under the name by which the phone is known here, whatever it calls itself."""
    return command.model_copy(update={"device": hands.phone.device})


def record_delivery(hands: Hands, commands: list[Envelope]) -> None:
    """Record which phone and badge brought these commands; their receipts name the person."""
    by = Actor(ActorKind.ACCOUNT, hands.badge.account_id).tapping()
    record_audit(
        by, "duty.act_by_badge", site_id=hands.phone.site_id, phone=str(hands.phone.id),
        badge=str(hands.badge.id), commands=[str(command.id) for command in commands],
    )  # fmt: skip


def _described(phone: SharedPhone) -> SharedPhoneOut:
    serves = phone.serves_at(now())
    badges = badges_in_force(phone.site_id) if serves else []
    return SharedPhoneOut(
        site=Site.objects.get(id=phone.site_id).code, label=phone.label, device=phone.device,
        ends_at=phone.ends_at, ended=not serves, key=phones_public_key(), roles=_known_roles(),
        badges=[_known(badge) for badge in badges],
    )  # fmt: skip


def _known(held: BadgeInForce) -> KnownBadge:
    badge = held.badge
    return KnownBadge(badge.number, badge.account_id, held.name, held.role.key, badge.ends_at)


def _known_roles() -> dict[str, KnownRole]:
    zh, can = (get_language() or "").startswith("zh"), badge_rules().can
    return {
        role.key: KnownRole(role.zh if zh else role.en, sorted(role.can & can)) for role in roles().values()
    }
