"""Who may apply, edit, review and withdraw, and when. The rules of self-assessment are in assessment_rules."""

from collections.abc import Iterable
from typing import Any

from apps.accounts.choices import Role
from apps.campaigns.choices import CampaignStatus
from apps.campaigns.queries import eligible
from apps.campaigns.rules import in_phase
from apps.core.exceptions import OutOfTurn
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_as, acting_for_exactly, acting_in_role

from .choices import ApplicationStatus, CommentAudience, StepKind, StepStatus
from .committee_rules import REQUIRED, lacking_plan, plan_demand
from .duties import acting_on, conflict_of
from .transitions import BEFORE_APPROVAL
from .wording import status_for

EDITABLE_STATUSES = (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)


def can_start(user: Any, campaign: Any, organization: Any) -> Verdict:
    """The secretary of exactly this organization, in the campaign's scope, while applications are taken."""
    acting = acting_for_exactly(user, Role.SECRETARY, organization.pk)
    if acting is None:
        return refuse("只有申报单位的党组织书记可以填写申报。")
    if not eligible(campaign).filter(pk=organization.pk).exists():
        return refuse("本单位不在该活动的申报范围内。")
    lacking = lacking_plan(campaign, organization) if plan_demand(campaign) == REQUIRED else ""
    if lacking:
        return refuse(lacking)
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
        label = status_for(user, application)
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
        label = status_for(user, application)
        return refuse(f"申报当前为“{label}”，同意创建之后不能撤回。", OutOfTurn)  # type: ignore[arg-type]
    if application.campaign.status not in (CampaignStatus.OPEN, CampaignStatus.SUSPENDED):
        return refuse("活动已结束，不能再撤回。")
    return allow(acting)


def can_restart(user: Any, application: Any) -> Verdict:
    """A withdrawn application is taken up again by its own secretary while applications are taken."""
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    if acting is None:
        return refuse("只有申报单位的党组织书记可以重新申报。")
    if application.status != ApplicationStatus.WITHDRAWN:
        label = application.get_status_display()
        return refuse(f"申报当前为“{label}”，不能重新申报。", OutOfTurn)  # type: ignore[arg-type]
    if not eligible(application.campaign).filter(pk=application.organization_id).exists():
        return refuse("本单位不在该活动的申报范围内，不能重新申报。")
    phase = in_phase(application.campaign, "application.fill", application.organization)
    return allow(acting) if phase else phase


def can_take_over(user: Any, application: Any) -> Verdict:
    """A new secretary puts the own name under a draft that the one before began."""
    verdict = can_edit(user, application)
    if verdict and application.secretary_name == user.name:
        return refuse("申报表上的责任书记已经是您。")
    return verdict


def can_review(user: Any, step: Any) -> Verdict:
    """The office of exactly the step's organization or its delegate, when it is its turn, in the phase of reviews.

    Whoever belongs to the applicant itself, or has declared a relation with it, keeps out (回避).
    """
    application = step.application
    acting = acting_on(user, step.organization_id)
    if acting is None:
        office = step.organization.short_name
        return refuse(f"等待{office}会签。" if step.kind == StepKind.COUNTERSIGN else f"本级由{office}党建办审核。")
    if reason := conflict_of(user, application.organization):
        return refuse(f"{reason}请由同事办理。")
    if application.status != ApplicationStatus.IN_REVIEW or step.status != StepStatus.PENDING:
        return refuse(_decided(user, step), OutOfTurn)  # type: ignore[arg-type]
    phase = in_phase(application.campaign, "application.review", application.organization)
    return allow(acting) if phase else phase


def reviews_for(user: Any, step: Any) -> bool:
    """Whether the person reviews for the office of the step's organization."""
    return acting_on(user, step.organization_id) is not None


def can_recall(user: Any, step: Any) -> Verdict:
    """The office that decided, while reviews run. Whether it is not too late say the steps (``queries.recalling``)."""
    acting = acting_on(user, step.organization_id)
    if acting is None:
        return refuse(f"只有{step.organization.short_name}党建办可以撤回本级的决定。")
    if reason := conflict_of(user, step.application.organization):
        return refuse(reason)
    phase = in_phase(step.application.campaign, "application.review", step.application.organization)
    return allow(acting) if phase else phase


