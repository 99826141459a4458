from django.db import models


class VersionStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    REVIEW = "review", "待审批"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被新版替代"
    RETIRED = "retired", "已停用"


#: Not yet in force: seen by the office that writes them, built anew at every look.
UNPUBLISHED = (VersionStatus.DRAFT, VersionStatus.REVIEW)


class AskStatus(models.TextChoices):
    OPEN = "open", "待审批"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不同意"


class CatalogueEntry(models.TextChoices):
    """What the city's catalogues hold and a standard may lack."""

    METRIC = "metric", "数据项"
    EVENT = "event", "事项"


class StandardKind(models.TextChoices):
    GATE = "gate", "达标制（全部具备）"
    SCORED = "scored", "计分制"
