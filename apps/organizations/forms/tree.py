"""Forms of acts on the tree. Each asks for the day, the reason and the document."""

import datetime as dt
from typing import Any

from django import forms

from apps.core import clock

from ..choices import Kind, Level, Sector
from ..history_choices import JointRole
from ..models import Organization
from ..services.checks import FOUNDED, STRANGE
from ..spreadsheet_checks import CODE
from .units import OrganizationField


class ActForm(forms.Form):
    """What every act asks for; it stands at the end of each form."""

    on = forms.DateField(label="生效日期", error_messages={"required": "请填写生效日期。"})
    document_number = forms.CharField(label="批复文号", required=False, max_length=60, help_text="如桂组干〔2026〕12号")
    reason = forms.CharField(label="理由", required=False, max_length=200)

    field_order: Any = None

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.order_fields([*(name for name in self.fields if name not in LAST), *LAST])
        self.fields["on"].initial = clock.today()

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > clock.today():
            raise forms.ValidationError("生效日期不能晚于今天。")
        if day < FOUNDED:
            raise forms.ValidationError(STRANGE)
        return day


LAST = ("on", "document_number", "reason")


class FoundForm(ActForm):
    """A new organization below this one."""

    code = forms.CharField(label="组织代码", max_length=40, help_text="唯一且长期不变，用字母、数字、“-”“_”")
    name = forms.CharField(label="组织全称", max_length=120, help_text="与印章一致")
    short_name = forms.CharField(label="简称", max_length=60)
    kind = forms.ChoiceField(label="组织类别", choices=[("", "请选择"), *Kind.choices])
    level = forms.ChoiceField(label="层级", choices=Level.choices)
    sector = forms.ChoiceField(label="领域", choices=Sector.choices)
    ends_on = forms.DateField(label="存续至", required=False, help_text="临时、攻坚型、功能型党支部填写")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].initial = self.organization.sector
        self.fields["level"].initial = Level.GRASSROOTS

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not CODE.fullmatch(code):
            raise forms.ValidationError("只用字母、数字、“-”和“_”，以字母或数字开头。")
        holder = Organization.objects.filter(code=code).first()
        if holder is not None:
            raise forms.ValidationError(f"该代码已由{holder.short_name}使用，请换一个。")
        return code


class SplitForm(FoundForm):
    """A new organization beside this one; chosen children go along."""

    moved = forms.ModelMultipleChoiceField(
        label="划归新组织的下一级党组织",
        queryset=Organization.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = self.organization
        field: Any = self.fields["moved"]
        field.queryset = Organization.objects.active().filter(path__startswith=here.path, depth=here.depth + 1)
        field.label_from_instance = lambda each: each.short_name
        if not here.numchild:
            del self.fields["moved"]


class RenameForm(ActForm):
    """A new name, and another kind when it was raised or changed."""

    name = forms.CharField(label="新的组织全称", max_length=120, help_text="与印章一致")
    short_name = forms.CharField(label="新的简称", max_length=60)
    kind = forms.ChoiceField(label="组织类别", choices=Kind.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "short_name", "kind", "version"):
            self.fields[name].initial = getattr(self.organization, name)


class ReclassifyForm(ActForm):
    """Another sector or level."""

    sector = forms.ChoiceField(label="领域", choices=Sector.choices, help_text="决定适用的标准")
    level = forms.ChoiceField(label="层级", choices=Level.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sector", "level", "version"):
            self.fields[name].initial = getattr(self.organization, name)


class MoveForm(ActForm):
    """The new parent."""

    parent = OrganizationField(label="新的上级党组织", help_text="填组织代码、全称或简称")


class MergeForm(ActForm):
    """The organization that this one becomes part of."""

    into = OrganizationField(label="并入的党组织", help_text="填组织代码、全称或简称")


class CloseForm(ActForm):
    """The reason is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = "请填写撤销的理由。"


class RateForm(ActForm):
    """Stars given on a day."""

    stars = forms.TypedChoiceField(
        label="星级", coerce=int, choices=[("", "请选择"), *((n, f"{n}星") for n in range(5, 0, -1)), (0, "未评星")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "评定日期"
        self.fields["document_number"].label = "文号"


class JointForm(forms.Form):
    """A member of a joint organization."""

    member = OrganizationField(label="成员党组织", required=False, help_text="在本平台的填组织代码、全称或简称")
    name = forms.CharField(label="成员单位", required=False, max_length=100, help_text="不在本平台的填单位名称")
    role = forms.ChoiceField(label="担任", choices=JointRole.choices)
    people = forms.IntegerField(label="人数", min_value=1, max_value=999, initial=1)
    started_on = forms.DateField(label="开始日期")
    ended_on = forms.DateField(label="结束日期", required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("member") and not values.get("name") and "member" not in self.errors:
            self.add_error("name", "请填写成员党组织，或填写单位名称。")
        return values
