"""Who may apply, edit, review and withdraw, and when. The rules of self-assessment are in assessment_rules."""

from typing import Any

from apps.accounts.choices import Role
from apps.campaigns.choices import CampaignStatus
from apps.campaigns.queries import eligible
from apps.campaigns.rules import in_phase
from apps.core.exceptions import OutOfTurn
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_for_exactly, scope_of

from .choices import ApplicationStatus, StepStatus
from .transitions import BEFORE_APPROVAL

EDITABLE_STATUSES = (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)


def can_start(user: Any, campaign: Any, organization: Any) -> Verdict:
    """The secretary of exactly this organization, in the campaign's scope, while applications are taken."""
    acting = acting_for_exactly(user, Role.SECRETARY, organization.pk)
    if acting is None:
        return refuse("只有申报单位的党组织书记可以填写申报。")
    if not eligible(campaign).filter(pk=organization.pk).exists():
        return refuse("本单位不在该活动的申报范围内。")
    phase = in_phase(campaign, "application.fill", organization)
    return allow(acting) if phase else phase


def can_edit(user: Any, application: Any) -> Verdict:
    """The branch's own secretary: a draft while applications are taken, a returned one while reviews run."""
    return _writes(user, application, "application.fill")


def can_submit(user: Any, application: Any) -> Verdict:
    return _writes(user, application, "application.submit")


def _writes(user: Any, application: Any, verb: str) -> Verdict:
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    if acting is None:
        return refuse("只有申报单位的党组织书记可以办理。")
    if application.status not in EDITABLE_STATUSES:
        label = application.get_status_display()
        return refuse(f"申报当前为“{label}”，不能修改或提交。", OutOfTurn)  # type: ignore[arg-type]
    if application.status == ApplicationStatus.RETURNED:
        verb = "application.resubmit"
    phase = in_phase(application.campaign, verb, application.organization)
    return allow(acting) if phase else phase


def can_withdraw(user: Any, application: Any) -> Verdict:
    """The branch's own secretary, at any time before approval while the campaign lasts."""
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    if acting is None:
        return refuse("只有申报单位的党组织书记可以撤回申报。")
    if application.status not in BEFORE_APPROVAL:
        label = application.get_status_display()
        return refuse(f"申报当前为“{label}”，同意创建之后不能撤回。", OutOfTurn)  # type: ignore[arg-type]
    if application.campaign.status not in (CampaignStatus.OPEN, CampaignStatus.SUSPENDED):
        return refuse("活动已结束，不能再撤回。")
    return allow(acting)


def can_review(user: Any, step: Any) -> Verdict:
    """The office of exactly the step's organization, when it is its turn, in the phase of reviews.

    Whoever belongs to the applicant itself keeps out (回避).
    """
    application = step.application
    acting = acting_for_exactly(user, Role.OFFICE, step.organization_id)
    if acting is None:
        return refuse(f"本级由{step.organization.short_name}党建办审核。")
    if any(m.organization_id == application.organization_id for m in scope_of(user).memberships):
        return refuse("您在申报单位任职，按回避要求不能审核本单位的申报。")
    if application.status != ApplicationStatus.IN_REVIEW or step.status != StepStatus.PENDING:
        return refuse(_decided(user, step), OutOfTurn)  # type: ignore[arg-type]
    phase = in_phase(application.campaign, "application.review", application.organization)
    return allow(acting) if phase else phase


def reviews_for(user: Any, step: Any) -> bool:
    """Whether the person works in the office of the step's organization."""
    return acting_for_exactly(user, Role.OFFICE, step.organization_id) is not None


def _decided(user: Any, step: Any) -> str:
    """Why a step takes no decision now: who was faster, or where the application lies."""
    application = step.application
    sentence = f"“{application}”{step.organization.short_name}一级当前为“{step.get_status_display()}”，不能再办理。"
    if step.decided_by is not None and step.status != StepStatus.PENDING:
        who = "您" if step.decided_by_id == user.pk else step.decided_by.name
        return sentence + (f"{who}已办理过。" if who == "您" else f"{who}已先于您办理，请刷新后查看。")
    return sentence + f"申报当前为“{application.get_status_display()}”。"


def can_report_progress(user: Any, application: Any) -> Verdict:
    """The branch's own secretary tells how far the plan is, while the site builds itself up."""
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    if acting is None:
        return refuse("只有申报单位的党组织书记可以填报进展。")
    if application.status != ApplicationStatus.CREATING:
        label = application.get_status_display()
        return refuse(f"申报当前为“{label}”，创建期间方可填报进展。", OutOfTurn)  # type: ignore[arg-type]
    if application.campaign.status != CampaignStatus.OPEN:
        return refuse("活动不在进行中，不能填报进展。")
    return allow(acting)
