"""Who may write, sign and send back a self-assessment, and when."""

from typing import Any

from apps.accounts.choices import Role
from apps.campaigns.rules import in_phase
from apps.core.exceptions import OutOfTurn
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_for_exactly, scope_of

from .choices import ApplicationStatus, AssessmentStatus
from .wording import status_for

PHASE_VERB = "self_assessment.submit"


def can_start_assessment(user: Any, application: Any) -> Verdict:
    """The branch's own secretary, once the application is approved."""
    verdict = _as_secretary(user, application)
    if verdict and application.status != ApplicationStatus.CREATING:
        label = status_for(user, application)
        return refuse(f"申报当前为“{label}”，同意创建之后方可自评。", OutOfTurn)  # type: ignore[arg-type]
    return verdict


def can_answer(user: Any, assessment: Any) -> Verdict:
    """The branch's own secretary, while the self-assessment is a draft and its phase is open."""
    application = assessment.application
    verdict = _as_secretary(user, application)
    if not verdict:
        return verdict
    if assessment.status != AssessmentStatus.DRAFT:
        return refuse("自评已提交，不能再修改；如需修改请联系主办单位退回。", OutOfTurn)  # type: ignore[arg-type]
    started = can_start_assessment(user, application)
    if not started:
        return started
    phase = in_phase(application.campaign, PHASE_VERB, application.organization)
    return verdict if phase else phase


def can_submit_assessment(user: Any, assessment: Any) -> Verdict:
    """Who may answer may sign; what is still missing is the service's to say."""
    return can_answer(user, assessment)


def can_reopen_assessment(user: Any, assessment: Any) -> Verdict:
    """The organizer's office, until the site has been inspected."""
    application = assessment.application
    acting = acting_for_exactly(user, Role.OFFICE, application.campaign.organization_id)
    if acting is None:
        return refuse("只有主办单位的党建办可以退回自评。")
    if assessment.status != AssessmentStatus.SUBMITTED:
        return refuse("自评尚未提交。", OutOfTurn)  # type: ignore[arg-type]
    if application.status != ApplicationStatus.AWAITING_INSPECTION:
        return refuse(f"申报当前为“{status_for(user, application)}”，自评不能再退回。", OutOfTurn)  # type: ignore[arg-type]
    return allow(acting)


def can_attach_scan(user: Any, signing: Any) -> Verdict:
    """The branch's own secretary, for what stands signed now."""
    assessment = signing.self_assessment
    verdict = _as_secretary(user, assessment.application)
    if verdict and (assessment.status != AssessmentStatus.SUBMITTED or signing.reopened_at is not None):
        return refuse("这次签署已退回，签字盖章件请附在重新签署的自评表上。", OutOfTurn)  # type: ignore[arg-type]
    return verdict


#: The branch goes on putting right what it found until the result is public.
PLANNING = (
    ApplicationStatus.CREATING,
    ApplicationStatus.AWAITING_INSPECTION,
    ApplicationStatus.INSPECTED,
    ApplicationStatus.SCORED,
)


def can_plan_gaps(user: Any, application: Any) -> Verdict:
    """The branch's own secretary plans and closes what it found lacking itself."""
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    if acting is None:
        return refuse("只有申报单位的党组织书记可以办理自查问题。")
    if application.status not in PLANNING:
        return refuse(f"申报当前为“{application.get_status_display()}”，不能再办理自查问题。", OutOfTurn)  # type: ignore[arg-type]
    return allow(acting)


REVIEWABLE = (ApplicationStatus.AWAITING_INSPECTION, ApplicationStatus.INSPECTED, ApplicationStatus.SCORED)


def can_first_review(user: Any, application: Any) -> Verdict:
    """An office of the ladder or of the organizer, from the signed self-assessment until the result is public.

    Whoever belongs to the applicant itself keeps out (回避).
    """
    offices = [*application.steps.values_list("organization_id", flat=True), application.campaign.organization_id]
    acting = next((a for pk in offices if (a := acting_for_exactly(user, Role.OFFICE, pk)) is not None), None)
    if acting is None:
        return refuse("初审由逐级审核的党建办办理。")
    if any(m.organization_id == application.organization_id for m in scope_of(user).memberships):
        return refuse("您在申报单位任职，按回避要求不能初审本单位。")
    if application.status not in REVIEWABLE:
        return refuse(f"申报当前为“{status_for(user, application)}”，提交自评后、公示前方可初审。", OutOfTurn)  # type: ignore[arg-type]
    return allow(acting)


def _as_secretary(user: Any, application: Any) -> Verdict:
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    return allow(acting) if acting else refuse("只有申报单位的党组织书记可以填写自评。")
