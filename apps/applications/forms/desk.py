"""The queue's filter, and the forms of delegation, hand-over and declarations of interest."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.organizations.choices import Level, Sector
from apps.organizations.models import Membership, Organization

from ..choices import Relation

WAITED = [("", "全部"), ("3", "3 天以上"), ("5", "5 天以上"), ("10", "10 天以上")]


class QueueFilter(forms.Form):
    """What narrows the queue. Choices are what the desk holds, so that nothing is read twice."""

    q = forms.CharField(label="单位或名称", required=False)
    campaign = forms.TypedChoiceField(label="活动", required=False, coerce=int, empty_value=None)
    under = forms.TypedChoiceField(label="下级党组织", required=False, coerce=int, empty_value=None)
    sector = forms.ChoiceField(label="领域", choices=[("", "全部"), *Sector.choices], required=False)
    level = forms.ChoiceField(label="层级", choices=[("", "全部"), *Level.choices], required=False)
    days = forms.ChoiceField(label="到本级", choices=WAITED, required=False)
    handler = forms.ChoiceField(label="经办人", required=False)
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        campaigns: Sequence[Any],
        units: Sequence[Organization],
        colleagues: Sequence[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns, self.units, self.colleagues = campaigns, units, colleagues
        self.fields["campaign"].choices = [("", "全部"), *((each.pk, each.name) for each in campaigns)]
        self.fields["under"].choices = [("", "全部"), *((each.pk, each.short_name) for each in units)]
        people = [(str(each.pk), each.name) for each in colleagues]
        self.fields["handler"].choices = [("", "全部"), ("none", "未指定"), *people]
        for name, found in (("campaign", campaigns), ("under", units)):
            if not found:
                del self.fields[name]
        if len(people) < 2:
            del self.fields["handler"]

    def filters(self) -> dict[str, Any]:
        """For ``queries.narrowed``."""
        data = dict(self.cleaned_data)
        data["under"] = next((each for each in self.units if each.pk == data.get("under")), None)
        data["campaign"] = next((each for each in self.campaigns if each.pk == data.get("campaign")), None)
        return data

    @property
    def known_count(self) -> int | None:
        """How many rows there are while nothing but a campaign narrows them; else they are counted."""
        filters = self.filters()
        campaign = filters.pop("campaign")
        if any(filters.get(name) for name in filters if name not in ("view", "sort")):
            return None
        return sum(each.waiting for each in ([campaign] if campaign else self.campaigns))

    @property
    def chosen(self) -> Any:
        """The campaign that is filtered by, or the only one on the desk."""
        found = self.filters()["campaign"]
        return found or (self.campaigns[0] if len(self.campaigns) == 1 else None)


def _office_field(offices: Iterable[Organization]) -> Any:
    keys = [each.pk for each in offices]
    return forms.ModelChoiceField(
        label="单位",
        queryset=Organization.objects.filter(pk__in=keys),
        empty_label=None,
        error_messages={"invalid_choice": "请选择本人任职的单位。"},
    )


def _officers() -> Any:
    held = Membership.objects.filter(role=Role.OFFICE).on(clock.today())
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


class OrganizationByName(forms.CharField):
    """An organization by its full name, short name or code, so that no list of thousands is sent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = Organization.objects.active()
        for name in ("name", "short_name", "code"):
            rows = list(found.filter(**{name: text})[:2])
            if len(rows) == 1:
                return rows[0]
            if rows:
                raise forms.ValidationError(f"有多个单位叫“{text}”，请填写全称或组织代码。")
        raise forms.ValidationError(f"没有找到“{text}”，请填写全称、简称或组织代码。")


class DelegationForm(forms.Form):
    """Whose reviews, to whom, from when to when, why."""

    organization = forms.Field()
    to_organization = OrganizationByName(
        label="受托单位", required=False, help_text="填写全称、简称或组织代码；与受托人二选一。"
    )
    to_user = forms.CharField(
        label="受托人（姓名或登录名）", required=False, max_length=40, help_text="须在党建办任职。"
    )
    starts_on = forms.DateField(label="开始日期")
    ends_on = forms.DateField(label="截止日期", help_text="含当日，最长 1 年。")
    reason = forms.CharField(label="理由", max_length=300)

    def __init__(self, *args: Any, offices: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, prefix="delegation", **kwargs)
        self.use_required_attribute = False
        self.fields["organization"] = _office_field(offices)
        self.fields["organization"].label = "委托单位"
        self.fields["starts_on"].initial = clock.today()

    def clean_to_user(self) -> User | None:
        return person_named(self.cleaned_data["to_user"])


def person_named(text: str) -> User | None:
    """One officer by login name or name.

    Raises:
        ValidationError: nobody, or several of that name.
    """
    if not text:
        return None
    rows = list(_officers().filter(username=text)[:1]) or list(_officers().filter(name=text)[:2])
    if not rows:
        raise forms.ValidationError(f"党建办人员中没有“{text}”，请核对姓名或登录名。")
    if len(rows) > 1:
        raise forms.ValidationError(f"党建办人员中有多位“{text}”，请填写登录名。")
    return rows[0]


class HandOverForm(forms.Form):
    """Who leaves, who takes over what that person had in hand."""

    organization = forms.Field()
    leaver = forms.CharField(label="移交人（姓名或登录名）", max_length=40)
    successor = forms.CharField(label="接收人（姓名或登录名）", max_length=40, help_text="须在本单位党建办任职。")
    reason = forms.CharField(label="理由", max_length=300)

    def __init__(self, *args: Any, offices: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, prefix="handover", **kwargs)
        self.use_required_attribute = False
        self.fields["organization"] = _office_field(offices)

    def clean_leaver(self) -> User:
        """Also somebody whose role has ended already."""
        text = self.cleaned_data["leaver"]
        rows = list(User.objects.filter(username=text)[:1]) or list(User.objects.filter(name=text)[:2])
        if len(rows) != 1:
            raise forms.ValidationError("没有找到，请核对姓名。" if not rows else "有多位同名人员，请填写登录名。")
        return rows[0]

    def clean_successor(self) -> User | None:
        return person_named(self.cleaned_data["successor"])


class InterestForm(forms.Form):
    """From whose applications a person keeps out."""

    organization = OrganizationByName(label="有关单位", help_text="填写全称、简称或组织代码。")
    relation = forms.ChoiceField(label="关系", choices=[("", "请选择"), *Relation.choices])
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="interest", **kwargs)
        self.use_required_attribute = False
