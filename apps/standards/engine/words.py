"""Closed vocabularies of the engine and the Chinese words that render them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

PERIOD = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|-(\d{2}))?")


class State(StrEnum):
    """What is known about a criterion; only ``SCORED`` carries a verdict."""

    SCORED = "scored"
    UNANSWERED = "unanswered"
    INSUFFICIENT = "insufficient"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """How far a decided criterion is fulfilled."""

    MET = "met"
    PARTIAL = "partial"
    UNMET = "unmet"


class Gate(StrEnum):
    """Whether all mandatory leaves below a node are met."""

    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"


STATE_LABELS = {
    State.SCORED: "已判定",
    State.UNANSWERED: "未填",
    State.INSUFFICIENT: "数据不足",
    State.NOT_APPLICABLE: "不适用",
}
VERDICT_LABELS = {Verdict.MET: "达到", Verdict.PARTIAL: "部分达到", Verdict.UNMET: "未达到"}
GATE_LABELS = {Gate.PASSED: "全部达标", Gate.FAILED: "未达标", Gate.PENDING: "待判定"}
SOURCE_LABELS = {
    "self": "本单位填报",
    "import": "上级导入",
    "inspection": "检查核实",
    "review": "初审核实",
    "record": "工作记录",
    "office": "党建办录入",
    "unit_ledger": "单位台账",
    "facility_ledger": "阵地台账",
    "mass_survey": "群众测评",
}
PERIOD_LABELS = {
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
}
CAP_LABELS = {
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
    "all": "合计",
}
EVENT_LEVELS = {
    "national": "国家级",
    "provincial": "省级",
    "municipal": "市级",
    "county": "县区级",
    "township": "乡镇街道级",
    "unit": "单位内部",
}
EVENT_ROLES = {"first": "一等", "second": "二等", "third": "三等", "other": "其他", "none": "不分等次"}
#: Values of an organization's attributes as conditions name them.
ATTRIBUTE_VALUES = {
    "sector": {
        "rural": "乡镇农村",
        "urban": "街道社区",
        "government": "机关",
        "public_institution": "科教文卫事业单位",
        "state_owned": "国有企业",
        "two_new": "两新组织",
        "tourism": "文旅",
    },
    "kind": {
        "party_committee": "党委",
        "working_committee": "党工委",
        "leading_group": "党组",
        "general_branch": "党总支",
        "branch": "党支部",
        "joint_branch": "联合党支部",
        "joint_committee": "联合党委",
        "functional_branch": "功能型党支部",
        "temporary_branch": "临时党支部",
        "task_branch": "攻坚型党支部",
        "community_committee": "社区大党委",
        "street_committee": "街道大工委",
        "chain_alliance": "产业链党建联盟",
    },
    "level": {"city": "市级", "district": "县区级", "township": "乡镇街道级", "grassroots": "基层"},
}
OPERATORS = (">", ">=", "=", "!=", "<", "<=", "between")
OPERATOR_SIGNS = {">": ">", ">=": "≥", "=": "=", "!=": "≠", "<": "<", "<=": "≤"}
OPPOSITE_SIGNS = {">": "≤", ">=": "<", "=": "≠", "!=": "=", "<": "≥", "<=": ">"}


def ranked(codes: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Codes from the highest to the lowest as their list has them, others after them as they come.

    A database keeps the keys of a mapping in an order of its own.
    """
    order = list(known)
    return sorted(codes, key=lambda code: order.index(code) if code in order else len(order))


def source_label(source: str) -> str:
    """Chinese name of where a value comes from; unknown sources are shown as given."""
    return SOURCE_LABELS.get(source, source)


def event_level_title(code: str) -> str:
    """Chinese name of an event's level; an unknown one is named as such."""
    return EVENT_LEVELS.get(code) or f"未定义的级别“{code}”"


def event_role_title(code: str) -> str:
    """Chinese name of an event's role or prize; an unknown one is named as such."""
    return EVENT_ROLES.get(code) or f"未定义的等次“{code}”"


def day_words(day: date) -> str:
    """2026年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def span_words(first: date, last: date) -> str:
    """2026年1月1日至10月31日; the year of the last day only where it is another one."""
    return f"{day_words(first)}至{day_words(last).removeprefix(f'{first.year}年')}"


def period_label(period: str) -> str:
    """2026, 2026H1, 2026Q4 and 2026-11 in Chinese; any other text as given."""
    if match := PERIOD.fullmatch(period):
        year, half, quarter, month = match.groups()
        part = f"第{quarter}季度" if quarter else f"{int(month)}月" if month else ""
        if half:
            part = "上半年" if half == "1" else "下半年"
        return f"{year}年{part}"
    return period
