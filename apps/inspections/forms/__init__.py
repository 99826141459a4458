"""Forms of inspections. They read and check input; services decide."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.core.components.forms import Chips, FilesField, Segmented
from apps.core.quarters import NUMBERS, Quarter, quarter_of
from apps.organizations.access import scope_of
from apps.organizations.models import Organization

from ..choices import QUARTER_THEMES, Method, RoundKind, RoundStatus, Severity
from ..models import MassSurvey, Round
from ..queries.absences import label_of
from ..queries.problems import Problem, for_leaf, severest

QUARTERS = [(number, f"第{NUMBERS[number - 1]}季度 {theme}") for number, theme in QUARTER_THEMES.items()]


def offices_of(user: Any) -> Any:
    """The organizations in whose office the person works."""
    held = [m.organization_id for m in scope_of(user).memberships if m.role == Role.OFFICE]
    return Organization.objects.filter(pk__in=held)


class RoundForm(forms.ModelForm):
    """A new round."""

    quarter = forms.TypedChoiceField(label="季度主题", choices=QUARTERS, coerce=int)
    unannounced = forms.TypedChoiceField(
        label="是否提前通知",
        choices=[
            ("", "按类型：随机抽查不提前通知，其他的提前通知"),
            ("no", "提前通知被检查单位"),
            ("yes", "四不两直：不提前通知被检查单位"),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        initial="",
        required=False,
    )

    class Meta:
        model = Round
        fields = ["campaign", "organization", "kind", "name", "quarter", "starts_on", "ends_on"]
        help_texts = {"name": "如：2026年第四季度验收", "kind": "观摩评审和擂台比武由评委各评"}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = Campaign.objects.visible_to(user)
        self.fields["campaign"].queryset = visible.filter(status__in=["open", "closed"])
        self.fields["campaign"].empty_label = "请选择"
        self.fields["organization"].empty_label = None
        self.fields["organization"].queryset = offices = offices_of(user)
        self.fields["organization"].label_from_instance = lambda organization: organization.short_name
        self.fields["organization"].initial = offices.first()
        self.fields["kind"].choices = RoundKind.choices
        self.fields["quarter"].help_text = "调研指导、擂台比武不计入季度督查"
        today = clock.today()
        self.fields["quarter"].initial = quarter_of(today).number
        self.fields["starts_on"].initial = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "结束日期不能早于开始日期。")
        return data

    def validate_constraints(self) -> None:
        """The same checks stand above and in the service, with a sentence that says what to do."""


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return label_of(obj)


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.name


class TeamForm(forms.Form):
    """Day and team of one visit or of several."""

    scheduled_on = forms.DateField(label="检查日期")
    inspectors = PeopleField(
        label="督导员",
        queryset=User.objects.none(),
        widget=Chips,
        error_messages={"required": "请至少选择一名督导员。"},
    )
    lead = PersonField(label="组长", queryset=User.objects.none(), required=False, empty_label="所选第一人")

    def __init__(self, *args: Any, inspectors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inspectors"].queryset = inspectors
        self.fields["lead"].queryset = inspectors

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        lead, team = data.get("lead"), data.get("inspectors")
        if lead and team is not None and lead not in team:
            self.add_error("lead", "组长应当是所选督导员之一。")
        return data


class ChangeForm(TeamForm):
    """Another day, hour or team for one visit."""

    scheduled_time = forms.TimeField(
        label="时间", required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        error_messages={"invalid": "时间请写作 9:30。"},
    )  # fmt: skip
    field_order = ("scheduled_on", "scheduled_time", "inspectors", "lead")


class AssignForm(TeamForm):
    """A team for several sites at once; the sites are ticked in the table."""

    applications = forms.ModelMultipleChoiceField(
        label="被检查单位",
        queryset=Application.objects.none(),
        error_messages={
            "required": "请先勾选被检查单位。",
            "invalid_choice": "有单位已被安排或不能列入本批次，请刷新。",
        },
    )

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = candidates


def quarters_of(rounds: Any) -> list[tuple[str, str]]:
    """Choices of the quarters that have rounds, newest first: ``2026-4`` reads 2026年第四季度."""
    found = sorted(set(rounds.values_list("year", "quarter")), reverse=True)
    named = [(f"{year}-{quarter}", Quarter(year, quarter).label) for year, quarter in found if quarter]
    return [("", "全部"), *named]


class RoundFilter(forms.Form):
    q = forms.CharField(label="名称或单位", required=False)
    campaign = forms.ModelChoiceField(
        label="活动", queryset=Campaign.objects.none(), required=False, empty_label="全部"
    )
    quarter = forms.ChoiceField(label="季度", required=False)
    status = forms.ChoiceField(
        label="状态",
        choices=[("", "全部"), (RoundStatus.PLANNED, "未办结"), (RoundStatus.CLOSED, "已办结")],
        required=False,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = Round.objects.visible_to(user).order_by()
        self.fields["campaign"].queryset = Campaign.objects.filter(pk__in=rounds.values("campaign_id"))
        self.fields["quarter"].choices = quarters_of(rounds)


class RecordFilter(forms.Form):
    """Records of phones."""

    q = forms.CharField(label="单位、批次或提交人", required=False)
    status = forms.ChoiceField(
        label="状态", required=False,
        choices=[("", "全部"), ("waiting", "有冲突和待处理"), ("conflict", "有冲突"), ("held", "待处理"), ("late", "逾期上传")],
    )  # fmt: skip


class RecordFileForm(forms.Form):
    """What a phone exported."""

    file = forms.FileField(
        label="手机导出的文件",
        help_text="名称以“检查记录”开头，不超过 100 MB",
        error_messages={"required": "请选择手机导出的检查记录文件。", "empty": "文件是空的，请在手机上重新导出。"},
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )


class ResultForm(forms.Form):
    """One leaf's verdict from the phone."""

    verdict = forms.CharField(required=False)
    value = forms.DecimalField(
        required=False, max_digits=18, decimal_places=4, error_messages={"invalid": "核实值请填数字。"}
    )
    note = forms.CharField(required=False, max_length=500, strip=True)


