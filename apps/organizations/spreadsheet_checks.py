"""Checks of the rows of an organizations workbook: each by itself, then the tree that they would make."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .spreadsheet_columns import COLUMNS, Column, OrganizationRow, Problem, RawRow, Report

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
DIVISION_CODE = re.compile(r"[0-9]{2,12}")
PHONE = re.compile(r"[0-9+()（）\- ]+")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def check_rows(rows: Iterable[RawRow], existing: Mapping[str, str]) -> Report:
    """Check every row by itself and as part of the tree that would result.

    Args:
        rows: from ``read_rows``.
        existing: parent code (empty for the root) by code, of the organizations already there.

    Returns:
        The report. A row below a bad row is bad too, unless its parent already exists.
    """
    problems: list[Problem] = []
    good: dict[str, OrganizationRow] = {}
    first_seen: dict[str, int] = {}
    total = 0
    for raw in rows:
        total += 1
        row = _checked(raw, first_seen, problems)
        if row is not None:
            good[row.code] = row
    if total == 0:
        problems.append(Problem(0, "", "没有数据行，请从第2行起填写"))
    ordered = _Tree(good, existing, first_seen, problems).settle()
    return Report(ordered, sorted(problems, key=lambda p: p.row_number), total)


def _checked(raw: RawRow, first_seen: dict[str, int], problems: list[Problem]) -> OrganizationRow | None:
    found: list[Problem] = []
    values: dict[str, Any] = {}
    for column in COLUMNS:
        values[column.key], reason = _value(column, raw.values[column.key])
        if reason:
            found.append(Problem(raw.number, column.label, reason))
    code = raw.values["code"]
    if code and code in first_seen:
        found.append(Problem(raw.number, "组织代码", f"“{code}”与第{first_seen[code]}行重复"))
    first_seen.setdefault(code, raw.number)
    problems.extend(found)
    if found:
        return None
    values["short_name"] = values["short_name"] or values["name"][:60]
    return OrganizationRow(number=raw.number, **values)


def _value(column: Column, text: str) -> tuple[Any, str]:
    """The value and, when it is refused, the reason."""
    if not text:
        return (None if column.key == "established_on" else ""), "不能为空" if column.is_required else ""
    if len(text) > column.limit:
        return "", f"太长，最多{column.limit}个字，现有{len(text)}个字"
    if column.values:
        return _choice(column, text)
    if column.key == "established_on":
        return _date(text)
    return text, _form_problem(column.key, text)


def _choice(column: Column, text: str) -> tuple[str, str]:
    if text in column.values.values():
        return text, ""
    if text in column.values:
        return column.values[text], ""
    return "", f"“{text}”无法识别，可填：{'、'.join(column.values)}"


def _date(text: str) -> tuple[date | None, str]:
    match = DATE.fullmatch(text)
    try:
        return (date(*map(int, match.groups())), "") if match else (None, _bad_date(text))
    except ValueError:
        return None, _bad_date(text)


def _bad_date(text: str) -> str:
    return f"“{text}”不是有效日期，请填如2015-07-01"


def _form_problem(key: str, text: str) -> str:
    if key in ("code", "parent_code") and not CODE.fullmatch(text):
        return f"“{text}”只能用字母、数字、“-”“_”，并以字母或数字开头"
    if key == "division_code" and not DIVISION_CODE.fullmatch(text):
        return f"“{text}”应为2至12位数字"
    if key == "contact_phone" and not PHONE.fullmatch(text):
        return f"“{text}”不是有效电话号码"
    return ""


class _Tree:
    """The tree as it would be: rows that are good lie over what exists.

    A row found bad falls back to what exists, which may close a circle elsewhere; so it is gone through
    again until nothing more is found. A file without tree problems is gone through once.
    """

    def __init__(
        self,
        good: dict[str, OrganizationRow],
        existing: Mapping[str, str],
        row_of: Mapping[str, int],
        problems: list[Problem],
    ) -> None:
        self.good, self.existing, self.row_of, self.problems = good, existing, row_of, problems

    def settle(self) -> list[OrganizationRow]:
        """Rows that can be imported, parents first; tree problems are added to ``problems``."""
        self._refuse_second_root()
        while True:
            before = len(self.good)
            order = self._order()
            if len(self.good) == before:
                return order

    def _parent(self, code: str) -> str | None:
        """Parent code, empty at the top of what we know, None when there is no such organization.

        ``existing`` may be a part of the tree: the parent that an organization has already is never unknown.
        """
        row = self.good.get(code)
        if row is None and code not in self.existing:
            return None
        parent = row.parent_code if row else self.existing[code]
        is_known = parent in self.good or parent in self.existing
        return "" if not is_known and parent == self.existing.get(code) else parent

    def _refuse_second_root(self) -> None:
        roots = [code for code, parent in self.existing.items() if parent not in self.existing]
        for row in list(self.good.values()):
            if row.parent_code or self.existing.get(row.code) == "":
                continue
            if roots:
                self._refuse(row.code, f"不能为空：最高一级组织已有“{roots[0]}”")
            else:
                roots.append(row.code)

    def _order(self) -> list[OrganizationRow]:
        order: list[OrganizationRow] = []
        settled: set[str] = {""}
        for code in list(self.good):
            path, end = self._climb(code, settled)
            if end in settled:
                settled.update(path)
                order.extend(self.good[each] for each in reversed(path) if each in self.good)
            else:
                self._refuse_path(path, end)
        return order

    def _climb(self, code: str, settled: set[str]) -> tuple[list[str], str]:
        """Codes from this one upward, and where the way ends: settled, met before (a circle) or unknown."""
        path: dict[str, None] = {}
        while code not in settled and code not in path:
            parent = self._parent(code)
            if parent is None:
                break
            path[code] = None
            code = parent
        return list(path), code

    def _refuse_path(self, path: list[str], end: str) -> None:
        """Refuse the rows of a way that leads nowhere; ``end`` lies on it when it is a circle.

        Below a refused row that exists already the rest is left for the next time through.
        """
        circle = path[path.index(end) :] if end in path else []
        top = circle or path[-1:]
        reason = f"上级关系成环：{' → '.join([*circle, end])}" if circle else self._unknown(end)
        for code in top:
            self._refuse(code, reason)
        for code in reversed(path[: len(path) - len(top)]):
            row = self.good.get(code)
            if row is None or row.parent_code in self.existing:
                return
            self._refuse(code, f"上级组织“{row.parent_code}”有误，无法确定隶属关系")

    def _unknown(self, parent: str) -> str:
        if parent in self.row_of:
            return f"上级组织“{parent}”所在的第{self.row_of[parent]}行有误"
        return f"找不到上级组织“{parent}”"

    def _refuse(self, code: str, reason: str) -> None:
        row = self.good.pop(code, None)
        if row is not None:
            self.problems.append(Problem(row.number, "上级组织代码", reason))
