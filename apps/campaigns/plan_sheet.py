"""The workbook of a programme's board: one row an organization, one column a year. No database."""

from typing import Any

from apps.organizations.spreadsheet_rows import Column, SheetReport, read_sheet, text_up_to

from .choices import PlanGoal

SHEET = "创建计划图"
CODE, NAME, NOTE = "组织代码", "党组织", "说明"
NOTHING = "不列入"
WORDS = {**{label: value for value, label in PlanGoal.choices}, NOTHING: ""}


def _goal(text: str) -> tuple[Any, str]:
    if text in WORDS:
        return WORDS[text], ""
    return None, f"“{text}”无法识别，可填：{'、'.join(WORDS)}"


def columns(years: range) -> tuple[Column, ...]:
    """Code and note, and one column for each year; what else an export holds is not read."""
    # An empty cell leaves a year as it is: ``None`` is not "taken off".
    return (
        Column("code", CODE, text_up_to(40), "", "", True),
        *(Column(f"y{year}", f"{year}年", _goal, PlanGoal.COMPLIANT.label, None) for year in years),
        Column("note", NOTE, text_up_to(200), "", None),
    )


def read_plan(file: bytes, years: range) -> SheetReport:
    """Read a workbook, each row by itself. Raises SpreadsheetError: it is no such workbook."""
    return read_sheet(file, SHEET, columns(years))
