"""Values and labels of pairings (结对共建)."""

from django.db import models


class PairingKind(models.TextChoices):
    TOWN_COUNTRY = "town_country", "城乡结对"
    STRONG_WEAK = "strong_weak", "强弱结对"
    ORGAN_COMMUNITY = "organ_community", "机关社区结对"
    COMPANY_VILLAGE = "company_village", "村企结对"
    NEIGHBOURS = "neighbours", "区域联建"
    OTHER = "other", "其他结对"


class PairingStatus(models.TextChoices):
    PROPOSED = "proposed", "待对方确认"
    RUNNING = "running", "共建中"
    DECLINED = "declined", "对方未同意"
    WITHDRAWN = "withdrawn", "已撤回"
    ENDED = "ended", "已结束"
