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


TITLES = {
    "site": "基层党建示范点",
    "belt": "党建示范带示范站点",
    "zone": "党建示范区",
    "brand": "示范党建品牌",
    "standardization": "基层党组织规范化建设示范点",
    "improvement": "党建提升工程示范点",
}

#: Only a 示范创建 may use the word 示范 in a title (创建示范活动管理办法（试行）, 2022).
PLAIN_TITLES = {
    "star_rating": "星级党组织",
    "compliance": "规范化建设达标党组织",
    "annual_assessment": "年度考核优秀党组织",
    "pilot": "试点党组织",
    "case_selection": "优秀案例",
}


def title_of(campaign_kind: str, activity_type: str) -> str:
    """The title that a campaign of this kind and activity type confers."""
    return PLAIN_TITLES.get(activity_type) or TITLES[campaign_kind]
