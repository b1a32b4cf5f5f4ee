"""Two signatures are two people: asked inside the action, so that no other way in goes round it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from yizhan.core.refusals import Refusal
from yizhan.people.identity import fold_name
from yizhan.people.models import Account


def refuse_same_hand(signer_id: UUID, proposer: Account, proposed_at: datetime) -> None:
    """Refuse whoever proposed it, signs under a second name, or signs with an account made for it."""
    signer = Account.objects.get(id=signer_id)
    same_name = fold_name(signer.display_name) == fold_name(proposer.display_name)
    if signer.id == proposer.id or same_name:
        raise Refusal(
            "second_person_needed",
            gettext_noop("%(name)s proposed this. A second person has to sign it."),
            name=proposer.display_name,
        )
    if signer.created_at > proposed_at:
        raise Refusal(
            "account_too_new",
            gettext_noop(
                "Your account was made after this was proposed. Somebody who was here before signs it."
            ),
        )
