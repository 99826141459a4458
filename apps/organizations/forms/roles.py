"""Forms of the security officer."""

from typing import Any

from django import forms

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock

from ..models import Membership, Organization

WITHOUT = "none"


class PeopleFilter(forms.Form):
    q = forms.CharField(label="姓名、登录名或单位", required=False, max_length=40)
    role = forms.ChoiceField(
        label="角色", required=False, choices=[("", "全部"), *Role.choices, (WITHOUT, "还没有角色")]
    )


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.username}）"


class GrantForm(forms.Form):
    """Who gets which role for which organization, on what basis."""

    person = PersonField(
        label="人员",
        queryset=User.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择人员。", "invalid_choice": "没有这个人员，或者账号已停用。"},
    )
    role = forms.ChoiceField(
        label="角色", choices=[("", "请选择"), *Role.choices], error_messages={"required": "请选择角色。"}
    )
    organization = forms.ModelChoiceField(
        label="党组织",
        queryset=Organization.objects.active(),
        error_messages={"required": "请查找并选择党组织。", "invalid_choice": "没有这个党组织，请重新查找。"},
        widget=forms.HiddenInput,
    )
    title = forms.CharField(label="职务", required=False, max_length=40, help_text="如党支部书记、组织科科长")
    started_on = forms.DateField(label="开始日期", error_messages={"required": "请填写开始日期。"})
    ended_on = forms.DateField(label="结束日期", required=False, help_text="当日仍有效；长期有效的不填")
    reason = forms.CharField(
        label="授权依据",
        max_length=200,
        help_text="如任职文件的名称和文号",
        error_messages={"required": "请填写授权依据。"},
    )

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = User.objects.filter(is_active=True).exclude(pk=actor.pk).order_by("name", "username")
        self.fields["started_on"].initial = clock.today


class EndRoleForm(forms.Form):
    """The last day and the reason."""

    ended_on = forms.DateField(label="最后有效日", required=False, help_text="当日仍有效；不填则立即终止")
    reason = forms.CharField(
        label="终止理由", max_length=200, help_text="如工作调动", error_messages={"required": "请填写终止理由。"}
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean_ended_on(self) -> Any:
        day = self.cleaned_data["ended_on"]
        if day and day < self.membership.started_on:
            raise forms.ValidationError("最后有效日不能早于开始日期。")
        return day
