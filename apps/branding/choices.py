from django.db import models


class DesignationStatus(models.TextChoices):
    VALID = "valid", "有效"
    SUSPENDED = "suspended", "暂停"
    REVOKED = "revoked", "已摘牌"


class BrandStage(models.TextChoices):
    CULTIVATING = "cultivating", "培育"
    FILED = "filed", "备案"
    APPLYING = "applying", "申报"
    AWARDED = "awarded", "授牌"
    PROMOTED = "promoted", "推广"


class Theme(models.TextChoices):
    """The sector's theme (seed plan 000, 四)."""

    ENRICHMENT = "rural", "富民党建"
    LIVELIHOOD = "urban", "民生党建"
    EFFICIENCY = "government", "效能党建"
    EXEMPLARY = "public_institution", "示范党建"
    BENEFIT = "two_new", "效益党建"
    INTEGRATION = "tourism", "融合党建"