class FindingForm(forms.Form):
    """A problem in two taps: words of the library, own words, or both.

    What the library says of the ticked problems holds where nothing else was entered: demand, severity, days.
    """

    problems = forms.MultipleChoiceField(label="问题", widget=Chips, required=False)
    description = forms.CharField(label="具体情况", required=False, max_length=400, widget=forms.Textarea({"rows": 2}))
    demand = forms.CharField(label="整改要求", required=False, max_length=500)
    severity = forms.ChoiceField(
        label="程度",
        choices=Severity,
        initial=Severity.MINOR,
        widget=Segmented(tones={"minor": "idle", "major": "warn", "critical": "bad"}),
    )
    due_on = forms.DateField(label="整改期限（不填为 15 天，立行立改为 3 天）", required=False)
    at_once = forms.BooleanField(label="立行立改", required=False)
    key = forms.BooleanField(label="重点督办", required=False)

    def __init__(self, *args: Any, problems: Sequence[Problem] = (), leaf: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {each.text: each for each in for_leaf(problems, leaf)}
        self.fields["problems"].choices = [(text, text) for text in self.offered]

    @property
    def words(self) -> str:
        """The finding's description from chips and text."""
        return "；".join(filter(None, ["、".join(self.cleaned_data["problems"]), self.cleaned_data["description"]]))

    @property
    def told(self) -> dict[str, Any]:
        """Severity, demand, marks and deadline, from the library where nothing else was entered."""
        data = self.cleaned_data
        ticked = [self.offered[text] for text in data["problems"]]
        days = None if data["at_once"] else min((each.days for each in ticked if each.days), default=None)
        due_on = data["due_on"] or (clock.today() + dt.timedelta(days=days) if days else None)
        demand = data["demand"] or "".join(each.demand for each in ticked)
        marks = {"at_once": data["at_once"], "key": data["key"]}
        return {"demand": demand, "severity": severest(ticked, data["severity"]), "due_on": due_on, **marks}


class RecordForm(forms.Form):
    """Handing the record in."""

    methods = forms.MultipleChoiceField(
        label="检查方式", choices=Method, widget=Chips, error_messages={"required": "请至少选择一种检查方式。"}
    )
    counterpart = forms.CharField(label="陪同人员", required=False, max_length=80)
    summary = forms.CharField(
        label="总体评价",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "请填写总体评价。"},
    )
    highlights = forms.CharField(label="亮点", required=False, max_length=1000, widget=forms.Textarea({"rows": 2}))


class AnswerForm(forms.Form):
    """The site's answer to a finding."""

    text = forms.CharField(
        label="整改情况",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "请填写整改情况。"},
    )
    files = FilesField(
        label="佐证材料", required=False, help_text="可不传；图片、PDF、Office（含 WPS）和 MP4，每个不超过 200 MB"
    )


class SurveyForm(forms.ModelForm):
    """Counted ballots."""

    class Meta:
        model = MassSurvey
        fields = [
            "held_on",
            "issued",
            "satisfied",
            "fairly_satisfied",
            "dissatisfied",
            "no_opinion",
            "counted_by",
            "supervised_by",
        ]
        labels = {
            "issued": "发出票数（张）",
            "satisfied": "满意（张）",
            "fairly_satisfied": "基本满意（张）",
            "dissatisfied": "不满意（张）",
            "no_opinion": "不了解（张）",
        }
        help_texts = {"no_opinion": "不计入有效票", "supervised_by": "不能与计票人为同一人"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        counts = [data.get(name) for name in ("satisfied", "fairly_satisfied", "dissatisfied", "no_opinion")]
        issued = data.get("issued")
        if issued is not None and None not in counts and sum(counts) > issued:
            self.add_error("issued", f"收回 {sum(counts)} 张，多于发出 {issued} 张，请核对。")
        if data.get("counted_by") and data.get("counted_by") == data.get("supervised_by"):
            self.add_error("supervised_by", "计票人和监票人不能是同一人。")
        return data

    def validate_constraints(self) -> None:
        """The same two checks stand above, with a sentence that says what to do."""
