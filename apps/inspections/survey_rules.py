"""Who may do what in a mass survey, each answer with its reason."""

from typing import TYPE_CHECKING, Any

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components.text import datetime_cn
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_as

from .choices import SurveyAccess, SurveyStatus

if TYPE_CHECKING:
    from apps.campaigns.models import Campaign
    from apps.organizations.models import Organization

    from .models import Survey, SurveySite


def can_create_survey(user: Any, campaign: "Campaign", organization: "Organization") -> Verdict:
    """As for rounds: the office of the campaign's organization, or of one between it and the sites."""
    acting = acting_as(user, Role.OFFICE, organization.path)
    if acting is None:
        return refuse("只有组织单位的党建办工作人员可以组织群众测评。")
    if organization.pk != campaign.organization_id and not organization.path.startswith(campaign.scope_path):
        return refuse("组织单位不在本活动的主办单位和实施范围内。")
    if campaign.status != "open":
        return refuse(f"活动当前为“{campaign.get_status_display()}”，不能组织群众测评。")
    return allow(acting)


def can_manage_survey(user: Any, survey: "Survey") -> Verdict:
    """The office that put the survey, or one above it."""
    acting = acting_as(user, Role.OFFICE, survey.organization_path)
    return allow(acting) if acting else refuse(f"本次测评由{survey.organization.short_name}组织，请由该单位办理。")


def can_edit_survey(user: Any, survey: "Survey") -> Verdict:
    """A draft, while the campaign runs."""
    verdict = can_manage_survey(user, survey)
    if not verdict:
        return verdict
    if survey.status != SurveyStatus.DRAFT:
        return refuse("测评已开始，题目和测评单位不能再改。")
    if survey.campaign.status != "open":
        return refuse(f"活动当前为“{survey.campaign.get_status_display()}”，不能组织群众测评。")
    return verdict


def can_type_ballots(user: Any, site: "SurveySite") -> Verdict:
    """Paper ballots are typed by an office above the site, never by the site itself."""
    acting = acting_as(user, Role.OFFICE, site.organization_path)
    if acting is None or acting.organization_id == site.application.organization_id:
        return refuse("选票由上级党组织党建办录入。")
    return allow(acting)


def takes_ballots(survey: "Survey") -> Verdict:
    """Whether anybody may answer just now, with the sentence that the public reads."""
    now = clock.now()
    if survey.access == SurveyAccess.PAPER:
        return refuse("本次测评使用纸质票，请在现场填写。")
    if survey.status == SurveyStatus.CLOSED or (survey.status == SurveyStatus.OPEN and survey.closes_at <= now):
        return refuse("本次测评已经结束，谢谢您的关注。")
    if survey.status == SurveyStatus.DRAFT or now < survey.opens_at:
        return refuse(f"测评还没有开始，请在{datetime_cn(survey.opens_at)}以后填写。")
    return Verdict(True)
