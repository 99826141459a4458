"""请假外出 as typed."""

from typing import Any

from django import forms

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core.components.forms import Segmented
from apps.organizations.access import roles_of

from ..choices import AbsenceKind


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return str(obj.name)


class AbsenceForm(forms.Form):
    """Days of one inspector; whose they are stands in it where an office notes them."""

    person = PersonField(label="督导员", queryset=User.objects.none(), empty_label="请选择")
    kind = forms.ChoiceField(label="类型", choices=AbsenceKind, initial=AbsenceKind.LEAVE, widget=Segmented)
    starts_on = forms.DateField(label="从")
    ends_on = forms.DateField(label="到（含当天）")
    note = forms.CharField(label="说明", required=False, max_length=100)

    def __init__(self, *args: Any, people: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, roles = user, roles_of(user)
        if Role.OFFICE not in roles:
            del self.fields["person"]
            return
        own = User.objects.filter(pk=user.pk) if Role.INSPECTOR in roles else User.objects.none()
        self.fields["person"].queryset = (people | own).distinct().order_by("name", "pk")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "结束日期不能早于开始日期。")
        if "person" not in self.fields:
            data["person"] = self.user
        return data
