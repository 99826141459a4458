"""Fields of the trial: numbers, several numbers, scores of several jurors."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from apps.core.components.forms import Chips

from ... import engine
from ...engine.measures import AllOf, AnyOf, Checklist, Judged

YES_NO = (("", "未填"), ("yes", "是"), ("no", "否"))
FLAGS = {"yes": True, "no": False}
FOUND = (("", "未认定"), ("yes", "认定"))
VERIFIED = (("", "未核查"), ("yes", "核查为达到"), ("no", "核查为未达到"))
NONE = "-"
MOST_SCORES = 30


def decimal_of(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise forms.ValidationError(f"“{text[:20]}”不是数") from error
    if not found.is_finite() or abs(found) > 10**14:
        raise forms.ValidationError(f"“{text[:20]}”不是可用的数")
    return found


def split(typed: str) -> list[str]:
    """The words of a line, whatever stands between them."""
    return [part for part in re.split(r"[、,，;；\s]+", typed.strip()) if part]


class Numbers(forms.CharField):
    """Several numbers: 12、10、8."""

    def __init__(self, hint: str, *, most: int = 60) -> None:
        super().__init__(max_length=400, help_text=hint)
        self.most = most

    def clean(self, value: Any) -> Any:
        parts = split(super().clean(value))
        if len(parts) > self.most:
            raise forms.ValidationError(f"最多 {self.most} 个数")
        return [decimal_of(part) for part in parts]


class Scores(forms.CharField):
    """What jurors gave, as a tuple: numbers, or the codes of levels."""

    def __init__(self, judged: Judged) -> None:
        self.codes = {grade.title: grade.code for grade in judged.grades}
        what = "、".join(self.codes) if self.codes else f"{engine.show(judged.low)}—{engine.show(judged.high)} 分"
        trimmed = "，满 5 人去掉一个最高和一个最低" if judged.assessors == "trimmed" else ""
        super().__init__(max_length=200, help_text=f"{what}；几位评委用顿号隔开，取平均{trimmed}。")

    def clean(self, value: Any) -> Any:
        parts = split(super().clean(value))
        if len(parts) > MOST_SCORES:
            raise forms.ValidationError(f"最多 {MOST_SCORES} 位评委")
        if not self.codes:
            return tuple(decimal_of(part) for part in parts)
        strange = [part for part in parts if part not in self.codes]
        if strange:
            raise forms.ValidationError(f"没有等级“{strange[0][:20]}”，可写：{'、'.join(self.codes)}")
        return tuple(self.codes[part] for part in parts)


def number(hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        max_digits=18, decimal_places=4, help_text=hint, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


def count(hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        min_value=0, max_value=9999, help_text=hint, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


def yes_no() -> forms.ChoiceField:
    return forms.ChoiceField(choices=YES_NO)


def claim_field(measure: Any) -> forms.Field:
    """What a person says about a leaf, as its measure takes it."""
    if ticks := ticks_of(measure):
        return forms.MultipleChoiceField(choices=[*ticks, (NONE, "都没有")], widget=Chips)
    judged = _judged(measure)
    if judged is None:
        return yes_no()
    if judged.assessors != "single":
        return Scores(judged)
    if judged.grades:
        return forms.ChoiceField(choices=[("", "未评"), *((grade.code, grade.title) for grade in judged.grades)])
    return number(f"{engine.show(judged.low)}—{engine.show(judged.high)} 分")


def ticks_of(measure: Any) -> list[tuple[str, str]]:
    """What a claim may tick: members of a checklist, options, and members within options."""
    if isinstance(measure, Checklist):
        return [(member.code, member.title) for member in measure.members if not member.metric]
    if not isinstance(measure, AnyOf | AllOf):
        return []
    found = []
    for option in measure.options:
        if option.is_ticked and not option.metrics:
            found.append((option.code, option.measure.describe()))
        found += ticks_of(option.measure)
    return found


def _judged(measure: Any) -> Judged | None:
    if isinstance(measure, AnyOf | AllOf):
        return next((found for option in measure.options if (found := _judged(option.measure))), None)
    return measure if isinstance(measure, Judged) else None
