"""Who may combine, decide, publicise and answer; each refusal carries its reason."""

from typing import Any

from apps.accounts.choices import Role
from apps.campaigns.choices import CampaignStatus
from apps.campaigns.rules import in_phase
from apps.core import clock
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_for_exactly

from .choices import NoticeStatus
from .models import Evaluation, Objection, PublicNotice

NOT_ISSUER = "只有主办单位的工作人员可以办理评定和公示。"


def can_evaluate(user: Any, campaign: Any) -> Verdict:
    """Combining scores and deciding belongs to the issuing organization's office, in the assessment phase."""
    return _issuer_in_phase(user, campaign, "evaluation.decide")


def can_draft_notice(user: Any, campaign: Any) -> Verdict:
    acting = acting_for_exactly(user, Role.OFFICE, campaign.organization_id)
    return allow(acting) if acting else refuse(NOT_ISSUER)


def can_publish_notice(user: Any, notice: PublicNotice) -> Verdict:
    return _issuer_in_phase(user, notice.campaign, "notice.publish")


def can_close_notice(user: Any, notice: PublicNotice) -> Verdict:
    """A notice ends when its last day is over and every objection is answered."""
    verdict = can_draft_notice(user, notice.campaign)
    if not verdict:
        return verdict
    if notice.ends_on is None or clock.today() <= notice.ends_on:
        return refuse("公示期尚未届满，不能结束公示。")
    if notice.objections.filter(status="received").exists():
        return refuse("仍有异议待办理，请先逐件答复。")
    return verdict


def can_answer_objection(user: Any, objection: Objection) -> Verdict:
    return can_draft_notice(user, objection.notice.campaign)


def can_name(user: Any, campaign: Any) -> Verdict:
    """Naming belongs to the issuing organization's office, in the naming phase."""
    return _issuer_in_phase(user, campaign, "designation.name")


def can_move_standard(user: Any, campaign: Any) -> Verdict:
    """A running campaign takes a newer version by its organizer's office, before anything is publicised."""
    acting = acting_for_exactly(user, Role.OFFICE, campaign.organization_id)
    if acting is None:
        return refuse("只有主办单位的工作人员可以改用新版标准。")
    if campaign.status not in (CampaignStatus.OPEN, CampaignStatus.SUSPENDED):
        return refuse(f"活动{campaign.get_status_display()}，不能改用新版标准。")
    shown = PublicNotice.objects.filter(campaign=campaign, status__in=[NoticeStatus.PUBLISHED, NoticeStatus.CLOSED])
    frozen = Evaluation.objects.filter(campaign=campaign, frozen_at__isnull=False)
    if shown.order_by().values("pk").union(frozen.order_by().values("pk")).exists():
        return refuse("已有结果公示，得分不再改变，不能改用新版标准。")
    return allow(acting)


def _issuer_in_phase(user: Any, campaign: Any, verb: str) -> Verdict:
    acting = acting_for_exactly(user, Role.OFFICE, campaign.organization_id)
    if acting is None:
        return refuse(NOT_ISSUER)
    phase = in_phase(campaign, verb, campaign.organization)
    return allow(acting) if phase else phase
