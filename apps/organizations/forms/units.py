"""Forms of the ledger of units."""

from typing import Any

from django import forms
from django.db.models import F

from ..clarity import all_clear
from ..models import Organization, Unit
from ..models.units import stale_before
from ..querysets import UnitQuerySet
from ..should_have import UNIT_RULES, any_of, condition
from ..unit_choices import Established, UnitKind

ALL = ("", "全部")
AMISS = "amiss"
STATES = [
    ALL,
    ("clear", "八清齐全"),
    ("unclear", "八清未齐"),
    ("stale", "超期未核实"),
    ("established", "已建组织"),
    ("running", "在运行"),
]
ORDER_CHOICES = [
    ("", "按党组织"),
    ("employees", "从业人员多的在前"),
    ("members", "正式党员多的在前"),
    ("verified", "最久未核实的在前"),
]
ORDERS = {
    "employees": F("employees").desc(nulls_last=True),
    "members": F("full_members").desc(nulls_last=True),
    "verified": F("verified_on").asc(nulls_first=True),
}
YES_NO = [("", "未填"), ("true", "是"), ("false", "否")]
NUMBER = {"invalid": "请填整数。", "min_value": "不能为负数。"}


class UnitFilter(forms.Form):
    """What the ledger shows; a filter that is wrong is left out."""

    q = forms.CharField(label="单位名称或信用代码", required=False, max_length=60)
    kind = forms.ChoiceField(label="单位类别", choices=[ALL, *UnitKind.choices], required=False)
    established = forms.ChoiceField(label="组建方式", choices=[ALL, *Established.choices], required=False)
    state = forms.ChoiceField(label="状态", choices=STATES, required=False)
    rule = forms.ChoiceField(label="应建未建和设置不符", required=False)
    order = forms.ChoiceField(label="排序", choices=ORDER_CHOICES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(rule.code, rule.reason) for rule in UNIT_RULES]
        field: Any = self.fields["rule"]
        field.choices = [ALL, (AMISS, "任一项"), ("missing", "应建未建"), *rules]

    def narrow(self, units: UnitQuerySet) -> UnitQuerySet:
        """The units that fit every filter that is set."""
        self.is_valid()
        values: dict[str, Any] = self.cleaned_data
        if values.get("q"):
            units = units.named_like(values["q"])
        for name in ("kind", "established"):
            if values.get(name):
                units = units.filter(**{name: values[name]})
        units = _by_rule(_by_state(units, values.get("state", "")), values.get("rule", ""))
        column = ORDERS.get(values.get("order", ""))
        return units.order_by(column, "organization_path", "pk") if column is not None else units


def _by_state(units: UnitQuerySet, state: str) -> UnitQuerySet:
    if state == "clear":
        return units.filter(all_clear())
    if state == "unclear":
        return units.exclude(all_clear())
    if state == "stale":
        return units.stale(stale_before())
    if state == "established":
        return units.exclude(established__in=["", Established.NONE])
    return units.running() if state == "running" else units


def _by_rule(units: UnitQuerySet, code: str) -> UnitQuerySet:
    if not code:
        return units
    rules = [rule for rule in UNIT_RULES if code in (AMISS, rule.code, rule.group.value)]
    return units.filter(condition(rules[0]) if len(rules) == 1 else any_of(rules))


class OrganizationField(forms.CharField):
    """An organization by its code, its short or full name; suggestions come from a list beside the field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.widget.attrs |= {"list": "organizations-near", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Organization.objects.filter(pk=value).first()
        return value.code if isinstance(value, Organization) else value

    def clean(self, value: Any) -> Organization | None:
        text = super().clean(value).strip()
        if not text:
            return None
        active = Organization.objects.active()
        found = list(active.filter(code=text)[:1] or active.filter(name=text)[:2] or active.filter(short_name=text)[:2])
        if len(found) == 1:
            return found[0]
        reason = "有多个同名的党组织，请填组织代码。" if found else "没有找到这个党组织，请填组织代码或全称。"
        raise forms.ValidationError(reason)


class UnitForm(forms.ModelForm):
    """Everything that the eight 清 ask for; what is not known stays empty."""

    party_organization = OrganizationField(
        label="所建党组织", required=False, help_text="填组织代码、全称或简称；未建、不在本平台的不填"
    )
    investor_is_member = forms.TypedChoiceField(
        label="出资人是党员",
        choices=YES_NO,
        required=False,
        coerce=lambda value: {"true": True, "false": False}.get(value),
        empty_value=None,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Unit
        fields = (
            "name", "kind", "credit_code", "operating", "employees", "members", "full_members", "investor_is_member",
            "established", "party_organization", "superior", "secretary_from", "activity", "venue", "instructors",
            "instructor_since", "instructor_until", "verified_on",
        )  # fmt: skip
        help_texts = {
            "credit_code": "18位，没有的不填",
            "employees": "职工或从业人员数；村民小组、楼院填户籍或常住人数",
            "members": "正式党员和预备党员合计，只填人数",
            "superior": "所建党组织不在本平台的，填其上级党组织名称",
            "secretary_from": "未建党组织的不填",
            "instructors": "党建工作指导员（联络员）人数，没有选派的填0",
            "verified_on": "上门、查档或由单位确认的日期；不填为未核实",
        }
        error_messages = dict.fromkeys(("employees", "members", "full_members", "instructors"), NUMBER)

    GROUPS = (
        ("单位", ("name", "kind", "credit_code", "operating", "employees")),
        ("党员队伍和出资人", ("members", "full_members", "investor_is_member")),
        ("党组织", ("established", "party_organization", "superior", "secretary_from")),
        ("活动、场所和指导员", ("activity", "venue", "instructors", "instructor_since", "instructor_until")),
        ("核实", ("verified_on",)),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        value = self.instance.investor_is_member
        self.initial["investor_is_member"] = {True: "true", False: "false"}.get(value, "")

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def _post_clean(self) -> None:
        """The service checks by model and constraints; the instance stays what was read."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        members, full = values.get("members"), values.get("full_members")
        if members is not None and full is not None and full > members:
            self.add_error("full_members", "正式党员不能多于党员总数。")
        if values.get("party_organization") and values.get("established") in ("", Established.NONE):
            self.add_error("established", "选了所建党组织，组建方式不能是“未建”或空。")
        since, until = values.get("instructor_since"), values.get("instructor_until")
        if until and (since is None or until < since):
            self.add_error("instructor_until", "选派结束不能早于选派开始，且选派开始必填。")
        return values
