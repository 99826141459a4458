from django.db import models


class VersionStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"


class StandardKind(models.TextChoices):
    GATE = "gate", "达标制（全部具备）"
    SCORED = "scored", "计分制"
