"""What special care ends when people leave a site."""

from collections.abc import Collection
from uuid import UUID

from yizhan.care.actions.crisis import leave_site
from yizhan.care.actions.medicines import end_for_departed
from yizhan.care.actions.orders import call_off_for_departed
from yizhan.care.actions.register import close_for_departed
from yizhan.core.actors import Actor


def let_care_end(*, by: Actor, site_id: UUID, person_ids: Collection[UUID]) -> None:
    """Close records, medicines and what was being got for people who have left; no watch rings any more."""
    close_for_departed(by=by, site_id=site_id, person_ids=person_ids)
    end_for_departed(by=by, site_id=site_id, person_ids=person_ids)
    call_off_for_departed(by=by, site_id=site_id, person_ids=person_ids)
    leave_site(by=by, site_id=site_id, person_ids=person_ids)
