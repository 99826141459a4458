"""Columns of the organizations workbook, and what is said about a row: shared by reading and checking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .choices import Kind, Level, Sector


@dataclass(frozen=True, slots=True)
class Column:
    """A column: field name, heading, longest text in characters, values by label if it is a choice."""

    key: str
    label: str
    limit: int
    hint: str
    is_required: bool = False
    width: int = 16
    values: Mapping[str, str] = field(default_factory=dict)


def _by_label(choices: Any) -> dict[str, str]:
    return {label: value for value, label in choices.choices}


COLUMNS = (
    Column("code", "组织代码", 40, "唯一且长期不变，用字母、数字、“-”“_”", True, 18),
    Column("name", "组织全称", 120, "与印章一致", True, 44),
    Column("short_name", "简称", 60, "不填则用组织全称", width=24),
    Column("parent_code", "上级组织代码", 40, "最高一级组织留空，其他必填", width=18),
    Column("kind", "组织类别", 30, "从下拉列表中选择", True, values=_by_label(Kind)),
    Column("level", "层级", 20, "从下拉列表中选择", True, values=_by_label(Level)),
    Column("sector", "领域", 30, "从下拉列表中选择", True, values=_by_label(Sector)),
    Column("division_code", "行政区划代码", 12, "2至12位数字"),
    Column("established_on", "成立日期", 20, "如2015-07-01"),
    Column("contact_name", "联系人", 40, "工作联系人，不填身份证号"),
    Column("contact_phone", "联系电话", 20, "办公电话，如0773-0000000"),
    Column("address", "地址", 200, "办公或活动场所地址", width=32),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where; row 0 is the file as a whole, an empty column the whole row."""

    row_number: int
    column: str
    reason: str

    def __str__(self) -> str:
        row = f"第{self.row_number}行" if self.row_number else "文件"
        column = f"“{self.column}”" if self.column else ""
        return f"{row}{column}：{self.reason}"


class SpreadsheetError(Exception):
    """The file cannot be read as an organizations workbook; ``problem`` says why, in Chinese."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as read: text by field name, stripped, absent columns empty."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """One checked row; kind, level and sector are identifiers."""

    number: int
    code: str
    name: str
    short_name: str
    parent_code: str
    kind: str
    level: str
    sector: str
    division_code: str
    established_on: date | None
    contact_name: str
    contact_phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Report:
    """Good rows, parents before children, and every problem by row; ``total`` counts all rows read."""

    rows: list[OrganizationRow]
    problems: list[Problem]
    total: int
