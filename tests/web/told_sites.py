"""What the two sites tell their people, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yizhan.core.ids import new_id
from yizhan.notices.actions.addresses import keep_group, keep_own_way
from yizhan.notices.actions.sending import Wording, send_notice
from yizhan.notices.actions.voices import write_voice_down
from yizhan.notices.enums import Importance, VoiceKind, Way, Whom
from yizhan.notices.models import Delivery, Recipient

if TYPE_CHECKING:
    from tests.web.two_sites import Place


def tell_people(place: Place, name: str) -> dict[str, str]:
    """Tell the residents something, one of the crew by mail, and have a chat group; somebody thanks."""
    by, site_id = place.by, place.site_id
    keep_own_way(by=by("catering"), way=Way.MAIL, to="catering@example.invalid")
    group = keep_group(
        by=by("clerk"), site_id=site_id, way=Way.WECOM, name=f"group of {name}"[:40], serves=Whom.RESIDENTS,
        hook="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
    )  # fmt: skip
    sent = send_notice(
        by=by("clerk"), site_id=site_id, notice_id=new_id(), groups=[group.id], whom=Whom.EVERYBODY,
        wording=Wording(title_zh=f"notice of {name}", zh=name), importance=Importance.IMPORTANT,
    )  # fmt: skip
    write_voice_down(
        by=by("clerk"), site_id=site_id, voice_id=new_id(), kind=VoiceKind.BANNER, words=f"thanks of {name}"
    )
    delivery = Delivery.objects.get(recipient__notice_id=sent.notice_id, way=Way.WECOM)
    told = Recipient.objects.filter(notice_id=sent.notice_id).exclude(party=None)[0]
    return {
        "notice_id": str(sent.notice_id), "address_id": str(group.id), "delivery_id": str(delivery.id),
        "recipient_id": str(told.id),
    }  # fmt: skip
