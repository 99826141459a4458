from collections.abc import Sequence
from typing import Any

from django import forms

from apps.organizations.models import Organization


class CreateForm(forms.Form):
    """What is asked before a draft is made; everything else comes from the template and is set afterwards."""

    name = forms.CharField(label="活动名称", max_length=100)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    starts_on = forms.DateField(
        label="首个阶段开始日期", required=False, help_text="不填则按方案原定的月日；填写后各阶段整体顺延。"
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        label="主办党组织",
        empty_label=None,
        error_messages={"invalid_choice": "请选择您所在的党建办。"},
    )
    scope = forms.ModelChoiceField(
        Organization.objects.none(), label="实施范围", empty_label=None, help_text="该党组织及其下级。",
        error_messages={"invalid_choice": "请选择主办单位或其下级党组织。"},
    )  # fmt: skip

    def __init__(self, *args: Any, offices: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=[o.pk for o in offices])
        self.fields["scope"].queryset = scopes_for(offices)


def scopes_for(offices: Sequence[Organization]) -> Any:
    """The organizations themselves and those right below them."""
    found = Organization.objects.none()
    for office in offices:
        below = Organization.objects.active().below(office).filter(depth__lte=office.depth + 1)
        found = found | below
    return found.order_by("path")