def can_rank(user: Any, campaign: Any, organization: Any) -> Verdict:
    """An office orders its own candidates in a campaign that wants the best."""
    acting = acting_on(user, organization.pk)
    if acting is None:
        return refuse(f"只有{organization.short_name}党建办可以对本级候选排序。")
    if not campaign.ranked:
        return refuse("本活动不要求择优排序。")
    if campaign.status != CampaignStatus.OPEN:
        return refuse("活动不在进行中，不能排序。")
    return allow(acting)


def can_assign(user: Any, step: Any) -> Verdict:
    """Within an office anybody says who works on what."""
    acting = acting_on(user, step.organization_id)
    return allow(acting) if acting else refuse(f"只有{step.organization.short_name}党建办可以指定经办人。")


def can_delegate(user: Any, organization: Any) -> Verdict:
    """The office itself, or one above it when nobody is left there."""
    acting = acting_as(user, Role.OFFICE, organization.path)
    return allow(acting) if acting else refuse("只有本级或上级党建办可以办理委托和移交。")


def can_declare(user: Any) -> Verdict:
    acting = acting_in_role(user, Role.OFFICE)
    return allow(acting) if acting else refuse("只有党建办人员需要申报回避。")


def can_end_interest(user: Any, declaration: Any) -> Verdict:
    acting = acting_in_role(user, Role.OFFICE)
    if acting is None or declaration.user_id != user.pk:
        return refuse("只有申报人本人可以解除回避。")
    return allow(acting)


def can_comment(user: Any, application: Any, audience: str, steps: Iterable[Any] | None = None) -> Verdict:
    """The applicant's secretary with its reviewers; offices that see the application with both.

    Nobody who holds a role in the applying organization takes part in what is said between levels.

    Args:
        steps: those of the application, where they are at hand.
    """
    own = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    if own is not None:
        if audience != CommentAudience.APPLICANT:
            return refuse("审核各级之间的批注，申报单位不能填写。")
        if application.status == ApplicationStatus.DRAFT:
            return refuse("申报尚未提交，提交后方可与审核单位沟通。")
        return allow(own)
    if audience == CommentAudience.LEVELS and conflict_of(user, application.organization):
        return refuse("您须回避，不能参与审核各级之间的沟通。")
    acting = office_on(user, application, steps)
    if acting is None:
        return refuse("只有审核单位和申报单位可以沟通。")
    if application.status == ApplicationStatus.DRAFT:
        return refuse("申报尚未提交，不能批注。")
    return allow(acting)


def is_applicant(user: Any, application: Any) -> bool:
    """Whether the person is secretary of exactly the applying organization."""
    return acting_for_exactly(user, Role.SECRETARY, application.organization_id) is not None


def office_on(user: Any, application: Any, steps: Iterable[Any] | None = None) -> Any:
    """The capacity of an office that reviews the application or stands above the applicant."""
    rows = application.steps.all() if steps is None else steps
    reached = [step for step in rows if step.status != StepStatus.WAITING]
    for step in sorted(reached, key=lambda step: (-step.position, step.branch)):
        acting = acting_on(user, step.organization_id)
        if acting is not None:
            return acting
    return acting_as(user, Role.OFFICE, application.organization_path)


def _decided(user: Any, step: Any) -> str:
    """Why a step takes no decision now: who was faster, or where the application lies."""
    application = step.application
    sentence = f"“{application}”{step.organization.short_name}一级当前为“{step.get_status_display()}”，不能再办理。"
    if step.decided_by is not None and step.status != StepStatus.PENDING:
        who = "您" if step.decided_by_id == user.pk else step.decided_by.name
        return sentence + (f"{who}已办理过。" if who == "您" else f"{who}已先于您办理，请刷新后查看。")
    return sentence + f"申报当前为“{status_for(user, application)}”。"


def can_report_progress(user: Any, application: Any) -> Verdict:
    """The branch's own secretary tells how far the plan is, while the site builds itself up."""
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    if acting is None:
        return refuse("只有申报单位的党组织书记可以填报进展。")
    if application.status != ApplicationStatus.CREATING:
        label = status_for(user, application)
        return refuse(f"申报当前为“{label}”，创建期间方可填报进展。", OutOfTurn)  # type: ignore[arg-type]
    if application.campaign.status != CampaignStatus.OPEN:
        return refuse("活动不在进行中，不能填报进展。")
    return allow(acting)
