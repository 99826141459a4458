from django.db import models


class RoundKind(models.TextChoices):
    QUARTERLY = "quarterly", "定期督查"
    RANDOM = "random", "随机抽查"
    ACCEPTANCE = "acceptance", "验收"
    TOUR = "tour", "观摩评审"
    VERIFICATION = "verification", "年度复核"


class RoundStatus(models.TextChoices):
    PLANNED = "planned", "已安排"
    CLOSED = "closed", "已办结"


class VisitStatus(models.TextChoices):
    PLANNED = "planned", "待检查"
    UNDER_WAY = "under_way", "检查中"
    RECORDED = "recorded", "已提交"
    CANCELLED = "cancelled", "已取消"


class Method(models.TextChoices):
    DOCUMENTS = "documents", "看资料"
    ON_SITE = "on_site", "实地查看"
    TALKS = "talks", "座谈走访"


class ResultVerdict(models.TextChoices):
    PASS = "pass", "达标"
    FAIL = "fail", "不达标"
    NOT_APPLICABLE = "not_applicable", "不适用"


class Severity(models.TextChoices):
    MINOR = "minor", "一般"
    MAJOR = "major", "较重"
    CRITICAL = "critical", "严重"


class FindingStatus(models.TextChoices):
    OPEN = "open", "待整改"
    ANSWERED = "answered", "待复查"
    SENT_BACK = "sent_back", "退回整改"
    VERIFIED = "verified", "已销号"
    WITHDRAWN = "withdrawn", "已撤销"


#: 四步督导法: the theme of each quarter (seed plan 003, 三（二）).
QUARTER_THEMES = {1: "抓启动督部署", 2: "抓推进督落实", 3: "抓提升督进度", 4: "抓评估督成效"}
