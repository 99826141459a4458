from django.db import models


class RoundKind(models.TextChoices):
    QUARTERLY = "quarterly", "定期督查"
    RANDOM = "random", "随机抽查"
    ACCEPTANCE = "acceptance", "验收"
    TOUR = "tour", "观摩评审"
    VERIFICATION = "verification", "年度复核"
    GUIDANCE = "guidance", "调研指导"
    CONTEST = "contest", "擂台比武"


class Scoring(models.TextChoices):
    TEAM = "team", "检查组共填一份"
    MEAN = "mean", "评委各评，取平均分"
    TRIMMED = "trimmed", "评委各评，去掉最高最低后平均"


class DrawKind(models.TextChoices):
    SITES = "sites", "被检查单位"
    INSPECTORS = "inspectors", "督导员"


class DrawGrouping(models.TextChoices):
    PARENT = "parent", "按上级党组织"
    SECTOR = "sector", "按领域"


class DrawStatus(models.TextChoices):
    COMMITTED = "committed", "已封存待抽取"
    DRAWN = "drawn", "已抽取"
    CANCELLED = "cancelled", "已作废"


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


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", "请假"
    AWAY = "away", "外出"


class ResultVerdict(models.TextChoices):
    PASS = "pass", "达标"
    FAIL = "fail", "不达标"
    NOT_APPLICABLE = "not_applicable", "不适用"


class FieldRecordStatus(models.TextChoices):
    RECEIVING = "receiving", "照片待传"
    STORED = "stored", "已入库"
    CONFLICT = "conflict", "内容冲突"
    HELD = "held", "待党建办处理"
    DISCARDED = "discarded", "不予采用"


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


class Recheck(models.TextChoices):
    ON_SITE = "on_site", "现场复查"
    MATERIAL = "material", "材料复查"


class RequestKind(models.TextChoices):
    EXTENSION = "extension", "延期申请"
    DISPUTE = "dispute", "申辩"


class RequestStatus(models.TextChoices):
    WAITING = "waiting", "待答复"
    ACCEPTED = "accepted", "同意"
    DECLINED = "declined", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


class Rung(models.TextChoices):
    """The escalation's letters, mildest first."""

    URGE = "urge", "督办"
    GUIDE = "guide", "督查指导"
    REMIND = "remind", "提醒"
    ADMONISH = "admonish", "告诫"
    ACCOUNT = "account", "问责"


class BulletinStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    ISSUED = "issued", "已印发"


class SurveyStatus(models.TextChoices):
    DRAFT = "draft", "草稿"
    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class SurveyAccess(models.TextChoices):
    OPEN = "open", "扫码直接填写"
    CODE = "code", "凭一次性测评码"
    PAPER = "paper", "仅纸质票"


class Counting(models.TextChoices):
    VALUES = "values", "按各档分值平均"
    SHARE = "share", "按满意和基本满意所占比例"


class BallotSource(models.TextChoices):
    ONLINE = "online", "扫码"
    PAPER = "paper", "纸质票录入"


#: Not handed in yet; and those where a team stood at the door.
OPEN_VISITS = (VisitStatus.PLANNED, VisitStatus.UNDER_WAY)
AT_SITE = (VisitStatus.UNDER_WAY, VisitStatus.RECORDED)
#: What the site still has to answer, and what is not closed.
OWED = (FindingStatus.OPEN, FindingStatus.SENT_BACK)
UNRESOLVED = (*OWED, FindingStatus.ANSWERED)

#: 四步督导法: the theme of each quarter (seed plan 003, 三（二）).
QUARTER_THEMES = {1: "抓启动督部署", 2: "抓推进督落实", 3: "抓提升督进度", 4: "抓评估督成效"}

#: Kinds that are scored by several people, unless the office says otherwise.
SEVERAL_SCORERS = frozenset({RoundKind.TOUR, RoundKind.CONTEST})
#: Kinds outside the plan of a quarter: nobody is owed them, and they count as no visit of the quarter.
OUTSIDE_QUARTERS = frozenset({RoundKind.GUIDANCE, RoundKind.CONTEST})
