"""Ledgers (台账): which kinds of records print together, and what their columns are. Pure."""

from dataclasses import dataclass

from .choices import RecordKind

#: Columns of every ledger; some add their own before the summary.
FIRST = ("held_on", "kind", "title", "place", "expected", "headcount")


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: code in the address, title on paper, kinds of records, columns between the counts and the summary."""

    code: str
    title: str
    kinds: tuple[str, ...]
    own: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        first = FIRST if len(self.kinds) > 1 else tuple(name for name in FIRST if name != "kind")
        return (*first, *self.own, "summary")


LEDGERS = (
    Ledger(
        "three_meetings",
        "三会一课台账",
        (
            RecordKind.MEMBER_MEETING,
            RecordKind.COMMITTEE_MEETING,
            RecordKind.GROUP_MEETING,
            RecordKind.PARTY_LECTURE,
        ),
    ),
    Ledger("theme_day", "主题党日台账", (RecordKind.THEME_DAY,)),
    Ledger(
        "organizational_life",
        "组织生活台账",
        (RecordKind.ORGANIZATIONAL_LIFE, RecordKind.MEMBER_APPRAISAL, RecordKind.HEART_TALK),
    ),
    Ledger(
        "training",
        "教育培训台账",
        (RecordKind.TRAINING, RecordKind.STUDY_SESSION, RecordKind.WARNING_EDUCATION, RecordKind.OBSERVATION),
        ("audiences", "hours"),
    ),
    Ledger(
        "party_work",
        "研究部署党建工作台账",
        (RecordKind.STUDY_OF_PARTY_WORK, RecordKind.JOINT_MEETING, RecordKind.DEBRIEFING),
    ),
    Ledger(
        "mass_contact",
        "联系服务群众台账",
        (
            RecordKind.MASS_CONTACT,
            RecordKind.COMFORT_VISIT,
            RecordKind.RESEARCH_VISIT,
            RecordKind.PUBLICITY,
            RecordKind.VOLUNTEER,
        ),
    ),
    Ledger("leader_contact", "领导联系台账", (RecordKind.CONTACT_VISIT,)),
    Ledger("commitment", "承诺践诺台账", (RecordKind.COMMITMENT,), ("result",)),
    Ledger("pairing", "结对共建台账", (RecordKind.PAIRING,), ("partner",)),
    Ledger("disclosure", "党务公开台账", (RecordKind.DISCLOSURE,)),
    Ledger("other", "其他工作台账", (RecordKind.OTHER,)),
)
BY_CODE = {ledger.code: ledger for ledger in LEDGERS}

#: Headings on paper.
HEADINGS = {
    "held_on": "日期",
    "kind": "类型",
    "title": "主题",
    "place": "地点",
    "expected": "应到人数",
    "headcount": "实到人数",
    "audiences": "培训对象",
    "hours": "学时",
    "partner": "共建单位",
    "result": "践诺情况",
    "summary": "纪实",
}

#: Kinds as they are offered for entry, in groups that people look for them under.
GROUPS = (
    (
        "组织生活",
        (
            RecordKind.THEME_DAY,
            RecordKind.MEMBER_MEETING,
            RecordKind.COMMITTEE_MEETING,
            RecordKind.GROUP_MEETING,
            RecordKind.PARTY_LECTURE,
            RecordKind.ORGANIZATIONAL_LIFE,
            RecordKind.MEMBER_APPRAISAL,
            RecordKind.HEART_TALK,
        ),
    ),
    (
        "学习教育",
        (RecordKind.TRAINING, RecordKind.STUDY_SESSION, RecordKind.WARNING_EDUCATION, RecordKind.OBSERVATION),
    ),
    ("研究部署", (RecordKind.STUDY_OF_PARTY_WORK, RecordKind.JOINT_MEETING, RecordKind.DEBRIEFING)),
    (
        "联系服务",
        (
            RecordKind.MASS_CONTACT,
            RecordKind.COMFORT_VISIT,
            RecordKind.RESEARCH_VISIT,
            RecordKind.VOLUNTEER,
            RecordKind.PUBLICITY,
            RecordKind.PAIRING,
            RecordKind.COMMITMENT,
            RecordKind.DISCLOSURE,
            RecordKind.CONTACT_VISIT,
            RecordKind.OTHER,
        ),
    ),
)
#: Kinds whose hours and audience are told.
TAUGHT = frozenset(
    {RecordKind.TRAINING, RecordKind.STUDY_SESSION, RecordKind.WARNING_EDUCATION, RecordKind.OBSERVATION}
)
#: Kinds that are done together with another organization.
SHARED = frozenset({RecordKind.PAIRING, RecordKind.JOINT_MEETING, RecordKind.OBSERVATION})
