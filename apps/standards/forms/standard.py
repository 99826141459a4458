from typing import Any

from django import forms

from ..choices import CatalogueEntry, StandardKind


class NewStandardForm(forms.Form):
    """A new standard, empty."""

    organization = forms.ModelChoiceField(label="制定单位", queryset=None)
    name = forms.CharField(label="标准名称", max_length=60, help_text="如：五星级党组织评定标准。")
    kind = forms.ChoiceField(
        label="类型",
        choices=StandardKind.choices,
        initial=StandardKind.SCORED,
        help_text="达标制不计分，全部具备即达标；计分制按分值汇总。",
    )
    source = forms.CharField(label="依据", max_length=200, help_text="方案名称和年份。")
    total = forms.DecimalField(label="总分", initial=100, min_value=1, max_value=100_000, required=False)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_offices(self, offices)


class RequestForm(forms.Form):
    """What an office lacks in the catalogues."""

    kind = forms.ChoiceField(
        label="类别", choices=CatalogueEntry.choices, help_text="数据项填一个数或是否；事项逐件登记。"
    )
    name = forms.CharField(label="名称", max_length=60, help_text="如：党员活动室座位数。")
    unit = forms.CharField(label="单位", max_length=20, required=False, help_text="如：个。是或否的不填。")
    reason = forms.CharField(
        label="用途",
        max_length=200,
        help_text="哪项标准的哪项指标要用，从哪里取得。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CopyForm(forms.Form):
    """The name and the owner of a copy or an adaptation."""

    organization = forms.ModelChoiceField(label="制定单位", queryset=None)
    name = forms.CharField(label="新标准的名称", max_length=60)

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_offices(self, offices)


def own_offices(form: forms.Form, offices: Any) -> None:
    form.fields["organization"].queryset = offices
    if len(offices) == 1:
        form.fields["organization"].initial = offices[0]
        form.fields["organization"].widget = forms.HiddenInput()
