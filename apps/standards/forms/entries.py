"""Dated entries typed in a line: days, and for events what each is (3-5 省级 一等《某奖》、6-10 市级 2件)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms

from apps.organizations.choices import EventLevel
from apps.organizations.models import EventKind

Words = Mapping[str, dict[str, str]]
DAY = re.compile(r"(?:(20\d{2})[-年./])?(\d{1,2})[-月./](\d{1,2})日?")
COUNT = re.compile(r"[×xX*]?(\d{1,3})[次件项人家篇起]*")
MOST_TIMES = 400


class Day(NamedTuple):
    """A day as typed: without a year it lies in the year of the trial."""

    year: int | None
    month: int
    day: int

    def on(self, year: int) -> dt.date:
        """The day, or the last one of a month that is shorter."""
        day = self.day
        while True:
            try:
                return dt.date(self.year or year, self.month, day)
            except ValueError:
                day -= 1


class Entry(NamedTuple):
    """One event as typed; ``title`` says which thing it is: entries of one title are one event."""

    day: Day
    fields: dict[str, Any]


class Dates(forms.CharField):
    """A number of times (spread over the year so far), or the days: 3-5、6-10."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if typed.isdecimal():
            return min(int(typed), MOST_TIMES)
        return [_day(part) for part in re.split(r"[、,，\s]+", typed) if part]


class Entries(forms.CharField):
    """Events of one kind: a number of times, or each with its day and what it is."""

    def __init__(self, kind: EventKind | None) -> None:
        self.words = _words(kind)
        example = f"3-5 {' '.join(_example(kind))}" if self.words else "3-5、6-10 2次"
        also = "和级别、等次" if self.words else ""
        super().__init__(
            max_length=400,
            help_text=f"次数，或逐件写日期{also}，如 {example}；同一件事写相同的《名称》。",
        )

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if typed.isdecimal():
            return min(int(typed), MOST_TIMES)
        found: list[Entry] = []
        for word in re.findall(r"《[^《》]*》|[^、,，;；\s《》]+", typed):
            if not found or not self._describes(word, found[-1]):
                found.append(Entry(_day(word, known=self.words), {}))
        return found

    def _describes(self, word: str, entry: Entry) -> bool:
        """Whether a word says something about the entry before it, and then that it says so."""
        if word in self.words:
            entry.fields.update(self.words[word])
        elif word.startswith("《"):
            entry.fields["title"] = word.strip("《》")[:60]
        elif match := COUNT.fullmatch(word):
            entry.fields["count"] = int(match[1])
        else:
            return False
        return True


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


def _day(text: str, *, known: Iterable[str] = ()) -> Day:
    match = DAY.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12 or not 1 <= int(match[3]) <= 28 + 3 * (int(match[2]) != 2):
        words = "、".join(known)
        also = f"；日期后可写{words}" if words else ""
        raise forms.ValidationError(f"“{text[:20]}”请写次数，或写日期如 3-5、6-10{also}")
    return Day(int(match[1]) if match[1] else None, int(match[2]), int(match[3]))
