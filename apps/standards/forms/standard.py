from typing import Any

from django import forms

from ..choices import StandardKind


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
