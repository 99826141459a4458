"""Forms of work records: filters, entry, what took place, how a commitment was kept."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from apps.core import clock
from apps.core.components.forms import Chips, FilesInput, Segmented
from apps.core.quarters import Quarter

from ..choices import Audience, CommitmentResult, RecordKind, RecordStatus
from ..ledgers import SHARED, TAUGHT
from ..models import WorkRecord
from ..querysets import RecordQuerySet

YEARS_OFFERED = 4
OVERDUE, EVERYTHING = "overdue", "all"
STATES = [
    ("", "有效"),
    *((value, label) for value, label in RecordStatus.choices if value != RecordStatus.CANCELLED),
    (OVERDUE, "逾期未开展"),
    (RecordStatus.CANCELLED.value, RecordStatus.CANCELLED.label),
    (EVERYTHING, "全部"),
]
QUARTERS = [(f"q{n}", f"{n}季度") for n in range(1, 5)]
MONTHS = [(f"m{n}", f"{n}月") for n in range(1, 13)]
ORDERS = {"day": "held_on", "kind": "kind", "people": "headcount", "hours": "hours"}
OWN, BELOW = "own", "below"


class SeveralFiles(forms.FileField):
    """A file field that gives a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        single = super().clean
        chosen = data if isinstance(data, list | tuple) else [data]
        return [single(each, initial) for each in chosen if each]


def year_choices(ahead: int = 0) -> list[tuple[str, str]]:
    """The years that have records, newest first, ``ahead`` of them to come."""
    year = clock.today().year + ahead
    return [(str(n), f"{n}年") for n in range(year, year - YEARS_OFFERED - ahead, -1)]


class RecordFilter(forms.Form):
    """What a list of records shows; ``range`` only where organizations lie below."""

    q = forms.CharField(label="主题", required=False, max_length=60)
    kind = forms.ChoiceField(label="类型", choices=[("", "全部"), *RecordKind.choices], required=False)
    year = forms.ChoiceField(label="年度", required=False)
    period = forms.ChoiceField(label="时段", choices=[("", "全年"), *QUARTERS, *MONTHS], required=False)
    state = forms.ChoiceField(label="状态", choices=STATES, required=False)
    range = forms.ChoiceField(label="范围", choices=[("", "含下级"), (OWN, "本级")], required=False)

    def __init__(self, data: Any, *, has_below: bool = False) -> None:
        # The running year unless another is asked for: next year's plans do not push down what was held.
        this_year = str(clock.today().year)
        super().__init__(data if "year" in data else {**data.dict(), "year": this_year})
        years: Any = self.fields["year"]
        years.choices = [("", "全部"), *year_choices(ahead=1)]
        self.has_below = has_below
        if not has_below:
            del self.fields["range"]

    def narrow(self, records: RecordQuerySet) -> RecordQuerySet:
        """The records that fit every filter that is set; a filter that is wrong is left out."""
        self.is_valid()
        values = self.cleaned_data
        if values.get("q"):
            records = records.filter(title__icontains=values["q"])
        if values.get("kind"):
            records = records.filter(kind=values["kind"])
        return _in_state(self._in_period(records), values.get("state", ""))

    def _in_period(self, records: RecordQuerySet) -> RecordQuerySet:
        year, period = self.cleaned_data.get("year"), self.cleaned_data.get("period")
        if period and not year:
            year = str(clock.today().year)
        if year:
            records = records.in_year(int(year))
        if period:
            number = int(period[1:])
            months = [number] if period[0] == "m" else Quarter(int(year), number).months
            records = records.filter(held_on__month__in=list(months))
        return records


def _in_state(records: RecordQuerySet, state: str) -> RecordQuerySet:
    if state == OVERDUE:
        return records.overdue(clock.today())
    if state in RecordStatus.values:
        return records.filter(status=state)
    return records if state == EVERYTHING else records.standing()


class WorkForm(forms.Form):
    """What is told of a piece of work; people are counted, never listed."""

    title = forms.CharField(label="主题", max_length=100, error_messages={"required": "请填写主题。"})
    held_on = forms.DateField(label="日期", error_messages={"required": "请填写日期。"})
    place = forms.CharField(label="地点", required=False, max_length=100)
    expected = forms.IntegerField(label="应到人数", required=False, min_value=0, max_value=100_000)
    headcount = forms.IntegerField(label="实到人数", required=False, min_value=0, max_value=100_000)
    hours = forms.DecimalField(label="学时", required=False, min_value=0, max_digits=5, decimal_places=1)
    audiences = forms.MultipleChoiceField(label="培训对象", choices=Audience.choices, required=False, widget=Chips)
    partner = forms.CharField(label="共建单位", required=False, max_length=120)
    uploads = SeveralFiles(
        label="照片或材料", required=False, help_text="可不传；图片、PDF、Office（含 WPS）和 MP4，每个不超过 200 MB"
    )
    summary = forms.CharField(
        label="纪实",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="做了什么、议定了什么，2000字以内",
    )

    def fit(self, kind: str) -> None:
        """Leave out what this kind of work does not tell."""
        if kind not in TAUGHT:
            del self.fields["hours"], self.fields["audiences"]
        if kind not in SHARED:
            del self.fields["partner"]

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > clock.today():
            raise forms.ValidationError("日期不能晚于今天：工作记录记已开展的工作，将要开展的请列入计划。")
        return day


COPIED = ("title", "place", "expected", "headcount", "hours", "audiences", "partner")


def copied(last: WorkRecord | None) -> dict[str, Any]:
    """What the next entry takes over from the last of its kind."""
    return {name: getattr(last, name) for name in COPIED if getattr(last, name) not in (None, "", [])} if last else {}


class RecordForm(WorkForm):
    """A new entry; the kind is chosen beforehand and goes along hidden."""

    kind = forms.ChoiceField(label="类型", error_messages={"required": "请选择类型。"})
    field_order = ("kind", *WorkForm.base_fields)

    def __init__(self, *args: Any, kinds: Iterable[str], last: WorkRecord | None = None, **kwargs: Any) -> None:
        initial = {"held_on": clock.today(), **copied(last), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)
        allowed = set(kinds)
        choices = [(value, label) for value, label in RecordKind.choices if value in allowed]
        field: Any = self.fields["kind"]
        field.choices = choices if len(choices) == 1 else [("", "请选择"), *choices]
        kind = self.data.get("kind") if self.is_bound else initial.get("kind")
        self.chosen = kind if kind in allowed else ""
        if self.chosen:
            field.widget = forms.HiddenInput()
            self.fit(self.chosen)
        self.copied_from = last


class HoldForm(WorkForm):
    """What was planned took place."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: WorkRecord, last: WorkRecord | None = None, **kwargs: Any) -> None:
        known = copied(record)
        day = min(record.held_on, clock.today())
        initial = {**copied(last), **known, "held_on": day, "summary": record.summary, "version": record.version}
        super().__init__(*args, initial=initial, **kwargs)
        self.fit(record.kind)


class SettleForm(forms.Form):
    """How a commitment was kept."""

    result = forms.ChoiceField(
        label="践诺结果",
        choices=CommitmentResult.choices,
        widget=Segmented(tones={"kept": "ok", "partly": "warn", "not_kept": "bad"}),
        error_messages={"required": "请选择践诺结果。"},
    )
    result_on = forms.DateField(label="日期", initial=lambda: clock.today())
    result_note = forms.CharField(label="践诺情况", max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def day_of(text: str) -> dt.date | None:
    """A day in an address, or None when it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
