"""Quarters. Pure."""

import calendar
import datetime as dt
from dataclasses import dataclass

#: On this day of its second month a quarter is half over.
MIDDLE_DAY = 15
NUMBERS = "一二三四"


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def middle(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 1, MIDDLE_DAY)

    @property
    def last(self) -> dt.date:
        month = 3 * self.number
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def months(self) -> range:
        return range(3 * self.number - 2, 3 * self.number + 1)

    @property
    def key(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def name(self) -> str:
        return f"第{NUMBERS[self.number - 1]}季度"

    @property
    def label(self) -> str:
        return f"{self.year}年{self.name}"

    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


def quarter_of(day: dt.date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)
