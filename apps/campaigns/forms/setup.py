"""The set-up page: settings, and tables of phases, sectors and parents, saved together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from apps.core.components.forms import Chips
from apps.organizations.choices import Kind, Level, Sector
from apps.organizations.models import Organization
from apps.standards.models import StandardVersion

from ..choices import ActivityType, CampaignKind, CountersignMode, FormPart, PhaseKind, QuotaDimension, RouteAct
from ..models import Campaign, Phase, Programme
from .creation import scopes_for

#: The issuer's own level and that of the applicants always stand.
SKIPPABLE = [(level.value, level.label) for level in (Level.TOWNSHIP, Level.DISTRICT, Level.CITY)]
WEIGHT = {"min_value": 0, "max_value": 100, "max_digits": 5, "decimal_places": 2}


class SetupForm(forms.Form):
    """Everything but the phases. Sectors carry their standard and quota; parents carry their quota."""

    name = forms.CharField(label="活动名称", max_length=100)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    kind = forms.ChoiceField(label="创建类型", choices=CampaignKind.choices)
    activity_type = forms.ChoiceField(label="活动性质", choices=ActivityType.choices)
    summary = forms.CharField(
        label="活动说明", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    programme = forms.ModelChoiceField(
        None,
        label="所属计划",
        required=False,
        empty_label="不归入长期计划",
        error_messages={"invalid_choice": "请选择本年度在期的长期计划。"},
    )
    scope = forms.ModelChoiceField(
        None, label="实施范围", empty_label=None, error_messages={"invalid_choice": "请选择主办单位或其下级党组织。"}
    )
    sectors = forms.MultipleChoiceField(
        label="领域", choices=Sector.choices, required=False, widget=Chips, help_text="不选为全部领域。"
    )
    levels = forms.MultipleChoiceField(
        label="层级", choices=Level.choices, required=False, widget=Chips, help_text="不选为全部层级。"
    )
    kinds = forms.MultipleChoiceField(
        label="组织类别", choices=Kind.choices, required=False, widget=Chips, help_text="不选为全部类别。"
    )
    form_parts = forms.MultipleChoiceField(
        label="申报表内容",
        choices=FormPart.choices,
        required=False,
        widget=Chips,
        help_text="“申报登记”必填；其余勾选的才要求申报单位填写，填报负担随之增减。",
    )
    standard = forms.ModelChoiceField(None, label="创建标准", required=False, empty_label="请选择标准")
    total = forms.IntegerField(label="总名额（个）", min_value=1, max_value=100_000, required=False)
    weight_self = forms.DecimalField(label="自评（%）", **WEIGHT)
    weight_mass = forms.DecimalField(label="群众测评（%）", **WEIGHT)
    weight_organization = forms.DecimalField(label="组织考评（%）", **WEIGHT)
    satisfaction_pass = forms.DecimalField(
        label="群众满意度不低于（%）", required=False, help_text="不填为不设合格线。", **WEIGHT
    )
    notice_working_days = forms.IntegerField(label="公示（个工作日）", min_value=3, max_value=20)
    validity_years = forms.IntegerField(label="命名有效期（年）", min_value=1, max_value=10)
    ranked = forms.BooleanField(label="择优推荐：各级先对候选排序，再从前往后推荐", required=False)
    review_working_days = forms.IntegerField(
        label="每级审核时限（个工作日）", min_value=1, max_value=60, help_text="到期提醒，逾期由上级接办。"
    )
    skips = forms.MultipleChoiceField(
        label="跳过的层级",
        choices=SKIPPABLE,
        required=False,
        widget=Chips,
        help_text="不选为逐级审核；主办单位这一级不能跳过。",
    )
    decision_body = forms.CharField(label="决定机关", max_length=100, required=False)
    decision_number = forms.CharField(label="文号", max_length=60, required=False, help_text="如：演示发〔2026〕3号")
    decision_date = forms.DateField(label="决定日期", required=False)
    approval_basis = forms.CharField(label="批准依据", max_length=200, required=False)
    authorization = forms.CharField(
        label="授权说明", max_length=200, required=False, help_text="部门、乡镇（街道）组织示范创建时必填。"
    )
    no_fee = forms.BooleanField(label="承诺不向基层和创建单位收取任何费用", required=False)

    def __init__(self, *args: Any, campaign: Campaign, parents: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(campaign), **kwargs)
        self.campaign, self.parents = campaign, list(parents)
        self.fields["programme"].queryset = Programme.objects.for_campaign(campaign)
        self.fields["scope"].queryset = scopes_for([campaign.organization]) | Organization.objects.filter(
            pk=campaign.scope_id
        )
        versions = list(StandardVersion.objects.for_campaign(campaign).select_related("standard"))
        by_key = [(version.pk, str(version)) for version in versions]
        self.versions = {version.pk: version for version in versions}
        self.fields["standard"] = _version_field("创建标准", by_key, "请选择标准")
        for sector in Sector:
            self.fields[f"standard_{sector}"] = _version_field(f"{sector.label}的标准", by_key, "同创建标准")
            self.fields[f"quota_{sector}"] = _limit(f"{sector.label}的名额")
        for level in Level:
            self.fields[f"level_{level}"] = _limit(f"{level.label}的名额")
        for parent in self.parents:
            self.fields[f"parent_{parent.pk}"] = _limit(f"{parent.short_name}的名额")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        weights = [data.get(f"weight_{part}") for part in ("self", "mass", "organization")]
        if None not in weights and sum(weights) != 100:
            self.add_error("weight_self", f"三项权重之和应为 100%，现为 {sum(weights).normalize():f}%。")
        return data

    def show_needed(self) -> None:
        """Mark what an opening needs as needed, although a draft may be saved without it."""
        self.use_required_attribute = False
        for name in ("standard", "total", "decision_body", "decision_number", "decision_date", "approval_basis"):
            self.fields[name].required = True

    def settings(self) -> dict[str, Any]:
        """Fields for ``update_campaign``."""
        names = [field.name for field in self.own_fields()]
        # The page always sends the section that every form has: a request without any leaves them as they are.
        parts = {FormPart.REGISTRATION.value, *self.cleaned_data["form_parts"]} if "form_parts" in self.data else ()
        return {**{name: self.cleaned_data[name] for name in names}, "form_parts": list(parts)}

    def own_fields(self) -> list[BoundField]:
        """The fields of the campaign itself."""
        return [self[name] for name in self.base_fields if name not in ("standard", "total", "skips")]

    def quotas(self) -> list[dict[str, Any]]:
        """Rows for ``set_quotas``; an empty field is no bound. Parents outside a new scope are left out."""
        data = self.cleaned_data
        rows = [{"dimension": QuotaDimension.TOTAL, "limit": data["total"]}]
        rows += [
            {"dimension": QuotaDimension.SECTOR, "sector": sector, "limit": data[f"quota_{sector}"]}
            for sector in Sector
        ]
        rows += [
            {"dimension": QuotaDimension.LEVEL, "level": level, "limit": data[f"level_{level}"]} for level in Level
        ]
        rows += [
            {"dimension": QuotaDimension.PARENT, "organization": parent, "limit": data[f"parent_{parent.pk}"]}
            for parent in self.parents
            if parent.path.startswith(data["scope"].path)
        ]
        return [row for row in rows if row["limit"] is not None]

    def route(self) -> list[dict[str, Any]]:
        """The skipped levels for ``set_route``."""
        return [{"act": RouteAct.SKIP, "level": level} for level in self.cleaned_data["skips"]]

    def standards(self) -> dict[str, StandardVersion]:
        """Versions by sector for ``set_standards``."""
        chosen = {"": self.cleaned_data["standard"]}
        chosen |= {str(sector): self.cleaned_data[f"standard_{sector}"] for sector in Sector}
        return {sector: self.versions[pk] for sector, pk in chosen.items() if pk}


def _version_field(label: str, choices: list[tuple[int, str]], empty: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[("", empty), *choices], coerce=int, empty_value=None, required=False
    )


def _limit(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, required=False)


def initial_of(campaign: Campaign) -> dict[str, Any]:
    """The stored settings as the form shows them."""
    names = [name for name in SetupForm.base_fields if hasattr(campaign, name) and name not in ("scope", "programme")]
    found: dict[str, Any] = {name: getattr(campaign, name) for name in names}
    for name in ("weight_self", "weight_mass", "weight_organization", "satisfaction_pass"):
        found[name] = None if found[name] is None else f"{found[name].normalize():f}"
    found["form_parts"] = campaign.plan.get("form_parts") or FormPart.values
    found["scope"], found["programme"] = campaign.scope_id, campaign.programme_id
    for row in campaign.standards.all():
        found[f"standard_{row.sector}" if row.sector else "standard"] = row.version_id
    found["skips"] = [rule.level for rule in campaign.route_rules.all() if rule.act == RouteAct.SKIP]
    for quota in campaign.quotas.all():
        found[_quota_name(quota)] = quota.limit
    return found


def _quota_name(quota: Any) -> str:
    if quota.dimension == QuotaDimension.PARENT:
        return f"parent_{quota.organization_id}"
    if quota.dimension == QuotaDimension.LEVEL:
        return f"level_{quota.level}"
    return f"quota_{quota.sector}" if quota.sector else "total"


@dataclass(frozen=True)
class SectorRow:
    """A line of the table of sectors."""

    sector: str
    label: str
    standard: BoundField
    quota: BoundField


def sector_rows(form: SetupForm) -> list[SectorRow]:
    return [SectorRow(s.value, s.label, form[f"standard_{s}"], form[f"quota_{s}"]) for s in Sector]


def parent_rows(form: SetupForm) -> list[tuple[Organization, BoundField]]:
    return [(parent, form[f"parent_{parent.pk}"]) for parent in form.parents]


def level_rows(form: SetupForm) -> list[tuple[str, BoundField]]:
    return [(level.label, form[f"level_{level}"]) for level in Level]


class CountersignForm(forms.Form):
    """A department that countersigns; a row without a department is no row."""

    organization = forms.CharField(label="会签部门", max_length=120, required=False)
    level = forms.ChoiceField(label="在哪一级", choices=Level.choices, initial=Level.DISTRICT)
    mode = forms.ChoiceField(label="方式", choices=CountersignMode.choices, initial=CountersignMode.PARALLEL)

    def clean_organization(self) -> Organization | None:
        text = self.cleaned_data["organization"].strip()
        if not text:
            return None
        for name in ("name", "short_name", "code"):
            rows = list(Organization.objects.active().filter(**{name: text})[:2])
            if len(rows) == 1:
                return rows[0]
            if rows:
                raise forms.ValidationError(f"有多个单位叫“{text}”，请填写全称或组织代码。")
        raise forms.ValidationError(f"没有找到“{text}”，请填写全称、简称或组织代码。")


class CountersignRows(forms.BaseFormSet):
    def rows(self) -> list[dict[str, Any]]:
        """Rows for ``set_route``."""
        named = [form.cleaned_data for form in self.forms if form.cleaned_data.get("organization")]
        return [{"act": RouteAct.COUNTERSIGN, **row} for row in named]


CountersignFormSet = forms.formset_factory(
    CountersignForm, formset=CountersignRows, extra=2, max_num=20, absolute_max=20
)


def countersign_rows(campaign: Campaign, data: Any = None) -> CountersignRows:
    """The departments that the campaign has, and room for two more."""
    rules = [rule for rule in campaign.route_rules.all() if rule.act == RouteAct.COUNTERSIGN]
    initial = [
        {"organization": rule.organization.name if rule.organization else "", "level": rule.level, "mode": rule.mode}
        for rule in rules
    ]
    # A page that was made before there were departments posts none of these fields: nothing is asked then.
    posted = data if data is not None and "sign-TOTAL_FORMS" in data else None
    return CountersignFormSet(posted, initial=initial, prefix="sign")


class PhaseForm(forms.Form):
    """One phase; without dates the campaign does not have it."""

    kind = forms.ChoiceField(choices=PhaseKind.choices, widget=forms.HiddenInput)
    name = forms.CharField(label="名称", max_length=40)
    starts_on = forms.DateField(label="开始", required=False)
    ends_on = forms.DateField(label="截止", required=False)
    #: Where the plan speaks of this phase; set by the page.
    clause = ""

    @property
    def kind_label(self) -> str:
        return PhaseKind(self["kind"].value()).label if self["kind"].value() in PhaseKind.values else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if bool(first) != bool(last) and not self.errors:
            self.add_error("ends_on" if first else "starts_on", "开始和截止日期请一并填写，或者都不填。")
        elif first and last and last < first:
            self.add_error("ends_on", f"“{data.get('name')}”的截止日期早于开始日期。")
        return data


class PhaseRows(forms.BaseFormSet):
    def rows(self) -> list[dict[str, Any]]:
        """Rows for ``set_phases``, by their first day; phases without dates are left out."""
        dated = [form.cleaned_data for form in self.forms if form.cleaned_data.get("starts_on")]
        return sorted(dated, key=lambda row: row["starts_on"])

    def clean(self) -> None:
        kinds = [form.cleaned_data.get("kind") for form in self.forms if form.is_valid()]
        if len(set(kinds)) < len(kinds):
            raise forms.ValidationError("每类阶段只能有一个。")


PhaseFormSet = forms.formset_factory(PhaseForm, formset=PhaseRows, extra=0, max_num=20, absolute_max=20)


def phase_rows(phases: Sequence[Phase], data: Any = None, clauses: Mapping[str, str] | None = None) -> PhaseRows:
    """A row for each kind of phase: first those that the campaign has, in order, then the others.

    Args:
        clauses: where the plan speaks of each kind, shown beside the dates.
    """
    has = {phase.kind for phase in phases}
    initial = [
        {
            "kind": phase.kind,
            "name": phase.name,
            "starts_on": timezone.localtime(phase.starts_at).date(),
            "ends_on": timezone.localtime(phase.ends_at).date(),
        }
        for phase in phases
    ]
    initial += [{"kind": kind.value, "name": kind.label} for kind in PhaseKind if kind not in has]
    rows = PhaseFormSet(data, initial=initial, prefix="phase")
    for form in rows.forms:
        form.clause = (clauses or {}).get(form["kind"].value(), "")
    return rows
