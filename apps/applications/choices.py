from django.db import models

from apps.campaigns.choices import Exemplar as Exemplar


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", "填写中"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "退回修改"
    CREATING = "creating", "创建中"
    AWAITING_INSPECTION = "awaiting_inspection", "待验收"
    INSPECTED = "inspected", "已验收"
    SCORED = "scored", "已评分"
    PUBLICISED = "publicised", "公示中"
    NAMED = "named", "已命名"
    NOT_NAMED = "not_named", "未命名"
    REJECTED = "rejected", "不予推荐"
    WITHDRAWN = "withdrawn", "已撤回"


class StepStatus(models.TextChoices):
    WAITING = "waiting", "未到"
    PENDING = "pending", "待审核"
    RECOMMENDED = "recommended", "已推荐"
    RETURNED = "returned", "已退回"
    REJECTED = "rejected", "不予推荐"
    OBJECTED = "objected", "会签不同意"
    RESERVED = "reserved", "备选"
    PASSED_UP = "passed_up", "已移交上级"


class StepKind(models.TextChoices):
    LEVEL = "level", "审核"
    COUNTERSIGN = "countersign", "会签"


class ReturnKind(models.TextChoices):
    """What a returned application has wrong: a field, a section, the plan, the files, or a leaf of the standard."""

    FIELD = "field", "栏目"
    PART = "part", "部分"
    PLAN = "plan", "实施方案"
    FILES = "files", "附件"
    LEAF = "leaf", "指标"


class CommentAudience(models.TextChoices):
    LEVELS = "levels", "仅审核各级可见"
    APPLICANT = "applicant", "申报单位可见"


class Relation(models.TextChoices):
    """Why somebody keeps out of the applications of an organization."""

    FAMILY = "family", "亲属在该单位任职"
    FORMER = "former", "曾在该单位任职未满三年"
    INTEREST = "interest", "有利害关系"
    OTHER = "other", "其他可能影响公正的关系"


class BatchVerb(models.TextChoices):
    RECOMMEND = "recommend", "推荐"
    RETURN = "return", "退回"
    REJECT = "reject", "不予推荐"
    RESERVE = "reserve", "列为备选"


class BatchStatus(models.TextChoices):
    PREVIEW = "preview", "待确认"
    RUNNING = "running", "办理中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


class BatchOutcome(models.TextChoices):
    OPEN = "open", "待办理"
    DONE = "done", "已办理"
    REFUSED = "refused", "未办理"


class AssessmentStatus(models.TextChoices):
    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "已提交"


class GapStatus(models.TextChoices):
    OPEN = "open", "整改中"
    CLOSED = "closed", "已整改"


class TaskStatus(models.TextChoices):
    PLANNED = "planned", "未开始"
    UNDER_WAY = "under_way", "进行中"
    DONE = "done", "已完成"


#: Stages of a campaign's funnel: key → (label, statuses). 已申报 is a sum; the others are its parts.
STAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "stage_applied": (
        "已申报",
        tuple(
            status
            for status in ApplicationStatus.values
            if status not in (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN)
        ),
    ),
    "stage_review": ("审核中", (ApplicationStatus.IN_REVIEW, ApplicationStatus.RETURNED)),
    "stage_creation": ("创建中", (ApplicationStatus.CREATING,)),
    "stage_assessed": ("已自评", (ApplicationStatus.AWAITING_INSPECTION,)),
    "stage_inspected": (
        "已验收",
        (ApplicationStatus.INSPECTED, ApplicationStatus.SCORED, ApplicationStatus.PUBLICISED),
    ),
    "stage_named": ("已命名", (ApplicationStatus.NAMED,)),
}


def statuses_of(key: str) -> tuple[str, ...]:
    """The statuses behind a filter value: a stage's, or the one status itself."""
    return STAGES[key][1] if key in STAGES else (key,)


class ReviewVerdict(models.TextChoices):
    """What a first review says of one leaf."""

    AGREE = "agree", "同意自评"
    MET = "met", "达到"
    UNMET = "unmet", "未达到"


class CreationForm(models.TextChoices):
    """基层自建、部门联建、党委共建."""

    OWN = "own", "自建"
    DEPARTMENTS = "departments", "联建"
    COMMITTEE = "committee", "共建"


class FundingSource(models.TextChoices):
    FISCAL = "fiscal", "财政预算"
    SPECIAL = "special", "专项经费"
    DUES = "dues", "留存党费"
    REWARD = "reward", "以奖代补"
    FUND = "fund", "帮扶基金"
    PARTNERS = "partners", "联建共建单位支持"
    OWN = "own", "单位自筹"
    OTHER = "other", "其他（在说明中写明）"


class ReportKind(models.TextChoices):
    """What a site reports during creation: 月调度 and the three showings (三亮)."""

    DISPATCH = "dispatch", "月调度"
    SHOW_GOAL = "show_goal", "亮目标"
    SHOW_PROGRESS = "show_progress", "亮进度"
    SHOW_RESULTS = "show_results", "亮成果"


class ReportStatus(models.TextChoices):
    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "退回补充"


class AdmonitionStatus(models.TextChoices):
    ISSUED = "issued", "待回复"
    ANSWERED = "answered", "已回复"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤销"


class EntryStatus(models.TextChoices):
    """An entry of money or support: it stands, or was voided with a reason."""

    STANDING = "standing", "有效"
    VOID = "void", "已作废"


class SupportKind(models.TextChoices):
    MONEY = "money", "资金"
    GOODS = "goods", "物资"
    PEOPLE = "people", "人力"
    PLACE = "place", "场地"
    SKILL = "skill", "技术"
    PROJECT = "project", "项目"
    OTHER = "other", "其他"


class GapCause(models.TextChoices):
    """Why a leaf is not met; the sentence beside it says it in the branch's own words."""

    DUTY = "duty", "责任落实不到位"
    SYSTEM = "system", "制度机制不健全"
    TEAM = "team", "班子和队伍力量不足"
    PLACE = "place", "阵地设施、经费保障不足"
    ACTIVITY = "activity", "工作未按要求开展"
    RECORD = "record", "工作已开展，记录或佐证缺失"
    DATA = "data", "数据未掌握或有误"
    OUTSIDE = "outside", "客观条件所限"
    OTHER = "other", "其他"


class CommitteePlanStatus(models.TextChoices):
    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "待批复"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已批复"


class AcceptanceStatus(models.TextChoices):
    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "待受理"
    RETURNED = "returned", "退回"
    ACCEPTED = "accepted", "已受理"
