from typing import Any

from django import forms

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.organizations.queries import holders_around

from .models import Belt, Brand


class NamingForm(forms.Form):
    """The naming decision."""

    decision_number = forms.CharField(
        label="命名决定文号", max_length=60, help_text="例如：示例组发〔2026〕18号，印在每张证书上。"
    )


class BeltForm(forms.ModelForm):
    """A new belt or its description."""

    class Meta:
        model = Belt
        fields = ["name", "organization", "road", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = offices
        self.fields["organization"].empty_label = None


class StationForm(forms.Form):
    """One site to append, found by its code or exact name within the leading organization."""

    site = forms.CharField(label="站点（组织代码、全称或简称）", max_length=120)

    def __init__(self, *args: Any, belt: Belt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.belt = belt

    def clean_site(self) -> Organization:
        text = self.cleaned_data["site"].strip()
        within = Organization.objects.below(self.belt.organization).active()
        found = list(within.filter(code=text)[:2] or within.filter(name=text)[:2] or within.filter(short_name=text)[:2])
        if not found:
            raise forms.ValidationError("在牵头党组织范围内找不到该单位，请核对代码或名称。")
        if len(found) > 1:
            raise forms.ValidationError("有多个同名单位，请改填组织代码。")
        return found[0]


class LeaderForm(forms.Form):
    """Link a leader to a site of the belt."""

    user = forms.ModelChoiceField(label="联系领导", queryset=User.objects.none(), empty_label="请选择")
    organization = forms.ModelChoiceField(label="联系点", queryset=Organization.objects.none(), empty_label="请选择")
    visits_owed = forms.IntegerField(label="每年应到次数", min_value=1, max_value=52, initial=2)

    def __init__(self, *args: Any, belt: Belt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = holders_around(belt.organization_path, Role.LEADER)
        self.fields["organization"].queryset = Organization.objects.filter(stations__belt=belt)


class BrandForm(forms.ModelForm):
    """The 四有一好 profile."""

    class Meta:
        model = Brand
        fields = ["name", "theme", "meaning", "norms", "vehicle", "effect"]
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("meaning", "norms", "vehicle", "effect")}
