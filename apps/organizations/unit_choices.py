"""Values and labels of units (单位) and what is known about them. Values are machine keys; labels are never compared."""

from django.db import models


class UnitKind(models.TextChoices):
    PRIVATE_ENTERPRISE = "private_enterprise", "非公有制企业"
    SOCIAL_ORGANIZATION = "social_organization", "社会组织"
    SELF_EMPLOYED = "self_employed", "个体工商户"
    NEW_BUSINESS = "new_business", "新兴业态"
    PRIVATE_SCHOOL = "private_school", "民办学校"
    STATE_OWNED = "state_owned", "国有企业"
    VILLAGE = "village", "行政村"
    VILLAGER_GROUP = "villager_group", "村民小组"
    COMPOUND = "compound", "楼院小区"
    BUILDING = "building", "商务楼宇"
    MARKET = "market", "商圈市场"
    PARK = "park", "产业园区"
    SCHOOL = "school", "公办学校"
    HOSPITAL = "hospital", "公立医院"
    INSTITUTION = "institution", "其他事业单位"
    ORGAN = "organ", "机关"
    PROJECT = "project", "重点项目"


#: 两新组织: new economic and new social organizations.
TWO_NEW = frozenset(
    {
        UnitKind.PRIVATE_ENTERPRISE,
        UnitKind.SOCIAL_ORGANIZATION,
        UnitKind.SELF_EMPLOYED,
        UnitKind.NEW_BUSINESS,
        UnitKind.PRIVATE_SCHOOL,
    }
)
#: Areas with many units in them: they have no staff of their own and are covered by regional organizations.
AREAS = frozenset({UnitKind.BUILDING, UnitKind.MARKET, UnitKind.PARK})
#: Kinds with somebody who put the money in.
INVESTED = frozenset(
    {UnitKind.PRIVATE_ENTERPRISE, UnitKind.SELF_EMPLOYED, UnitKind.NEW_BUSINESS, UnitKind.PRIVATE_SCHOOL}
)


class Operating(models.TextChoices):
    NORMAL = "normal", "正常运行"
    SUSPENDED = "suspended", "停业停产"
    CLOSED = "closed", "已注销"


class Established(models.TextChoices):
    SEPARATE = "separate", "单独组建"
    JOINT = "joint", "联合组建"
    INDUSTRY = "industry", "行业组建"
    REGIONAL = "regional", "区域组建"
    NONE = "none", "未建"


class SecretaryFrom(models.TextChoices):
    INVESTOR = "investor", "出资人担任"
    MANAGER = "manager", "管理层担任"
    EMPLOYEE = "employee", "职工担任"
    SENT = "sent", "上级选派"
    VACANT = "vacant", "暂缺"


class UnitActivity(models.TextChoices):
    REGULAR = "regular", "正常开展"
    OCCASIONAL = "occasional", "偶有开展"
    NONE = "none", "未开展"


class UnitVenue(models.TextChoices):
    OWN = "own", "独立场所"
    SHARED = "shared", "共用场所"
    NONE = "none", "没有场所"
