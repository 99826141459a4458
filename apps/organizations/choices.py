"""Values, labels and structure of organizations. Values are machine keys; labels are never compared."""

from django.db import models


class Kind(models.TextChoices):
    PARTY_COMMITTEE = "party_committee", "党委"
    WORKING_COMMITTEE = "working_committee", "党工委"
    LEADING_GROUP = "leading_group", "党组"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    JOINT_COMMITTEE = "joint_committee", "联合党委"
    FUNCTIONAL_BRANCH = "functional_branch", "功能型党支部"
    TEMPORARY_BRANCH = "temporary_branch", "临时党支部"
    TASK_BRANCH = "task_branch", "攻坚型党支部"
    COMMUNITY_COMMITTEE = "community_committee", "社区大党委"
    STREET_COMMITTEE = "street_committee", "街道大工委"
    CHAIN_ALLIANCE = "chain_alliance", "产业链党建联盟"


#: Made of member units that keep their own place in the tree.
JOINT_KINDS = frozenset(
    {Kind.JOINT_COMMITTEE, Kind.COMMUNITY_COMMITTEE, Kind.STREET_COMMITTEE, Kind.CHAIN_ALLIANCE, Kind.JOINT_BRANCH}
)


class Level(models.TextChoices):
    CITY = "city", "市级"
    DISTRICT = "district", "县区级"
    TOWNSHIP = "township", "乡镇街道级"
    GRASSROOTS = "grassroots", "基层"


class Sector(models.TextChoices):
    RURAL = "rural", "乡镇农村"
    URBAN = "urban", "街道社区"
    GOVERNMENT = "government", "机关"
    PUBLIC_INSTITUTION = "public_institution", "科教文卫事业单位"
    STATE_OWNED = "state_owned", "国有企业"
    TWO_NEW = "two_new", "两新组织"
    TOURISM = "tourism", "文旅"


class PeriodKind(models.TextChoices):
    SNAPSHOT = "snapshot", "现状"
    YEAR = "year", "年度"
    HALF_YEAR = "half_year", "半年"
    QUARTER = "quarter", "季度"
    MONTH = "month", "月度"


class ValueKind(models.TextChoices):
    NUMBER = "number", "数值"
    BOOLEAN = "boolean", "是否"


class FactSource(models.TextChoices):
    SELF = "self", "本单位填报"
    OFFICE = "office", "党建办录入"
    IMPORT = "import", "上级导入"
    INSPECTION = "inspection", "检查核实"


class LedgerSource(models.TextChoices):
    """Where a value comes from that nobody typed; never stored as the source of a fact."""

    UNITS = "unit_ledger", "单位台账"
    FACILITIES = "facility_ledger", "阵地台账"


class FactImportStatus(models.TextChoices):
    WAITING = "waiting", "等待写入"
    RUNNING = "running", "正在写入"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


class RecordKind(models.TextChoices):
    MEMBER_MEETING = "member_meeting", "党员大会"
    COMMITTEE_MEETING = "committee_meeting", "支委会"
    GROUP_MEETING = "group_meeting", "党小组会"
    PARTY_LECTURE = "party_lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    ORGANIZATIONAL_LIFE = "organizational_life", "组织生活会"
    MEMBER_APPRAISAL = "member_appraisal", "民主评议党员"
    HEART_TALK = "heart_talk", "谈心谈话"
    STUDY_SESSION = "study_session", "理论学习"
    WARNING_EDUCATION = "warning_education", "警示教育"
    JOINT_MEETING = "joint_meeting", "联席会议"
    STUDY_OF_PARTY_WORK = "study_of_party_work", "专题研究党建"
    DEBRIEFING = "debriefing", "述职评议"
    TRAINING = "training", "教育培训"
    CONTACT_VISIT = "contact_visit", "领导联系"
    MASS_CONTACT = "mass_contact", "联系服务群众"
    COMFORT_VISIT = "comfort_visit", "走访慰问"
    RESEARCH_VISIT = "research_visit", "调查研究"
    COMMITMENT = "commitment", "承诺践诺"
    PAIRING = "pairing", "结对共建"
    VOLUNTEER = "volunteer", "志愿服务"
    PUBLICITY = "publicity", "政策宣讲"
    OBSERVATION = "observation", "观摩交流"
    DISCLOSURE = "disclosure", "党务公开"
    OTHER = "other", "其他工作"


class RecordStatus(models.TextChoices):
    PLANNED = "planned", "已计划"
    FILED = "filed", "已备案"
    HELD = "held", "已开展"
    CANCELLED = "cancelled", "已作废"


#: A record that is to take place: planned, or planned and filed with the office above.
COMING = (RecordStatus.PLANNED, RecordStatus.FILED)


class Audience(models.TextChoices):
    SECRETARY = "secretary", "党组织书记"
    TEAM = "team", "班子成员"
    PARTY_WORKERS = "party_workers", "党务工作者"
    MEMBERS = "members", "党员"


class CommitmentResult(models.TextChoices):
    KEPT = "kept", "已兑现"
    PARTLY = "partly", "部分兑现"
    NOT_KEPT = "not_kept", "未兑现"


class Cadence(models.TextChoices):
    WEEK = "week", "每周"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"


class EventNature(models.TextChoices):
    FAVOURABLE = "favourable", "荣誉奖励"
    ADVERSE = "adverse", "负面事项"
    NEUTRAL = "neutral", "其他事项"


class EventLevel(models.TextChoices):
    NATIONAL = "national", "国家级"
    PROVINCIAL = "provincial", "省级"
    MUNICIPAL = "municipal", "市级"
    COUNTY = "county", "县区级"
    TOWNSHIP = "township", "乡镇街道级"
    UNIT = "unit", "单位内部"


class GrantSource(models.TextChoices):
    VISIT = "visit", "检查任务"
    BELT = "belt", "示范带联系"
    LEADER_LINK = "leader_link", "领导联系点"


class MaterialKind(models.TextChoices):
    """What a file is for people who look for it."""

    PICTURE = "picture", "图片"
    PDF = "pdf", "PDF"
    TEXT = "text", "文字"
    SHEET = "sheet", "表格"
    SLIDES = "slides", "演示"
    VIDEO = "video", "视频"
