"""Forms of rounds and of their plans."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from apps.accounts.models import User
from apps.applications.choices import ApplicationStatus
from apps.core.components.forms import Chips, Segmented
from apps.organizations.choices import Level, Sector

from .. import rules
from ..choices import DrawGrouping, DrawKind, Scoring, VisitStatus
from ..models import Round
from ..queries.absences import label_of

ALL = [("", "全部")]
#: A key and the name that people read.
Named = tuple[str, str]


class VisitFilter(forms.Form):
    """What narrows the visits of a round."""

    q = forms.CharField(label="单位", required=False)
    parent = forms.ChoiceField(label="上级党组织", required=False)
    inspector = forms.ChoiceField(label="督导员", required=False)
    status = forms.ChoiceField(label="状态", choices=[*ALL, *VisitStatus.choices], required=False)
    first = forms.DateField(label="日期从", required=False)
    last = forms.DateField(label="到", required=False)

    def __init__(self, *args: Any, parents: Sequence[Named], inspectors: Sequence[Named], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [*ALL, *parents]
        self.fields["inspector"].choices = [*ALL, *inspectors]


class SettingsForm(forms.ModelForm):
    """What may be changed of a round; the settled part is left out once a visit began."""

    leaves = forms.MultipleChoiceField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Round
        fields = [
            "name", "theme", "starts_on", "ends_on", "preparation", "unannounced", "scoring", "normalised", "leaves",
        ]  # fmt: skip
        widgets = {"preparation": forms.Textarea({"rows": 2})}
        labels = {"unannounced": "四不两直：不提前通知被检查单位", "normalised": "校准评委尺度（评委各评时）"}
        help_texts = {
            "preparation": "随检查通知告知被检查单位；没有特别要求可不填",
            "scoring": "第一次检查开始后不能再改",
        }

    def __init__(self, *args: Any, leaf_codes: list[tuple[str, str]], settled: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scoring"].choices = Scoring.choices
        self.fields["leaves"].choices = leaf_codes
        self.fields["version"].initial = self.instance.version
        if settled:
            for name in ("unannounced", "scoring", "normalised", "leaves"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "结束日期不能早于开始日期。")
        if data.get("normalised") and data.get("scoring") == Scoring.TEAM:
            self.add_error("normalised", "检查组共填一份时不能校准评委尺度。")
        return data

    def validate_constraints(self) -> None:
        """The same two checks stand above, with a sentence that says what to do."""

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name != "version"}


class SiteFilter(forms.Form):
    """What narrows the sites that a round may visit."""

    q = forms.CharField(label="单位", required=False)
    sector = forms.ChoiceField(label="领域", choices=[*ALL, *Sector.choices], required=False)
    parent = forms.ChoiceField(label="上级党组织", required=False)
    level = forms.ChoiceField(label="层级", choices=[*ALL, *Level.choices], required=False)
    belt = forms.ChoiceField(label="示范带", required=False)
    status = forms.ChoiceField(label="阶段", required=False)
    visited = forms.ChoiceField(
        label="上次检查",
        choices=[*ALL, ("never", "从未检查"), ("30", "超过 30 天"), ("90", "超过 90 天"), ("180", "超过 180 天")],
        required=False,
    )
    draw = forms.CharField(widget=forms.HiddenInput, required=False)
    sort = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, round: Round, parents: list[tuple[str, str]], belts: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if belts:
            self.fields["belt"].choices = [*ALL, *((name, name) for name in belts)]
        else:
            del self.fields["belt"]
        stages = rules.stages_of(round.kind)
        self.fields["status"].choices = [*ALL, *(c for c in ApplicationStatus.choices if c[0] in stages)]
        self.fields["parent"].choices = [*ALL, *parents]


class PlanForm(forms.Form):
    """Teams and days for the ticked sites."""

    inspectors = forms.TypedMultipleChoiceField(
        label="督导员", widget=Chips, coerce=int, error_messages={"required": "请至少选择一名督导员。"}
    )
    team_size = forms.IntegerField(label="每组人数（人）", min_value=1, max_value=20, initial=2)
    per_day = forms.IntegerField(label="每组每天（家）", min_value=1, max_value=12, initial=3)
    first_day = forms.DateField(label="从")
    last_day = forms.DateField(label="到")

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {each.user.pk: each.user for each in people}
        self.fields["inspectors"].choices = [(each.user.pk, each.label) for each in people]

    def clean_inspectors(self) -> list[User]:
        """The people in the order of the form: it makes the teams."""
        return [self.people[key] for key in self.cleaned_data["inspectors"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "结束日期不能早于开始日期。")
        return data


class ChangeForm(forms.Form):
    """One line of the plan's table."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    scheduled_on = forms.DateField(error_messages={"required": "请填写日期。"})
    scheduled_time = forms.TimeField(required=False, error_messages={"invalid": "时间请写作 9:30。"})
    team = forms.CharField(max_length=200)


