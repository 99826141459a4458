"""Who may do what in an inspection, each answer with its reason."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from apps.accounts.choices import Role
from apps.applications.models import InterestDeclaration
from apps.applications.wording import LEVEL, words_for
from apps.campaigns.rules import in_phase
from apps.core import clock
from apps.core.verdicts import Acting, Verdict, allow, refuse
from apps.organizations.access import acting_as, acting_for_exactly, acting_in_role, as_acting, scope_of
from apps.organizations.choices import Level
from apps.organizations.models import Membership

from .choices import AT_SITE, FindingStatus, RoundKind, RoundStatus, Scoring, VisitStatus

if TYPE_CHECKING:
    from apps.applications.models import Application
    from apps.campaigns.models import Campaign
    from apps.organizations.models import Organization

    from .models import FieldRecord, Finding, Round, TypicalProblem, Visit

#: Applications that passed the ladder and are not decided yet.
INSPECTABLE = frozenset({"creating", "awaiting_inspection", "inspected", "scored"})
#: The yearly re-check visits those that bear the name.
VERIFIABLE = frozenset({"named"})
#: 调研指导 goes to every application that was handed in and goes on, whatever its stage.
GUIDED = frozenset(
    {"in_review", "returned", "creating", "awaiting_inspection", "inspected", "scored", "publicised", "named"}
)
#: 擂台比武 takes in who builds itself up and who bears the name.
CONTESTING = INSPECTABLE | VERIFIABLE
STAGES = {RoundKind.VERIFICATION: VERIFIABLE, RoundKind.GUIDANCE: GUIDED, RoundKind.CONTEST: CONTESTING}
#: Kinds that visit sites of campaigns that are over.
AFTERWARDS = frozenset({RoundKind.VERIFICATION, RoundKind.GUIDANCE})
#: 分级督查: which rounds visit committees as such, and who counts as one.
COMMITTEE_KINDS = frozenset({RoundKind.QUARTERLY, RoundKind.RANDOM, RoundKind.GUIDANCE})
COMMITTEE_LEVELS = frozenset({Level.DISTRICT, Level.TOWNSHIP})
#: The masses are asked while the site builds itself up and until it is scored.
SURVEYED = INSPECTABLE


def can_plan_round(user: Any, campaign: "Campaign", organization: "Organization", kind: str) -> Verdict:
    """The office of the campaign's organization, or of one between it and the sites."""
    acting = acting_as(user, Role.OFFICE, organization.path)
    if acting is None:
        return refuse("只有组织单位的党建办工作人员可以安排督查。")
    if organization.pk != campaign.organization_id and not organization.path.startswith(campaign.scope_path):
        return refuse("组织单位不在本活动的主办单位和实施范围内。")
    if campaign.status == "closed" and kind in AFTERWARDS:
        return allow(acting)
    if campaign.status != "open":
        return refuse(f"活动当前为“{campaign.get_status_display()}”，不能安排督查。")
    return allow(acting)


def can_manage_round(user: Any, round: "Round") -> Verdict:
    """The office that runs the round, or one above it; a closed round stands."""
    acting = acting_as(user, Role.OFFICE, round.organization_path)
    if acting is None:
        return refuse(f"本批次由{round.organization.short_name}组织，请由该单位办理。")
    if round.status == RoundStatus.CLOSED:
        return refuse("本批次已办结，如需调整请先重新打开。")
    return allow(acting)


def can_reopen_round(user: Any, round: "Round") -> Verdict:
    acting = acting_as(user, Role.OFFICE, round.organization_path)
    return allow(acting) if acting else refuse(f"本批次由{round.organization.short_name}组织，请由该单位办理。")


def stages_of(kind: str) -> frozenset[str]:
    """The stages of applications that a round of this kind visits."""
    return STAGES.get(RoundKind(kind), INSPECTABLE)


def fits_round(round: "Round", application: "Application") -> Verdict:
    """Whether a round may visit an application at all: same campaign, below the round, at the right stage."""
    if application.campaign_id != round.campaign_id:
        return refuse("该申报不属于本批次的活动。")
    below = application.organization_path.startswith(round.organization_path)
    if not below and round.organization_id != round.campaign.organization_id:
        return refuse(f"{application.organization.short_name}不在{round.organization.short_name}的管理范围内。")
    if application.organization_id == round.organization_id:
        return refuse("不能检查本单位，请由上级党组织安排。")
    if application.status not in stages_of(round.kind):
        label = words_for(LEVEL, application.status)
        return refuse(f"{application.organization.short_name}当前为“{label}”，不能列入本批次。")
    return Verdict(True)


