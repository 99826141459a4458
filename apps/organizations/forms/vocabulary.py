"""Forms for words that an office adds to the catalogues."""

from typing import Any

from django import forms

from apps.core.components.forms import Chips

from ..choices import EventLevel, EventNature, Level, PeriodKind, Sector, ValueKind
from ..models import EventKind, Metric

MOST_TITLES = 30


class MetricForm(forms.Form):
    """A quantity: what it is called, how it is counted, who is asked for it."""

    name = forms.CharField(label="名称", max_length=60, help_text="填报时看到的文字，如：志愿服务队数量。")
    value_kind = forms.ChoiceField(label="填写", choices=ValueKind.choices)
    unit = forms.CharField(label="单位", max_length=10, required=False, help_text="如 ㎡、人、次；是否类不填。")
    period_kind = forms.ChoiceField(label="周期", choices=PeriodKind.choices)
    decimals = forms.IntegerField(label="小数位", min_value=0, max_value=4, initial=0)
    sectors = forms.MultipleChoiceField(
        label="适用领域", choices=Sector.choices, required=False, widget=Chips, help_text="不选为各领域。"
    )
    levels = forms.MultipleChoiceField(
        label="填报层级",
        choices=Level.choices,
        required=False,
        widget=Chips,
        help_text="不选为各层级；只有上级掌握的数，选到掌握它的层级。",
    )
    low = forms.DecimalField(label="常见下限", max_digits=18, decimal_places=4, required=False, min_value=0)
    high = forms.DecimalField(
        label="常见上限",
        max_digits=18,
        decimal_places=4,
        required=False,
        min_value=0,
        help_text="超出时提示核对，不拒绝。",
    )
    description = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="口径：什么算、什么不算。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def of(cls, metric: Metric) -> "MetricForm":
        return cls(initial={name: getattr(metric, name) for name in cls.base_fields})


class Titles(forms.CharField):
    """Titles, one a line."""

    def __init__(self, label: str, hint: str) -> None:
        super().__init__(
            label=label, required=False, max_length=1000, help_text=hint, widget=forms.Textarea(attrs={"rows": 3})
        )

    def clean(self, value: Any) -> Any:
        titles = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(titles) > MOST_TITLES:
            raise forms.ValidationError(f"最多 {MOST_TITLES} 行")
        if any(len(title) > 20 for title in titles):
            raise forms.ValidationError("每行最多 20 个字")
        return titles


class EventKindForm(forms.Form):
    """A kind of events: what is entered one by one, and by what it is told apart."""

    name = forms.CharField(label="名称", max_length=60, help_text="如：无故缺席会议、志愿服务。")
    nature = forms.ChoiceField(label="性质", choices=EventNature.choices, help_text="负面事项只由上级党建办登记。")
    unit = forms.CharField(label="单位", max_length=10, initial="次")
    levels = forms.MultipleChoiceField(
        label="级别", choices=EventLevel.choices, required=False, widget=Chips, help_text="登记时分级别的才选。"
    )
    codes = Titles("细类或等次", "每行一个，登记时选其一；台账式加减分按细类计分。")
    roles = Titles("名次或角色", "每行一个，如：主办、协办；按级别和名次计分时用。")
    description = forms.CharField(
        label="说明", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @classmethod
    def of(cls, kind: EventKind) -> "EventKindForm":
        plain = {name: getattr(kind, name) for name in ("name", "nature", "unit", "levels", "description")}
        titles = {name: "\n".join(row["title"] for row in getattr(kind, name)) for name in ("codes", "roles")}
        return cls(initial={**plain, **titles})
