"""For whom and for which day a draft is tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from apps.core import clock
from apps.organizations.choices import Kind, Level, Sector

#: Days further away than this are slips of the pen.
YEARS = 20


@dataclass(frozen=True)
class Place:
    """A kind of organization, the day of the trial, and the first day of the period that counts."""

    sector: str
    kind: str
    level: str
    as_of: dt.date
    starts: dt.date | None = None

    @property
    def attributes(self) -> dict[str, Any]:
        return {"sector": self.sector, "kind": self.kind, "level": self.level}


class PlaceForm(forms.Form):
    """The choices that decide which leaves there are."""

    sector = forms.ChoiceField(label="领域", choices=Sector.choices)
    kind = forms.ChoiceField(label="组织类别", choices=Kind.choices)
    level = forms.ChoiceField(label="层级", choices=Level.choices)
    as_of = forms.DateField(label="试算日期", required=False)
    starts = forms.DateField(label="统计起点", required=False, help_text="不填为当年 1 月 1 日。")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        today = clock.today()
        for name in ("as_of", "starts"):
            day = found.get(name)
            if day is not None and abs(day.year - today.year) > YEARS:
                self.add_error(name, f"日期应在前后 {YEARS} 年以内")
        as_of, starts = self.cleaned_data.get("as_of") or today, self.cleaned_data.get("starts")
        if starts is not None and starts > as_of:
            self.add_error("starts", "统计起点晚于试算日期")
        return found


def place_in(data: Mapping[str, Any]) -> tuple[Place, PlaceForm]:
    """The place that was chosen, or a village branch today; the form tells what of it cannot be read."""
    usual = {"sector": Sector.RURAL.value, "kind": Kind.BRANCH.value, "level": Level.GRASSROOTS.value}
    choices = {"sector": Sector.values, "kind": Kind.values, "level": Level.values}
    chosen = {name: data[name] if data.get(name) in choices[name] else value for name, value in usual.items()}
    form = PlaceForm(
        {**chosen, "as_of": data.get("as_of") or clock.today().isoformat(), "starts": data.get("starts", "")}
    )
    form.is_valid()
    days = form.cleaned_data
    return Place(**chosen, as_of=days.get("as_of") or clock.today(), starts=days.get("starts")), form
