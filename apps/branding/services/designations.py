"""命名授牌: from a closed public notice to numbered titles; suspended, restored, revoked with reasons."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.applications.models import Application
from apps.applications.services import move_application
from apps.campaigns.models import Campaign
from apps.campaigns.services import release_place
from apps.core import clock
from apps.core.components import text
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.states import move, record
from apps.core.verdicts import Acting, require
from apps.evaluations.choices import Decision, NoticeStatus, ObjectionStatus
from apps.evaluations.models import PublicNotice
from apps.organizations.queries import secretaries_of
from apps.reminders.services import notify

from ..choices import title_of
from ..models import Designation
from ..rules import can_govern_designation, can_name
from .brands import award_brand


@transaction.atomic
def name_applications(*, actor: Any, notice: PublicNotice, decision_number: str) -> list[Designation]:
    """Name every application of a closed notice; one with an upheld objection is passed over.

    Args:
        decision_number: the number of the naming decision (命名决定文号), shown on each certificate.

    Raises:
        OutOfTurn: the notice is not closed, or was used already. Invalid: no decision number.
        Refused: not the issuing office, or outside the naming phase.
    """
    acting = require(can_name(actor, notice.campaign))
    Campaign.objects.select_for_update().get(pk=notice.campaign_id)  # numbers are handed out by counting
    current = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    if current.status != NoticeStatus.CLOSED:
        raise OutOfTurn("公示尚未结束，不能命名。")
    if not decision_number.strip():
        raise Invalid("请填写命名决定文号。")
    upheld = set(notice.objections.filter(status=ObjectionStatus.UPHELD).values_list("application_id", flat=True))
    designations = []
    for entry in notice.entries.select_related("application__organization", "application__campaign__organization"):
        application = entry.application
        if application.pk in upheld:
            _pass_over(application, acting, "公示期间异议成立")
        else:
            designations.append(_name(application, decision_number.strip(), acting))
    _pass_over_declined(notice, acting)
    return designations


def _name(application: Application, decision_number: str, acting: Acting) -> Designation:
    move_application(application, "name", acting=acting)
    campaign, today = application.campaign, clock.today()
    designation = Designation.objects.create(
        application=application,
        campaign=campaign,
        organization=application.organization,
        organization_path=application.organization_path,
        number=_next_number(campaign),
        title=title_of(campaign.kind, campaign.activity_type),
        issuer=campaign.decision_body or campaign.organization.name,
        decision_number=decision_number,
        named_on=today,
        valid_until=years_later(today, campaign.validity_years),
        named_by=acting.user,
    )
    record(designation, "create", acting=acting, target=designation.status)
    award_brand(application, acting)
    notify(
        rule="designation.named",
        subject=designation,
        recipients=secretaries_of(application.organization),
        title=f"{application} 已命名为“{designation.title}”",
        body=f"证书编号 {designation.number}，有效期至 {text.date_full(designation.valid_until)}。",
        url=reverse("branding:designation", args=[designation.pk]),
    )
    return designation


def _next_number(campaign: Any) -> str:
    """Year, campaign, running number: ``2026-0012-003``. The campaign's row must be locked."""
    count = Designation.objects.filter(campaign=campaign).count()
    return f"{campaign.year}-{campaign.pk:04d}-{count + 1:03d}"


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day some years on; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _pass_over_declined(notice: PublicNotice, acting: Acting) -> None:
    """Whoever the office decided not to name learns it with the naming."""
    declined = Application.objects.filter(
        campaign=notice.campaign, status="scored", evaluation__decision=Decision.NOT_PROPOSED
    ).select_related("organization", "evaluation", "campaign")
    for application in declined:
        _pass_over(application, acting, application.evaluation.decision_reason)


def _pass_over(application: Application, acting: Acting, reason: str) -> None:
    """Not named this time; the place of the quota is free again."""
    move_application(application, "pass_over", acting=acting, reason=reason)
    release_place(application.campaign, application.organization)


def suspend_designation(*, actor: Any, designation: Designation, reason: str) -> Designation:
    """Suspend a title; the verification page says so at once."""
    return _govern(actor, designation, "suspend", reason)


def restore_designation(*, actor: Any, designation: Designation, reason: str) -> Designation:
    """Restore a suspended title."""
    return _govern(actor, designation, "restore", reason)


def revoke_designation(*, actor: Any, designation: Designation, reason: str) -> Designation:
    """摘牌: take the title away for good."""
    return _govern(actor, designation, "revoke", reason)


@transaction.atomic
def _govern(actor: Any, designation: Designation, verb: str, reason: str) -> Designation:
    acting = require(can_govern_designation(actor, designation))
    move(designation, verb, acting=acting, reason=reason)
    notify(
        rule=f"designation.{verb}",
        subject=designation,
        recipients=secretaries_of(designation.organization),
        title=f"“{designation.title}”称号状态变更为：{designation.get_status_display()}",
        body=reason,
        url=reverse("branding:designation", args=[designation.pk]),
        threshold=clock.now().isoformat(timespec="seconds")[:19],
    )
    return designation
