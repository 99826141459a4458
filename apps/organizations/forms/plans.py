"""Forms of the year's plan: one line for each kind, and a single planned piece of work."""

from typing import Any

from django import forms

from ..cadences import REQUIRED
from ..choices import Cadence, RecordKind
from ..models import WorkRecord
from ..services import PlanLine

#: Offered besides what the rules ask; chosen by whoever plans.
OFFERED: dict[str, str] = {
    **REQUIRED,
    RecordKind.GROUP_MEETING: Cadence.MONTH,
    RecordKind.STUDY_OF_PARTY_WORK: Cadence.QUARTER,
    RecordKind.JOINT_MEETING: Cadence.QUARTER,
    RecordKind.TRAINING: Cadence.HALF_YEAR,
    RecordKind.VOLUNTEER: Cadence.QUARTER,
    RecordKind.MASS_CONTACT: Cadence.MONTH,
    RecordKind.PAIRING: Cadence.HALF_YEAR,
    RecordKind.DISCLOSURE: Cadence.QUARTER,
}
WEEKDAYS = "一二三四五六日"
DAYS = [
    (f"{nth}-{day}", f"{word}周{WEEKDAYS[day - 1]}")
    for nth, word in ((1, "第一个"), (2, "第二个"), (3, "第三个"), (4, "第四个"), (5, "最后一个"))
    for day in range(1, 8)
]
FIRST_FRIDAY = "1-5"
LAST_MONTH = 12


class PlanForm(forms.Form):
    """定频次、定主题、定责任: a row of fields for each kind that is offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, cadence in OFFERED.items():
            label = RecordKind(kind).label
            self._add(kind, "on", forms.BooleanField(label=label, required=False, initial=kind in REQUIRED))
            self._add(kind, "cadence", forms.ChoiceField(label="频次", choices=Cadence.choices, initial=cadence))
            self._add(kind, "day", forms.ChoiceField(label="时间", choices=DAYS, initial=FIRST_FRIDAY))
            self._add(kind, "title", forms.CharField(label="主题", max_length=100, required=False, initial=label))
            self._add(kind, "responsible", forms.CharField(label="责任人", max_length=60, required=False))

    def _add(self, kind: str, name: str, field: forms.Field) -> None:
        field.widget.attrs["aria-label"] = f"{RecordKind(kind).label}{field.label}"
        self.fields[f"{kind}_{name}"] = field

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The bound fields of each kind, for the table."""
        names = ("on", "cadence", "day", "title", "responsible")
        return [{name: self[f"{kind}_{name}"] for name in names} for kind in OFFERED]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not any(values.get(f"{kind}_on") for kind in OFFERED):
            raise forms.ValidationError("请至少选择一类工作。")
        return values

    def lines(self) -> list[PlanLine]:
        """The lines that were chosen."""
        return [self._line(kind) for kind in OFFERED if self.cleaned_data[f"{kind}_on"]]

    def _line(self, kind: str) -> PlanLine:
        values = {name: self.cleaned_data[f"{kind}_{name}"] for name in ("cadence", "day", "title", "responsible")}
        nth, weekday = map(int, values.pop("day").split("-"))
        # The last month of a period: time is left to prepare, and the period is not missed.
        return PlanLine(kind=kind, month=LAST_MONTH, nth=nth, weekday=weekday, **values)


class PlannedForm(forms.Form):
    """One planned piece of work, new or changed."""

    kind = forms.ChoiceField(
        label="类型",
        choices=[("", "请选择"), *RecordKind.choices],
        error_messages={"required": "请选择类型。"},
    )
    held_on = forms.DateField(label="计划日期", error_messages={"required": "请填写计划日期。"})
    title = forms.CharField(label="主题", max_length=100, error_messages={"required": "请填写主题。"})
    place = forms.CharField(label="地点", max_length=100, required=False)
    responsible = forms.CharField(label="责任人", max_length=60, required=False, help_text="写职务或分工，如宣传委员")
    expected = forms.IntegerField(label="应到人数", required=False, min_value=0, max_value=100_000)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: WorkRecord | None = None, **kwargs: Any) -> None:
        if record is not None:
            names = ("kind", "held_on", "title", "place", "responsible", "expected", "version")
            kwargs["initial"] = {name: getattr(record, name) for name in names}
        super().__init__(*args, **kwargs)
        if record is not None:
            self.fields["kind"].disabled = True
