"""Dated entries typed in a line: days, and for events their level, grade or role (3-5 省级 一等、6-10 市级)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from apps.organizations.choices import EventLevel
from apps.organizations.models import EventKind

Words = Mapping[str, dict[str, str]]
DAY = re.compile(r"(\d{1,2})[-月./](\d{1,2})日?")


class Dates(forms.CharField):
    """A number of times (spread over the year so far), or the days: 3-5、6-10."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if typed.isdecimal():
            return min(int(typed), 400)
        return [_day(part) for part in re.split(r"[、,，\s]+", typed) if part]


class Entries(forms.CharField):
    """Events of one kind: a number of times, or each with its day and, where the kind has them, level and role.

    Cleaned: an int, or a list of (month, day, fields of the event).
    """

    def __init__(self, kind: EventKind | None) -> None:
        self.words = _words(kind)
        example = "3-5、6-10" if not self.words else f"3-5 {' '.join(_example(kind))}"
        super().__init__(
            max_length=400, help_text=f"今年的次数，或逐件写日期{'和级别、等次' * bool(self.words)}，如 {example}。"
        )

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if typed.isdecimal():
            return min(int(typed), 400)
        found: list[tuple[int, int, dict[str, str]]] = []
        for word in re.split(r"[、,，;；\s]+", typed):
            if word in self.words and found:
                found[-1][2].update(self.words[word])
            elif word:
                found.append((*_day(word, known=self.words), {}))
        return found


def _words(kind: EventKind | None) -> Words:
    """Which fields of an event each word sets; 一等 may be a grade and a role at once."""
    words: dict[str, dict[str, str]] = {}
    for level in kind.levels if kind is not None else ():
        words.setdefault(EventLevel(level).label, {})["level"] = level
    for name, rows in (("code", kind.codes), ("role", kind.roles)) if kind is not None else ():
        for row in rows:
            words.setdefault(row["title"], {})[name] = row["code"]
    return words


def _example(kind: EventKind | None) -> Iterable[str]:
    if kind is not None:
        yield from (EventLevel(level).label for level in kind.levels[:1])
        yield from (row["title"] for row in (kind.roles or kind.codes)[:1])


def _day(text: str, *, known: Iterable[str] = ()) -> tuple[int, int]:
    match = DAY.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= 28 + 3 * (int(match[1]) != 2):
        words = "、".join(known)
        also = f"；日期后可写{words}" if words else ""
        raise forms.ValidationError(f"“{text[:20]}”请写次数，或写日期如 3-5、6-10{also}")
    return int(match[1]), int(match[2])


def in_year(year: int, month: int, day: int) -> dt.date:
    """The day, or the last one of a month that is shorter."""
    while True:
        try:
            return dt.date(year, month, day)
        except ValueError:
            day -= 1
