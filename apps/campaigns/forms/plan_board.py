"""Forms of a programme's board: its filter, the years of one organization, the yearly targets, a workbook."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from apps.organizations.choices import Sector
from apps.organizations.forms.importing import ImportForm

from ..choices import PlanGoal, PlanStatus, TargetMeasure
from ..services import Target

ALL = ("", "全部")
SHOWS = [("planned", "已列入"), ("waiting", "待确认"), ("declined", "已退回"), ("none", "未列入"), ("all", "全部支部")]
RESULTS = (PlanGoal.COMPLIANT, PlanGoal.DEMONSTRATION)


class BoardFilter(forms.Form):
    q = forms.CharField(label="名称、拼音首字母或代码", required=False, max_length=60)
    show = forms.ChoiceField(label="计划", required=False, choices=SHOWS)
    sector = forms.ChoiceField(label="领域", required=False, choices=[ALL, *Sector.choices])
    under = forms.ChoiceField(label="所属", required=False)

    def __init__(self, *args: Any, places: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        if not self.places:
            del self.fields["under"]
            return
        choices = [ALL, *((key, place.short_name) for key, place in self.places.items())]
        self.fields["under"].choices = choices  # type: ignore[attr-defined]

    def filters(self) -> dict[str, Any]:
        """The filters that are set and valid; ``under`` as the organization itself, ``show`` always."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        return {"show": "planned"} | values | {"under": self.places.get(values.get("under", ""))}


class YearsForm(forms.Form):
    """The years of one organization that may still change."""

    note = forms.CharField(label="说明", max_length=200, required=False, help_text="如：阵地今年改建，明年创示范。")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: Iterable[int], planned: Mapping[int, Any], **kwargs: Any) -> None:
        self.years = list(years)
        notes = [planned[year].note for year in self.years if year in planned and planned[year].note]
        goals = {
            f"year-{year}": planned[year].goal
            for year in self.years
            if year in planned and planned[year].status != PlanStatus.DECLINED
        }
        seen = ",".join(f"{year}:{planned[year].version}" for year in self.years if year in planned)
        kwargs["initial"] = {**goals, "note": notes[-1] if notes else "", "seen": seen}
        super().__init__(*args, **kwargs)
        for year in self.years:
            self.fields[f"year-{year}"] = forms.ChoiceField(
                label=f"{year}年", required=False, choices=[("", "不列入"), *PlanGoal.choices]
            )
        self.order_fields([*(f"year-{year}" for year in self.years), "note", "seen"])

    def goals(self) -> dict[int, str]:
        return {year: self.cleaned_data[f"year-{year}"] for year in self.years}

    def versions(self) -> dict[int, int]:
        """Year → version that the person read; what cannot be read counts as never seen."""
        pairs = (part.split(":") for part in self.cleaned_data["seen"].split(",") if part.count(":") == 1)
        return {int(year): int(version) for year, version in pairs if year.isdecimal() and version.isdecimal()}


class TargetsForm(forms.Form):
    """What each year of a programme is to bring; an empty value is no target."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, programme: Any, **kwargs: Any) -> None:
        self.old = {(each.goal, each.year): each for each in programme.targets.all()}
        self.keys = [(goal, year) for goal in RESULTS for year in programme.years]
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = programme.version
        for goal, year in self.keys:
            old = self.old.get((goal, year))
            self.fields[f"measure-{goal}-{year}"] = forms.ChoiceField(
                label=f"{year}年{goal.label}口径",
                choices=[
                    (TargetMeasure.SHARE.value, "累计占比（%）"),
                    (TargetMeasure.COUNT.value, "当年数量（个）"),
                    (TargetMeasure.PER_COMMITTEE.value, "每个党委当年数量（个）"),
                ],
                initial=old.measure if old else TargetMeasure.SHARE,
            )
            self.fields[f"value-{goal}-{year}"] = forms.IntegerField(
                label=f"{year}年{goal.label}目标", required=False, min_value=1, max_value=100_000,
                initial=old.value if old else None, help_text="不填即不设目标。",
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """Measure and value of each goal and year."""
        return [(self[f"measure-{goal}-{year}"], self[f"value-{goal}-{year}"]) for goal, year in self.keys]

    def targets(self) -> list[Target]:
        """The targets that are filled in; one that stays as it was keeps its clause."""
        found = []
        for goal, year in self.keys:
            value = self.cleaned_data[f"value-{goal}-{year}"]
            if value is None:
                continue
            measure, old = self.cleaned_data[f"measure-{goal}-{year}"], self.old.get((goal, year))
            same = old is not None and (old.measure, old.value) == (measure, value)
            found.append(Target(year, goal.value, measure, value, old.clause if old is not None and same else ""))
        return found


class PlanImportForm(ImportForm):
    skip_bad = forms.BooleanField(label="跳过有误的行，其余照常导入", required=False)