def visits_committees(round: "Round") -> Verdict:
    """Whether a round may inspect committees as such: they have no standard to be scored by, only the round's questions."""
    if round.kind not in COMMITTEE_KINDS or round.scoring != Scoring.TEAM:
        kinds = "、".join(RoundKind(kind).label for kind in RoundKind if kind in COMMITTEE_KINDS)
        return refuse(f"检查下级党委请用{kinds}批次，由检查组共填一份。")
    return Verdict(True)


def has_committees(round: "Round") -> bool:
    """Whether there may be committees below the round's organization that it visits as such."""
    return bool(visits_committees(round)) and round.organization.level in (Level.CITY, Level.DISTRICT)


def fits_committee(round: "Round", committee: "Organization") -> Verdict:
    """分级督查: a committee below the round's organization, inside the campaign, that does not apply there itself."""
    verdict = visits_committees(round)
    if not verdict:
        return verdict
    name = committee.short_name
    below = committee.path.startswith(round.organization_path) and committee.pk != round.organization_id
    if not below or not committee.path.startswith(round.campaign.scope_path):
        return refuse(f"{name}不在{round.organization.short_name}的管理范围或本活动的实施范围内。")
    if committee.level not in COMMITTEE_LEVELS or committee.closed_on is not None:
        return refuse(f"{name}不是下级党（工）委，请按申报单位安排。")
    if round.campaign.applications.filter(organization=committee, status__in=stages_of(round.kind)).exists():
        return refuse(f"{name}在本活动中有自己的申报，请按申报单位安排。")
    return Verdict(True)


#: Person → (organization, what ties the person to it).
Ties = dict[int, list[tuple[int, str]]]


def ties_of(people: Collection[int]) -> Ties:
    """Where people hold or held any post, and what they declared themselves (回避申报). Two statements."""
    found: Ties = {}
    today = clock.today()
    posts = Membership.objects.filter(user__in=people, started_on__lte=today).order_by("pk")
    for user_id, organization_id, ended_on in posts.values_list("user_id", "organization_id", "ended_on"):
        over = ended_on is not None and ended_on < today
        found.setdefault(user_id, []).append((organization_id, "曾在{}任职" if over else "在{}任职"))
    declared = InterestDeclaration.objects.filter(user__in=people, ended_at=None).order_by("pk")
    for user_id, organization_id in declared.values_list("user_id", "organization_id"):
        found.setdefault(user_id, []).append((organization_id, "已申报与{}有利害关系"))
    return found


def tie_to(inspector: Any, organization: "Organization", ties: Ties) -> str:
    """Why the inspector keeps out of a site (回避): a post there, today or in the past; empty where nothing stands."""
    for organization_id, words in ties.get(inspector.pk, ()):
        if organization_id == organization.pk:
            return f"{inspector.name}{words.format(organization.short_name)}，应当回避，请换其他督导员。"
    return ""


def may_inspect(inspector: Any, organization: "Organization", ties: Ties | None = None) -> Verdict:
    """An inspector holds the role today and belongs in no way to the site, nor ever did (回避).

    Args:
        ties: of :func:`ties_of`, when the caller has read them for several people.
    """
    if not any(m.role == Role.INSPECTOR for m in scope_of(inspector).memberships):
        return refuse(f"{inspector.name}当前不是督导员，不能安排检查。")
    reason = tie_to(inspector, organization, ties_of([inspector.pk]) if ties is None else ties)
    return refuse(reason) if reason else Verdict(True)


def can_note_absence(user: Any, person: Any) -> Verdict:
    """请假、外出: the inspector, or an office at or above one of the person's seats."""
    if user.pk == person.pk:
        acting = acting_in_role(user, Role.INSPECTOR)
        return allow(acting) if acting else refuse("当前不是督导员，不用登记请假外出。")
    seats = Membership.objects.filter(user=person, role=Role.INSPECTOR).on(clock.today())
    for path in seats.order_by("pk").values_list("organization__path", flat=True):
        acting = acting_as(user, Role.OFFICE, path)
        if acting is not None:
            return allow(acting)
    return refuse(f"请由{person.name}本人或其所在单位及上级的党建办登记。")


def can_work_on(user: Any, visit: "Visit") -> Verdict:
    """Only a member of the team who is an inspector today."""
    acting = acting_in_role(user, Role.INSPECTOR)
    if acting is None or all(member.user_id != user.pk for member in visit.members.all()):
        return refuse("只有本次检查的成员可以填写检查记录。")
    if visit.status == VisitStatus.CANCELLED:
        return refuse("本次检查已取消。")
    return allow(acting)


def can_record(user: Any, visit: "Visit") -> Verdict:
    """A member of the team; an acceptance only in its phase."""
    verdict = can_work_on(user, visit)
    if not verdict or visit.round.kind != RoundKind.ACCEPTANCE:
        return verdict
    phase = in_phase(visit.round.campaign, "visit.record", visit.organization)
    return verdict if phase else phase


