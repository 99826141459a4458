from decimal import Decimal

from django.db import models


class CampaignKind(models.TextChoices):
    SITE = "site", "示范点"
    BELT = "belt", "示范带"
    ZONE = "zone", "示范区"
    BRAND = "brand", "党建品牌"
    STANDARDIZATION = "standardization", "规范化建设"
    IMPROVEMENT = "improvement", "提升工程"


class ActivityType(models.TextChoices):
    """What the activity is in the sense of the 2022 rules; decides words and warnings."""

    DEMONSTRATION = "demonstration", "示范创建"
    STAR_RATING = "star_rating", "星级评定"
    COMPLIANCE = "compliance", "规范化达标"
    ANNUAL_ASSESSMENT = "annual_assessment", "年度考核"
    PILOT = "pilot", "试点"
    CASE_SELECTION = "case_selection", "案例评选"


class CampaignStatus(models.TextChoices):
    DRAFT = "draft", "筹备中"
    OPEN = "open", "进行中"
    SUSPENDED = "suspended", "已暂停"
    CLOSED = "closed", "已结束"
    CANCELLED = "cancelled", "已终止"


class PhaseKind(models.TextChoices):
    MOBILIZATION = "mobilization", "动员部署"
    SURVEY = "survey", "调查摸底"
    APPLICATION = "application", "申报"
    REVIEW = "review", "审核"
    CREATION = "creation", "创建"
    SELF_ASSESSMENT = "self_assessment", "自评"
    INSPECTION = "inspection", "验收"
    MASS_SURVEY = "mass_survey", "群众测评"
    ASSESSMENT = "assessment", "评定"
    NOTICE = "notice", "公示"
    NAMING = "naming", "命名授牌"
    VERIFICATION = "verification", "年度复核"


class PhaseStatus(models.TextChoices):
    PLANNED = "planned", "未开始"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class QuotaDimension(models.TextChoices):
    TOTAL = "total", "总名额"
    PARENT = "parent", "按上级党组织"
    SECTOR = "sector", "按领域"
    LEVEL = "level", "按层级"


class RouteAct(models.TextChoices):
    """How a campaign's ladder differs from 隶属关系."""

    SKIP = "skip", "跳过本级"
    COUNTERSIGN = "countersign", "部门会签"


class CountersignMode(models.TextChoices):
    """When a department signs: beside the level, or before it so that the level decides with its opinion."""

    PARALLEL = "parallel", "与本级并行"
    IN_TURN = "in_turn", "先会签后本级"


class RunStatus(models.TextChoices):
    RUNNING = "running", "计算中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


class CandidateStatus(models.TextChoices):
    PROPOSED = "proposed", "已提名"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "未确认"


#: Share of leaves decided under which a readiness says little.
LITTLE_KNOWN = Decimal("0.3")


class FormPart(models.TextChoices):
    """The sections of the application form (申报登记表), of which each plan asks its own; registration is always asked."""

    REGISTRATION = "registration", "申报登记"
    EXEMPLAR = "exemplar", "典型类型（老典型、新典型）"
    BRAND_PROFILE = "brand_profile", "品牌设计"
    NARRATIVE = "narrative", "综合材料"
    COOPERATION = "cooperation", "创建方式（自建、联建、共建）"
    BASELINE = "baseline", "开工前对照"
    CREATION_PLAN = "creation_plan", "实施方案"
    FUNDING_REQUEST = "funding_request", "经费申请"


class Exemplar(models.TextChoices):
    """老典型 has been one for years and is to be raised; 新典型 is found and fostered now."""

    OLD = "old", "老典型"
    NEW = "new", "新典型"


class PlanGoal(models.TextChoices):
    """What an organization is to be in a year of a programme, the lowest first."""

    CREATING = "creating", "规划创建"
    COMPLIANT = "compliant", "达标"
    DEMONSTRATION = "demonstration", "示范"


#: The order of goals: a later year never asks for less.
GOAL_RANKS: dict[str, int] = {goal: at for at, goal in enumerate(PlanGoal.values, 1)}


class PlanStatus(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DECLINED = "declined", "已退回"


class TargetMeasure(models.TextChoices):
    """A share adds up over the years; numbers are those of one year."""

    SHARE = "share", "累计达到"
    COUNT = "count", "当年"
    PER_COMMITTEE = "per_committee", "每个党委当年"


class AnnouncementKind(models.TextChoices):
    """A meeting and an observation have a day and a place; people come to them."""

    NOTICE = "notice", "通知"
    MEETING = "meeting", "会议"
    OBSERVATION = "observation", "观摩"


#: Kinds to which people come.
GATHERINGS = (AnnouncementKind.MEETING, AnnouncementKind.OBSERVATION)


class AnnouncementStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


class Audience(models.TextChoices):
    """Whom an announcement reaches: secretaries of organizations, or the people of offices."""

    ELIGIBLE = "eligible", "范围内全部党组织书记"
    PARTICIPANTS = "participants", "已申报党组织书记"
    OFFICES = "offices", "下级党建办"
    CHOSEN = "chosen", "指定党组织（含下级）书记"


class Reply(models.TextChoices):
    YES = "yes", "参加"
    NO = "no", "不参加"
    UNDECIDED = "undecided", "待定"
