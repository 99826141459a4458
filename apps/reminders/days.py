"""The office's own working days as people write them: lines of a table or of an announcement. No database.

A line is ``first day [last day] 休|班 [name]``, separated by tabs, commas or blanks: what is copied out of a
spreadsheet, or typed after the notice of the State Council (元旦 2027-01-01 至 2027-01-03 放假, 01-04 上班).
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: One line may not close an office for longer; a slip of the year would.
MOST_DAYS = 31
MOST_LINES = 400
MOST_LETTERS = 40
WORDS = {"休": False, "放假": False, "休息": False, "班": True, "上班": True, "补班": True, "调休上班": True}
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
PARTS = re.compile(r"[\s,，;；\t]+")
BETWEEN = {"至", "到", "-", "—", "~", "～"}


@dataclass(frozen=True)
class DayRange:
    """Days from ``first`` to ``last``, both included, that are all worked or all off."""

    first: dt.date
    last: dt.date
    is_working: bool
    name: str = ""

    def days(self) -> list[dt.date]:
        return [self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class ReadDays:
    """What was understood, and what was not: line number and sentence."""

    ranges: tuple[DayRange, ...]
    problems: tuple[tuple[int, str], ...]


def read_days(text: str) -> ReadDays:
    """Every line of a pasted table; empty lines and a heading are passed over."""
    ranges: list[DayRange] = []
    problems: list[tuple[int, str]] = []
    lines = text.replace("至", " 至 ").splitlines()
    for number, line in enumerate(lines[:MOST_LINES], start=1):
        parts = [part for part in PARTS.split(line.strip()) if part and part not in BETWEEN]
        if not parts or (number == 1 and not DAY.match(parts[0])):
            continue
        found = _read_line(parts)
        if isinstance(found, str):
            problems.append((number, found))
        else:
            ranges.append(found)
    if len(lines) > MOST_LINES:
        problems.append((MOST_LINES + 1, f"一次最多 {MOST_LINES} 行，请分次导入。"))
    return ReadDays(tuple(ranges), (*problems, *_doubled(ranges)))


def _read_line(parts: list[str]) -> DayRange | str:
    days = []
    while parts and (match := DAY.fullmatch(parts[0])):
        try:
            days.append(dt.date(*(int(group) for group in match.groups())))
        except ValueError:
            return f"没有“{parts[0]}”这一天。"
        parts = parts[1:]
    if not days:
        return f"“{parts[0]}”不是日期，请写成 2027-01-01。"
    if len(days) > 2:
        return "一行最多写起、止两个日期。"
    if not parts or parts[0] not in WORDS:
        return "日期后请写“休”或“班”。"
    return check_range(DayRange(days[0], days[-1], WORDS[parts[0]], "".join(parts[1:])))


def check_range(found: DayRange) -> DayRange | str:
    """The range, or a sentence that says what is wrong with it."""
    if len(found.name) > MOST_LETTERS:
        return f"说明不超过 {MOST_LETTERS} 字，现有 {len(found.name)} 字。"
    if found.last < found.first:
        return "止日不能早于起日。"
    if (found.last - found.first).days >= MOST_DAYS:
        return f"一段最多 {MOST_DAYS} 天，请核对年份。"
    return found


def _doubled(ranges: Iterable[DayRange]) -> list[tuple[int, str]]:
    """Days that one table calls both worked and off."""
    said: dict[dt.date, bool] = {}
    for found in ranges:
        for day in found.days():
            if said.setdefault(day, found.is_working) != found.is_working:
                return [(0, f"{day:%Y-%m-%d} 既写了休又写了班，请核对。")]
    return []
