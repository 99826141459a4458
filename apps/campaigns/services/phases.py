"""Phases follow their dates; deadlines move later, for one organization or for all."""

import datetime as dt

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.components.text import date_short
from apps.core.exceptions import Invalid
from apps.core.states import move, record
from apps.core.verdicts import SYSTEM, require
from apps.organizations.models import Organization

from ..models import Campaign, Phase, PhaseExtension
from ..queries.scope import eligible
from ..rules import can_extend
from ..signals import phase_moved
from .checks import locked


def advance_phases(as_of: dt.datetime | None = None) -> int:
    """Open and close the phases whose minute has come. Safe to run twice and at the same time.

    Returns:
        The number of phases moved.
    """
    moment = as_of or clock.now()
    with clock.moved_to(moment):
        due = [*_due("close", moment), *_due("open", moment)]
        return sum(_advance(pk, verb, moment) for pk, verb in due)


def advance_phases_of(campaign: Campaign) -> None:
    """The same for one campaign, at once."""
    moment = clock.now()
    ids = set(campaign.phases.values_list("pk", flat=True))
    for pk, verb in [*_due("close", moment), *_due("open", moment)]:
        if pk in ids:
            _advance(pk, verb, moment)


def _due(verb: str, moment: dt.datetime) -> list[tuple[int, str]]:
    found = Phase.objects.due_to_close(moment) if verb == "close" else Phase.objects.due_to_open(moment)
    return [(pk, verb) for pk in found.order_by("campaign", "position").values_list("pk", flat=True)]


@transaction.atomic
def _advance(pk: int, verb: str, moment: dt.datetime) -> bool:
    """Move one phase unless somebody else has it just now or it is no longer due."""
    due = Phase.objects.due_to_close(moment) if verb == "close" else Phase.objects.due_to_open(moment)
    phase = due.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if phase is None:
        return False
    move(phase, verb, acting=SYSTEM)
    phase_moved.send(sender=Phase, phase=phase, verb=verb)
    return True


@transaction.atomic
def extend_phase(
    *, actor: User, phase: Phase, organization: Organization, until: dt.datetime | dt.date, reason: str
) -> PhaseExtension:
    """Give one organization a later deadline. The one granted last counts.

    Args:
        until: a moment, or a day whose end is meant.

    Raises:
        Refused: not the organizer's office, or the campaign does not run.
        Invalid: no reason, not later than the phase or than now, or an organization outside the campaign.
    """
    campaign = locked(phase.campaign)
    acting = require(can_extend(actor, campaign))
    moment, reason = _end_of(until), reason.strip()
    _check_later(phase, moment, reason)
    if not eligible(campaign).filter(pk=organization.pk).exists():
        raise Invalid(f"“{organization}”不在本活动的实施范围内。", code="not_eligible")
    extension = PhaseExtension.objects.create(
        phase=phase,
        organization=organization,
        organization_path=organization.path,
        until=moment,
        reason=reason,
        granted_by=actor,
        granted_at=clock.now(),
    )
    note = f"{organization.short_name}的{phase.get_kind_display()}延至{date_short(moment)}：{reason}"
    record(phase, "extend", acting=acting, reason=note)
    return extension


@transaction.atomic
def postpone_phase(*, actor: User, phase: Phase, until: dt.datetime | dt.date, reason: str) -> Phase:
    """Move the end of a phase later for everybody; a phase already closed opens again.

    Raises:
        Refused: not the organizer's office, or the campaign does not run.
        Invalid: no reason, or not later than before and than now.
    """
    acting = require(can_extend(actor, locked(phase.campaign)))
    row = Phase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    moment, reason = _end_of(until), reason.strip()
    _check_later(row, moment, reason)
    note = f"由{date_short(row.ends_at)}推迟至{date_short(moment)}：{reason}"
    Phase.objects.filter(pk=row.pk).update(ends_at=moment)
    record(row, "postpone", acting=acting, reason=note)
    if row.status == "closed" and row.starts_at <= clock.now():
        move(row, "reopen", acting=acting, reason=reason)
    phase.refresh_from_db()
    return phase


def _end_of(until: dt.datetime | dt.date) -> dt.datetime:
    return until if isinstance(until, dt.datetime) else clock.at(until, 23, 59, 59)


def _check_later(phase: Phase, until: dt.datetime, reason: str) -> None:
    if not reason:
        raise Invalid("请填写延期理由。", code="reason_missing")
    if len(reason) > 300:
        raise Invalid("延期理由不超过 300 字。", code="reason_long")
    if until <= phase.ends_at:
        raise Invalid(f"新的期限应晚于原期限{date_short(phase.ends_at)}。", code="not_later")
    if until <= clock.now():
        raise Invalid("新的期限已经过去，请另选日期。", code="in_past")
