"""Opening, suspending, resuming, closing and cancelling."""

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.states import move
from apps.core.verdicts import Verdict, require

from ..models import Campaign
from ..queries.readiness import missing_to_open
from ..rules import can_cancel, can_close, can_open_campaign, can_resume, can_suspend
from .checks import locked
from .phases import advance_phases_of


@transaction.atomic
def open_campaign(*, actor: User, campaign: Campaign) -> Campaign:
    """Open a draft: from now on its standards, weights, scope and quotas are frozen.

    Raises:
        Refused: not the organizer's office.
        Invalid: the decision or another thing is missing; one sentence names all of them.
    """
    row = locked(campaign)
    acting = require(can_open_campaign(actor, row))
    missing = missing_to_open(row)
    if missing:
        raise Invalid(f"启动前还差 {len(missing)} 项：{'；'.join(m.label for m in missing)}。", code="not_ready")
    # The decision is a condition of the database for every opened campaign.
    move(row, "open", acting=acting, reason=f"{row.decision_body} {row.decision_number}")
    Campaign.objects.filter(pk=row.pk).update(opened_at=clock.now(), version=row.version + 1)
    advance_phases_of(row)
    campaign.refresh_from_db()
    return campaign


def suspend_campaign(*, actor: User, campaign: Campaign, reason: str) -> Campaign:
    """Stop everything until it is resumed."""
    return _move(actor, campaign, "suspend", reason, can_suspend(actor, campaign))


def resume_campaign(*, actor: User, campaign: Campaign, reason: str = "") -> Campaign:
    """Let a suspended campaign run on; phases whose minute passed meanwhile follow with the next run."""
    return _move(actor, campaign, "resume", reason, can_resume(actor, campaign))


def close_campaign(*, actor: User, campaign: Campaign, reason: str = "") -> Campaign:
    """End a campaign; nothing more is done in it."""
    return _move(actor, campaign, "close", reason, can_close(actor, campaign))


def cancel_campaign(*, actor: User, campaign: Campaign, reason: str) -> Campaign:
    """Break a campaign off, with a reason; what was entered stays."""
    return _move(actor, campaign, "cancel", reason, can_cancel(actor, campaign))


@transaction.atomic
def _move(actor: User, campaign: Campaign, verb: str, reason: str, verdict: Verdict) -> Campaign:
    move(campaign, verb, acting=require(verdict), reason=reason)
    return campaign
