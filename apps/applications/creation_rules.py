"""Who may report, admonish, grant and spend during creation, and keep the people and plans around it."""

from typing import Any

from apps.accounts.choices import Role
from apps.campaigns.choices import CampaignStatus
from apps.core.exceptions import OutOfTurn
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_as, acting_for_exactly

from .choices import AdmonitionStatus, ApplicationStatus, CommitteePlanStatus
from .rules import can_report_progress

#: Money is granted and spent from approval until the site is named or passed over.
FUNDED = (
    ApplicationStatus.CREATING,
    ApplicationStatus.AWAITING_INSPECTION,
    ApplicationStatus.INSPECTED,
    ApplicationStatus.SCORED,
    ApplicationStatus.PUBLICISED,
)
NOT_RUNNING = "活动不在进行中，不能办理。"


def _turn(sentence: str) -> Verdict:
    return refuse(sentence, OutOfTurn)  # type: ignore[arg-type]


def _site(user: Any, application: Any, what: str) -> Verdict:
    """The site's own secretary while its campaign runs, from approval on."""
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    if acting is None:
        return refuse(f"只有创建单位的党组织书记可以{what}。")
    stopped = _running(application)
    return allow(acting) if stopped is None else stopped


def _running(application: Any) -> Verdict | None:
    if application.campaign.status != CampaignStatus.OPEN:
        return refuse(NOT_RUNNING)
    if application.status not in FUNDED:
        return _turn(f"申报当前为“{application.get_status_display()}”，同意创建之后、评定公布之前方可办理。")
    return None


def _above(user: Any, application: Any, what: str) -> Verdict:
    """An office above the site, never the site's own."""
    acting = acting_as(user, Role.OFFICE, application.organization_path)
    if acting is None or acting.organization_id == application.organization_id:
        return refuse(f"只有上级党建办可以{what}。")
    return allow(acting)


def can_write_report(user: Any, application: Any) -> Verdict:
    return can_report_progress(user, application)


def can_comment_report(user: Any, report: Any) -> Verdict:
    """An office above says what it thinks of a report that was handed in."""
    verdict = _above(user, report.application, "点评和退回")
    if verdict and report.status == "draft":
        return _turn("报告尚未报送。")
    return verdict


def can_return_report(user: Any, report: Any) -> Verdict:
    verdict = can_comment_report(user, report)
    if verdict and not can_still_report(report.application):
        return _turn("创建期已结束，不再退回补充。")
    return verdict


def can_still_report(application: Any) -> bool:
    return application.status == ApplicationStatus.CREATING and application.campaign.status == CampaignStatus.OPEN


def can_admonish(user: Any, application: Any) -> Verdict:
    """An office above tells a site that lags behind, while it builds itself up."""
    verdict = _above(user, application, "发出约谈提醒")
    if verdict and application.campaign.status != CampaignStatus.OPEN:
        return refuse(NOT_RUNNING)
    if verdict and application.status not in FUNDED:
        return _turn(f"申报当前为“{application.get_status_display()}”，创建期间方可约谈提醒。")
    return verdict


def can_answer_admonition(user: Any, admonition: Any) -> Verdict:
    application = admonition.application
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    if acting is None:
        return refuse("只有被约谈单位的党组织书记可以回复。")
    if admonition.status != AdmonitionStatus.ISSUED:
        return _turn(f"约谈提醒当前为“{admonition.get_status_display()}”，不能再回复。")
    return allow(acting)


def can_settle_admonition(user: Any, admonition: Any) -> Verdict:
    """The office that issued it closes it, sends the answer back or withdraws it."""
    acting = acting_for_exactly(user, Role.OFFICE, admonition.issuer_id)
    return allow(acting) if acting else refuse("由发出约谈提醒的党建办办理。")


def can_set_budget(user: Any, campaign: Any) -> Verdict:
    """The organizer's office, until the campaign ends."""
    acting = acting_for_exactly(user, Role.OFFICE, campaign.organization_id)
    if acting is None:
        return refuse("只有主办单位的党建办可以设定经费。")
    if campaign.status in (CampaignStatus.CLOSED, CampaignStatus.CANCELLED):
        return refuse(f"活动{campaign.get_status_display()}，经费不再改变。")
    return allow(acting)


def can_grant(user: Any, application: Any) -> Verdict:
    """The organizer's office approves money."""
    acting = acting_for_exactly(user, Role.OFFICE, application.campaign.organization_id)
    if acting is None:
        return refuse("只有主办单位的党建办可以批复经费。")
    stopped = _running(application)
    return allow(acting) if stopped is None else stopped


def can_spend(user: Any, application: Any) -> Verdict:
    return _site(user, application, "登记支出")


def can_note_support(user: Any, application: Any) -> Verdict:
    return _site(user, application, "登记共建支持")


def can_keep_people(user: Any, application: Any) -> Verdict:
    """The site's secretary or an office above, until the application is settled."""
    acting = acting_for_exactly(user, Role.SECRETARY, application.organization_id)
    acting = acting or acting_as(user, Role.OFFICE, application.organization_path)
    if acting is None:
        return refuse("只有申报单位的党组织书记或上级党建办可以登记责任人员。")
    if application.status in (ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN):
        return _turn(f"申报当前为“{application.get_status_display()}”，不再登记。")
    if application.campaign.status in (CampaignStatus.CLOSED, CampaignStatus.CANCELLED):
        return refuse("活动已结束，不再登记。")
    return allow(acting)


# --- A committee and its branches ----------------------------------------------------------------------------------


def can_file_plan(user: Any, campaign: Any, organization: Any) -> Verdict:
    """The office of a committee below the organizer, inside the campaign's scope."""
    acting = acting_for_exactly(user, Role.OFFICE, organization.pk)
    if acting is None:
        return refuse("由各党委的党建办报送创建计划、申请验收。")
    if campaign.organization_id == organization.pk or not organization.path.startswith(campaign.scope_path):
        return refuse("主办单位和活动范围以外的党组织不报送创建计划、不申请验收。")
    if campaign.status != CampaignStatus.OPEN:
        return refuse(NOT_RUNNING)
    return allow(acting)


def can_edit_plan(user: Any, plan: Any) -> Verdict:
    verdict = can_file_plan(user, plan.campaign, plan.organization)
    if verdict and plan.status not in (CommitteePlanStatus.DRAFT, CommitteePlanStatus.RETURNED):
        return _turn(f"当前为“{plan.get_status_display()}”，不能修改。")
    return verdict


def can_decide_for_committee(user: Any, row: Any) -> Verdict:
    """The organizer's office receives a plan or a request, approves it or sends it back."""
    acting = acting_for_exactly(user, Role.OFFICE, row.campaign.organization_id)
    if acting is None:
        return refuse("由主办单位的党建办受理和批复。")
    return allow(acting) if row.campaign.status == CampaignStatus.OPEN else refuse(NOT_RUNNING)
