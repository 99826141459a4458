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


class AssessmentStatus(models.TextChoices):
    DRAFT = "draft", "填写中"
    SUBMITTED = "submitted", "已提交"


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
