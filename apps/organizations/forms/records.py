"""Forms of work records."""

from collections.abc import Iterable
from typing import Any

from django import forms

from apps.core import clock
from apps.core.components.forms import FilesInput

from ..choices import RecordKind

YEARS_OFFERED = 4


class SeveralFiles(forms.FileField):
    """A file field that gives a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        single = super().clean
        chosen = data if isinstance(data, list | tuple) else [data]
        return [single(each, initial) for each in chosen if each]


class RecordFilter(forms.Form):
    q = forms.CharField(label="主题", required=False, max_length=60)
    kind = forms.ChoiceField(label="类型", choices=[("", "全部"), *RecordKind.choices], required=False)
    year = forms.ChoiceField(label="年度", required=False)
    state = forms.ChoiceField(
        label="状态", choices=[("", "有效"), ("cancelled", "已作废"), ("all", "全部")], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = clock.today().year
        years: Any = self.fields["year"]
        years.choices = [("", "全部"), *((str(n), f"{n}年") for n in range(year, year - YEARS_OFFERED, -1))]


class RecordForm(forms.Form):
    """One piece of work that has taken place; people are counted, never listed."""

    kind = forms.ChoiceField(label="类型", error_messages={"required": "请选择类型。"})
    held_on = forms.DateField(label="日期", error_messages={"required": "请填写日期。"})
    title = forms.CharField(label="主题", max_length=100, error_messages={"required": "请填写主题。"})
    headcount = forms.IntegerField(
        label="参加人数", required=False, min_value=0, max_value=100_000, help_text="只填人数，不列名单"
    )
    hours = forms.DecimalField(
        label="学时",
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=1,
        help_text="教育培训填写，最多保留 1 位小数",
    )
    summary = forms.CharField(
        label="纪实",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="做了什么、议定了什么，2000字以内",
    )
    uploads = SeveralFiles(label="附件", required=False, help_text="PDF、JPG、PNG、Word、Excel，每个不超过 20 MB")

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = set(kinds)
        choices = [(value, label) for value, label in RecordKind.choices if value in allowed]
        field: Any = self.fields["kind"]
        field.choices = choices if len(choices) == 1 else [("", "请选择"), *choices]

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > clock.today():
            raise forms.ValidationError("日期不能晚于今天：工作记录记已开展的工作。")
        return day