class DrawForm(forms.Form):
    """What is drawn by lot."""

    kind = forms.ChoiceField(label="抽取对象", choices=DrawKind, initial=DrawKind.SITES, widget=Segmented)
    grouped_by = forms.ChoiceField(
        label="分组", choices=[("", "不分组"), *DrawGrouping.choices], required=False, help_text="分组后每组分别抽取"
    )
    count = forms.IntegerField(label="每组抽取（个）", min_value=1, max_value=5000, required=False)
    percent = forms.IntegerField(
        label="或每组抽取比例（%）", min_value=1, max_value=100, required=False, help_text="不足一个按一个计"
    )
    planned_for = forms.DateTimeField(
        label="拟抽取时间", required=False, widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label="抽取地点", max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and (data.get("count") is None) == (data.get("percent") is None):
            self.add_error("count", "请填写每组抽取的个数或比例，二者填一项。")
        if data.get("kind") == DrawKind.INSPECTORS and data.get("grouped_by") == DrawGrouping.SECTOR:
            self.add_error("grouped_by", "督导员只能不分组或按上级党组织分组。")
        return data


class RunForm(forms.Form):
    """The draw itself."""

    supervised_by = forms.CharField(label="监督人", max_length=40, help_text="在现场监督的人，不能是操作人本人")
    spoken = forms.CharField(label="现场报数", max_length=40, help_text="由监督人当场随意报出，一般为数字")


class VisitForm(forms.Form):
    """One visit outside every plan: who sends whom, and when."""

    organization = forms.ModelChoiceField(label="组织单位", queryset=None, empty_label=None)
    scheduled_on = forms.DateField(label="日期")
    inspectors = forms.ModelMultipleChoiceField(
        label="人员",
        queryset=User.objects.none(),
        widget=Chips,
        error_messages={"required": "请至少选择一名督导员。"},
    )

    def __init__(self, *args: Any, organizations: Any, inspectors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        self.fields["organization"].label_from_instance = lambda organization: organization.short_name
        self.fields["inspectors"].queryset = inspectors
        self.fields["inspectors"].label_from_instance = label_of


class GuidanceForm(VisitForm):
    """A visit of 调研指导."""

    application = forms.ModelChoiceField(label="单位", queryset=None, empty_label="请选择")
    field_order = ("application",)

    def __init__(self, *args: Any, applications: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].queryset = applications
        self.fields["application"].label_from_instance = lambda row: f"{row.organization.short_name}（{row.campaign}）"


class CommitteeForm(VisitForm):
    """A visit of a committee as such, for one campaign."""

    committee = forms.ModelChoiceField(label="党（工）委", queryset=None, empty_label="请选择")
    campaign = forms.ModelChoiceField(label="活动", queryset=None, empty_label="请选择")
    field_order = ("committee", "campaign")

    def __init__(self, *args: Any, committees: Any, campaigns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = committees
        self.fields["committee"].label_from_instance = lambda organization: organization.short_name
        self.fields["campaign"].queryset = campaigns
        if campaigns.count() == 1:
            self.fields["campaign"].initial = campaigns.first()


class CalendarFilter(forms.Form):
    """Whose visits, of which round and month."""

    month = forms.CharField(widget=forms.HiddenInput, required=False)
    round = forms.ModelChoiceField(label="批次", queryset=Round.objects.none(), required=False, empty_label="全部")
    inspector = forms.ModelChoiceField(label="督导员", queryset=User.objects.none(), required=False, empty_label="全部")

    def __init__(self, *args: Any, rounds: Any, inspectors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds
        self.fields["inspector"].queryset = inspectors
        self.fields["inspector"].label_from_instance = lambda person: person.name


def month_of(text: str, today: dt.date) -> dt.date:
    """The first day of the month named as ``2026-11``; of this month when it is none."""
    try:
        found = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return today.replace(day=1)
    return found if 1950 <= found.year <= 2100 else today.replace(day=1)