def can_keep_problems(user: Any, organization: "Organization") -> Verdict:
    """Each office keeps the typical problems of its own level."""
    acting = acting_for_exactly(user, Role.OFFICE, organization.pk)
    return allow(acting) if acting else refuse("典型问题由各单位党建办登记在本单位名下。")


def can_keep_problem(user: Any, problem: "TypicalProblem") -> Verdict:
    """The office that keeps it or one above; those that come with the portal by the city's office."""
    if problem.organization_id is None:
        for membership in scope_of(user).memberships:
            if membership.role == Role.OFFICE and membership.organization.level == "city":
                return allow(as_acting(membership))
        return refuse("系统自带的典型问题由市级党建办维护；本单位可另行登记。")
    acting = acting_as(user, Role.OFFICE, problem.organization_path)
    if acting is None:
        assert problem.organization is not None
        return refuse(f"该问题由{problem.organization.short_name}维护。")
    return allow(acting)


def can_decide_record(user: Any, record: "FieldRecord") -> Verdict:
    """What came from a phone and waits is decided by the round's office or one above, never by whoever sent it."""
    acting = acting_as(user, Role.OFFICE, record.visit.round.organization_path)
    if acting is None:
        return refuse(f"本批次由{record.visit.round.organization.short_name}组织，请由该单位党建办处理。")
    if record.author_id == user.pk:
        return refuse("自己提交的记录不能由本人处理，请由其他工作人员办理。")
    return allow(acting)


def for_inspected(user: Any, inspected: "Visit | Finding") -> Acting | None:
    """The capacity of the site's secretary; a committee inspected as such is spoken for by its office as well."""
    acting = acting_for_exactly(user, Role.SECRETARY, inspected.organization_id)
    if acting is None and inspected.application_id is None:
        acting = acting_for_exactly(user, Role.OFFICE, inspected.organization_id)
    return acting


def can_answer(user: Any, finding: "Finding") -> Verdict:
    acting = for_inspected(user, finding)
    if acting is None:
        return refuse("请由整改单位书记提交整改情况，党（工）委的由其党建办提交。")
    if finding.is_paused:
        return refuse("申辩待答复，期间不计整改期限；如要提交整改情况，请先撤回申辩。")
    return allow(acting)


def can_check(user: Any, finding: "Finding") -> Verdict:
    """An inspector of the visit or of a later one, or the round's office; never whoever answered (销号须由他人复查)."""
    if any(m.organization_id == finding.organization_id for m in scope_of(user).memberships):
        return refuse("整改单位不能复查自己的问题，请由督导员或上级党建办复查。")
    if finding.rectifications.filter(answered_by=user).exists():
        return refuse("提交整改情况的人不能复查，请由他人办理。")
    acting = acting_as(user, Role.OFFICE, finding.visit.round.organization_path)
    if acting is None and _visits_site(user, finding):
        acting = acting_in_role(user, Role.INSPECTOR)
    if acting is None:
        return refuse("请由本次检查的督导员或组织单位党建办复查。")
    return allow(acting)


def _visits_site(user: Any, finding: "Finding") -> bool:
    """Of the team that found it, or of a team that stands or stood at the site later."""
    teams = finding.visit.members.model.objects.filter(user=user)
    later = Q(visit__organization=finding.organization_id, visit__status__in=AT_SITE)
    return bool(teams.filter(Q(visit=finding.visit_id) | later).exists())


def can_withdraw(user: Any, finding: "Finding") -> Verdict:
    """Who could check it may also take back what was noted by mistake."""
    if finding.status == FindingStatus.VERIFIED:
        return refuse("问题已销号，不能撤销。")
    return can_check(user, finding)


def can_record_survey(user: Any, application: "Application") -> Verdict:
    """The office of an organization above the site, in the survey's phase, before results are public."""
    acting = acting_as(user, Role.OFFICE, application.organization_path)
    if acting is None or acting.organization_id == application.organization_id:
        return refuse("群众测评结果由上级党组织党建办录入。")
    if application.status not in SURVEYED:
        return refuse(f"该申报当前为“{words_for(LEVEL, application.status)}”，不能录入群众测评。")
    phase = in_phase(application.campaign, "survey.record", application.organization)
    return allow(acting) if phase else phase


def can_keep_layouts(user: Any, organization: "Organization") -> Verdict:
    """Word layouts of papers: the organization's office, or one above it."""
    acting = acting_as(user, Role.OFFICE, organization.path)
    return allow(acting) if acting else refuse(f"{organization.short_name}的版式由其党建办或上级党建办维护。")
