import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from apps.organizations.choices import Sector


class CensusForm(forms.Form):
    """Which leaf is held against which organizations, and what is aimed at by when."""

    standard = forms.TypedChoiceField(label="标准", required=False, coerce=int, empty_value=None)
    leaf = forms.ChoiceField(label="指标", required=False)
    under = forms.TypedChoiceField(label="范围", required=False, coerce=int, empty_value=None)
    sector = forms.ChoiceField(label="领域", required=False, choices=[("", "全部"), *Sector.choices])
    state = forms.ChoiceField(
        label="情况",
        required=False,
        choices=[("", "未达到和缺数据"), ("unmet", "未达到"), ("open", "缺数据"), ("met", "达到"), ("all", "全部")],
    )
    target = forms.DecimalField(label="目标（%）", required=False, min_value=0, max_value=100, decimal_places=2)
    until = forms.DateField(label="期限", required=False)

    def __init__(
        self,
        *args: Any,
        versions: Iterable[tuple[int, str]],
        leaves: Iterable[tuple[str, str]],
        places: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("standard", versions), ("leaf", leaves), ("under", places)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
        self.fields["standard"].widget.attrs["data-submit"] = ""

    def clean_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["until"]
        if day is not None and not 2000 <= day.year <= 2100:
            raise forms.ValidationError("日期有误，请检查年份。")
        return day

    def chosen(self, name: str, default: Any) -> Any:
        """What was chosen; the default where nothing valid was."""
        self.is_valid()
        value = self.cleaned_data.get(name)
        return default if value in (None, "") else value

    def target_share(self, default: Decimal) -> Decimal:
        return Decimal(self.chosen("target", default))
