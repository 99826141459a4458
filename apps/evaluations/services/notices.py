"""公示: drafted from the proposals, published for working days, closed when every objection is answered."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.applications.services import move_application, move_applications
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.calendar import add_working_days
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.states import move, record
from apps.core.verdicts import SYSTEM, require
from apps.organizations.queries import holders_of
from apps.reminders.services import notify

from ..choices import Decision, NoticeStatus
from ..models import Evaluation, NoticeEntry, Objection, PublicNotice
from ..queries import to_publicise
from ..rules import can_answer_objection, can_close_notice, can_draft_notice, can_publish_notice
from .scoring import lock_scores

MAX_OBJECTION = 2000


@transaction.atomic
def draft_notice(
    *, actor: Any, campaign: Campaign, title: str, body: str, unit: str, phone: str, address: str = ""
) -> PublicNotice:
    """Draft a notice that names every application proposed and not yet in another notice.

    Raises:
        Invalid: nobody is proposed.
    """
    acting = require(can_draft_notice(actor, campaign))
    lock_scores(campaign)
    proposed = list(to_publicise(campaign).order_by("quota_group", "rank"))
    if not proposed:
        raise Invalid("尚无拟命名单位，请先在评定页拟定名单。")
    notice = PublicNotice.objects.create(
        campaign=campaign,
        organization_path=campaign.organization_path,
        title=title,
        body=body,
        unit=unit,
        phone=phone,
        address=address,
        working_days=campaign.notice_working_days,
        created_by=actor,
    )
    NoticeEntry.objects.bulk_create(
        NoticeEntry(notice=notice, application_id=row.application_id, position=position)
        for position, row in enumerate(proposed, start=1)
    )
    record(notice, "create", acting=acting)
    return notice


@transaction.atomic
def publish_notice(*, actor: Any, notice: PublicNotice) -> PublicNotice:
    """Publish: the last day is so many working days after today (today is not counted); scores freeze.

    Raises:
        Refused: not the issuer, or outside the notice phase. OutOfTurn: published already.
        Invalid: somebody whom the draft names is proposed no longer.
    """
    acting = require(can_publish_notice(actor, notice))
    lock_scores(notice.campaign)
    _check_still_proposed(notice)
    today = clock.today()
    PublicNotice.objects.filter(pk=notice.pk, status=NoticeStatus.DRAFT).update(
        starts_on=today, ends_on=add_working_days(today, notice.working_days), published_at=clock.now()
    )
    move(notice, "publish", acting=acting)
    notice.refresh_from_db()
    move_applications(_applications(notice), "publicise", acting=acting)
    Evaluation.objects.filter(application__notice_entries__notice=notice).update(frozen_at=clock.now())
    return notice


@transaction.atomic
def close_notice(*, actor: Any, notice: PublicNotice) -> PublicNotice:
    """End the notice after its last day, with every objection answered."""
    acting = require(can_close_notice(actor, notice))
    move(notice, "close", acting=acting)
    return notice


@transaction.atomic
def withdraw_notice(*, actor: Any, notice: PublicNotice, reason: str) -> PublicNotice:
    """Take a notice back; its applications return to the board and their scores thaw."""
    acting = require(can_draft_notice(actor, notice.campaign))
    lock_scores(notice.campaign)
    change = move(notice, "withdraw", acting=acting, reason=reason)
    if change.source == NoticeStatus.PUBLISHED:
        for application in _applications(notice):
            move_application(application, "withdraw_notice", acting=acting, reason=reason)
        Evaluation.objects.filter(application__notice_entries__notice=notice).update(frozen_at=None)
    return notice


@transaction.atomic
def raise_objection(
    *, notice: PublicNotice, content: str, name: str = "", contact: str = "", application: Application | None = None
) -> Objection:
    """Take in an objection from anybody while the notice runs.

    Raises:
        OutOfTurn: the notice does not run (any more). Invalid: empty, too long, or about a unit not in it.
    """
    today = clock.today()
    running = (
        PublicNotice.objects.select_related("campaign")
        .filter(pk=notice.pk, status=NoticeStatus.PUBLISHED, starts_on__lte=today, ends_on__gte=today)
        .first()
    )
    if running is None or running.ends_on is None:
        raise OutOfTurn("该公示已结束，不再受理异议。")
    if not content.strip():
        raise Invalid("请填写异议内容。")
    if len(content) > MAX_OBJECTION:
        raise Invalid(f"异议内容不能超过 {MAX_OBJECTION} 字。")
    if application is not None and not notice.entries.filter(application=application).exists():
        raise Invalid("所选单位不在本次公示名单内。")
    objection = Objection.objects.create(
        notice=notice,
        application=application,
        organization_path=notice.organization_path,
        name=name.strip(),
        contact=contact.strip(),
        content=content.strip(),
        received_at=clock.now(),
    )
    record(objection, "create", acting=SYSTEM)
    notify(
        rule="objection.received",
        subject=objection,
        recipients=holders_of(running.campaign.organization_id, Role.OFFICE),
        title=f"收到异议：{notice.title}",
        body="请在公示期满前调查答复；有异议待办理时不能结束公示。",
        url=reverse("evaluations:notice", args=[notice.pk]),
        due_at=clock.at(running.ends_on, 23, 59, 59),
    )
    return objection


@transaction.atomic
def answer_objection(*, actor: Any, objection: Objection, upheld: bool, answer: str) -> Objection:
    """Decide an objection; an upheld one keeps its application from being named with this notice."""
    acting = require(can_answer_objection(actor, objection))
    move(objection, "uphold" if upheld else "dismiss", acting=acting, reason=answer)
    Objection.objects.filter(pk=objection.pk).update(answer=answer.strip(), handled_by=actor, handled_at=clock.now())
    objection.refresh_from_db()
    return objection


def _check_still_proposed(notice: PublicNotice) -> None:
    """Decisions may change until the list is public; what is published is what was decided last."""
    if notice.status != NoticeStatus.DRAFT:
        return
    named = Evaluation.objects.filter(application__notice_entries__notice=notice)
    changed = named.exclude(decision=Decision.PROPOSED, eligible=True).select_related("application__organization")
    names = "、".join(row.application.organization.short_name for row in changed)
    if names:
        raise Invalid(f"{names}已不在拟命名名单内，请撤销本公示稿后重新拟稿。", code="list_changed")


def _applications(notice: PublicNotice) -> list[Application]:
    return [entry.application for entry in notice.entries.select_related("application__organization")]
