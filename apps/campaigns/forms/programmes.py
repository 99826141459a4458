from collections.abc import Sequence
from typing import Any

from django import forms

from apps.organizations.models import Organization

YEAR = {"min_value": 2000, "max_value": 2100}


class ProgrammeForm(forms.Form):
    """A plan of several years."""

    name = forms.CharField(label="计划名称", max_length=100, help_text="如：基层党组织组织力持续提升三年行动计划")
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="制定党组织",
        empty_label=None,
        error_messages={"invalid_choice": "请选择您所在的党建办。"},
    )
    starts_in = forms.IntegerField(label="起始年度", **YEAR)
    ends_in = forms.IntegerField(label="结束年度", help_text="含这一年；方案写“3至5年”的按最长年限填。", **YEAR)
    plan = forms.CharField(label="依据文件", max_length=200, required=False, help_text="计划的名称和文号。")
    goal = forms.CharField(label="目标", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: Sequence[Organization] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if offices is None:
            del self.fields["organization"]
        else:
            del self.fields["version"]
            self.fields["organization"].queryset = Organization.objects.filter(pk__in=[o.pk for o in offices])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_in"), data.get("ends_in")
        if first and last and last < first:
            self.add_error("ends_in", "结束年度不能早于起始年度。")
        return data

    def settings(self) -> dict[str, Any]:
        """Fields for the services."""
        return {name: self.cleaned_data[name] for name in ("name", "starts_in", "ends_in", "plan", "goal")}


class HangForm(forms.Form):
    """One of the office's own campaigns, to be put under the plan."""

    campaign = forms.ModelChoiceField(
        None, label="活动", empty_label="请选择", error_messages={"invalid_choice": "请选择本单位计划年度内的活动。"}
    )

    def __init__(self, *args: Any, campaigns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = campaigns
