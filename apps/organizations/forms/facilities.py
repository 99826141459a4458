"""Forms of facilities, posts and the people around an organization."""

from typing import Any

from django import forms
from django.db.models import F, Q

from ..facility_choices import GROUP_ROLES, AroundRole, FacilityKind, FacilityLevel, PostKind, RoomKind
from ..models import Facility, PersonAround
from ..querysets import FacilityQuerySet

NUMBER = {"invalid": "请填数字。", "min_value": "不能为负数。"}


ORDERS = {"usable": "-usable_area", "building": "-building_area", "opened": "-opened_on"}


class FacilityFilter(forms.Form):
    """Which places a list shows, and in which order; a filter that is wrong is left out."""

    q = forms.CharField(label="名称或地址", required=False, max_length=60)
    kind = forms.ChoiceField(label="阵地类型", choices=[("", "全部"), *FacilityKind.choices], required=False)
    level = forms.ChoiceField(label="级别", choices=[("", "全部"), *FacilityLevel.choices], required=False)
    order = forms.ChoiceField(
        label="排序",
        choices=[
            ("", "按党组织"), ("usable", "使用面积大的在前"), ("building", "建筑面积大的在前"), ("opened", "新启用的在前"),
        ],
        required=False,
    )  # fmt: skip

    def narrow(self, places: FacilityQuerySet) -> FacilityQuerySet:
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        if text := values.get("q", "").strip():
            places = places.filter(Q(name__icontains=text) | Q(address__icontains=text))
        for name in ("kind", "level"):
            if values.get(name):
                places = places.filter(**{name: values[name]})
        column = ORDERS.get(values.get("order", ""))
        if column:
            places = places.order_by(F(column[1:]).desc(nulls_last=True), "organization_path", "pk")
        return places


class FacilityForm(forms.ModelForm):
    """One place, with its rooms as counts."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Facility
        fields = (
            "name", "kind", "level", "building_area", "usable_area", "obtained", "opened_on", "address", "zones",
            "shared_with",
        )  # fmt: skip
        help_texts = {
            "building_area": "平方米，按房产证或测绘",
            "usable_area": "平方米，不大于建筑面积",
            "zones": "如服务区、议事区、学习区、展示区",
            "shared_with": "与其他单位合署或共用的填写",
        }
        error_messages = dict.fromkeys(("building_area", "usable_area"), NUMBER)

    def __init__(self, *args: Any, rooms: dict[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for kind in RoomKind:
            self.fields[f"room_{kind.value}"] = forms.IntegerField(
                label=f"{kind.label}（间）", required=False, min_value=0, max_value=999, error_messages=NUMBER
            )
            self.initial[f"room_{kind.value}"] = (rooms or {}).get(kind.value)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields under their headings."""
        return [
            ("阵地", [self[name] for name in self.Meta.fields]),
            ("房间", [self[f"room_{kind.value}"] for kind in RoomKind]),
        ]

    def _post_clean(self) -> None:
        """The service checks by model and constraints; the instance stays what was read."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        usable, building = values.get("usable_area"), values.get("building_area")
        if usable is not None and building is not None and usable > building:
            self.add_error("usable_area", "使用面积不能大于建筑面积。")
        return values

    def values(self) -> dict[str, Any]:
        """What the service takes: fields, and rooms by kind."""
        kept = {name: value for name, value in self.cleaned_data.items() if not name.startswith("room_")}
        kept["rooms"] = {kind.value: self.cleaned_data.get(f"room_{kind.value}") or 0 for kind in RoomKind}
        return kept


def post_field(kind: PostKind) -> forms.IntegerField:
    """The field in which the number of posts of a kind is typed."""
    return forms.IntegerField(
        label=f"{kind.label}（个）", required=False, min_value=0, max_value=10_000, error_messages=NUMBER
    )


class PostsForm(forms.Form):
    """How many posts of each kind; empty means not told."""

    def __init__(self, *args: Any, counts: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in PostKind:
            self.fields[kind.value] = post_field(kind)
            self.initial[kind.value] = counts.get(kind.value)
        self.fields["seen"] = forms.JSONField(widget=forms.HiddenInput, required=False, initial=counts)

    def clean_seen(self) -> dict[str, int] | None:
        """The numbers that the page showed."""
        seen = self.cleaned_data["seen"]
        return seen if isinstance(seen, dict) else None

    def counts(self) -> dict[str, int | None]:
        """What was typed, by kind."""
        return {kind.value: self.cleaned_data[kind.value] for kind in PostKind}


class AroundForm(forms.Form):
    """An office held around the organization."""

    role = forms.ChoiceField(label="身份", choices=[("", "请选择"), *AroundRole.choices])
    name = forms.CharField(label="姓名或名称", max_length=60, help_text="工作组、领导小组、专班填名称")
    post = forms.CharField(label="单位及职务", required=False, max_length=100, help_text="不填证件号码和个人电话")
    duty = forms.CharField(label="职责分工", required=False, max_length=200, help_text="协同部门必填")
    group = forms.ModelChoiceField(
        label="所在小组（专班）", queryset=PersonAround.objects.none(), required=False, empty_label="不是成员",
        help_text="身份为成员时选择",
    )  # fmt: skip
    people = forms.IntegerField(label="人数", min_value=1, max_value=999, initial=1)
    started_on = forms.DateField(label="开始日期")
    ended_on = forms.DateField(label="结束日期", required=False)

    def __init__(self, *args: Any, organization: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = PersonAround.objects.filter(organization=organization, role__in=GROUP_ROLES, ended_on=None)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
