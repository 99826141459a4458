"""Trying a draft out: only what the standard reads is asked, and what is typed becomes the engine's inputs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from apps.core.components.forms import Chips
from apps.organizations.choices import Kind, Level, Sector, ValueKind

from .. import engine
from ..drafting.outline import walk
from .catalogue import Catalogue
from .entries import Dates, Entries, in_year

FOUND = (("", "未认定"), ("yes", "认定"))
YES_NO = (("", "未填"), ("yes", "是"), ("no", "否"))
SOURCE = "试算"
#: What each kind of input is called above its fields, in the order of the page.
HEADINGS = {
    "claim": "逐项判定",
    "metric": "数据",
    "record": "工作记录",
    "event": "荣誉和奖惩事项",
    "survey": "群众测评",
    "reference": "地区参照值",
    "aggregate": "下级组织",
    "mean": "下级平均",
    "rank": "名次",
    "given": "其他组成部分",
    "veto": "一票否决",
}


class PlaceForm(forms.Form):
    """For whom the draft is tried."""

    sector = forms.ChoiceField(label="领域", choices=Sector.choices)
    kind = forms.ChoiceField(label="组织类别", choices=Kind.choices, required=False)
    level = forms.ChoiceField(label="层级", choices=Level.choices, required=False)


def place_in(data: Mapping[str, Any]) -> dict[str, str]:
    """The place that was chosen, or a village branch."""
    chosen = {"sector": Sector.RURAL, "kind": Kind.BRANCH, "level": Level.GRASSROOTS}
    for name, choices in (("sector", Sector), ("kind", Kind), ("level", Level)):
        if data.get(name) in choices.values:
            chosen[name] = data[name]
    return {name: str(value) for name, value in chosen.items()}


class TrialForm(forms.Form):
    """One field for each input that the leaves of the chosen place and the whole read."""

    def __init__(
        self,
        tree: engine.Version,
        document: Mapping[str, Any],
        place: Mapping[str, str],
        data: Any,
        catalogue: Catalogue,
    ) -> None:
        super().__init__(data)
        self.place, self.catalogue = place, catalogue
        self.measures = {item.node["code"]: item.node.get("measure", {}) for item in walk(document["criteria"])}
        leaves = engine.leaf_inputs(tree, place["sector"], place["kind"], level=place["level"])
        wanted = {(_base(need.kind), need.code): need for need in engine.whole_needs(tree)}
        wanted |= {(_base(need.kind), need.code): need for need in engine.distinct_needs(leaves)}
        self.needs = [need for need in wanted.values() if need.kind in FIELDS]
        titles = {each.criterion.code: each.criterion.title for each in leaves}
        for need in self.needs:
            field = FIELDS[need.kind](self, need)
            field.required = False
            generic = need.kind in ("claim", "aggregate", "mean", "rank")
            field.label = titles.get(need.code, need.label) if generic else need.label
            self.fields[_name(need)] = field
        self.full_clean()

    def groups(self) -> list[dict[str, Any]]:
        """Fields under their headings."""
        found = []
        for kind, heading in HEADINGS.items():
            bounds = [self[_name(need)] for need in self.needs if _base(need.kind) == kind]
            if bounds:
                found.append({"heading": heading, "bounds": bounds})
        return found

    def inputs(self, as_of: dt.date) -> engine.Inputs:
        """What was typed; what cannot be read is left out and told at its field."""
        given: dict[str, dict[str, Any]] = {name: {} for name in READERS.values()}
        history: dict[str, Any] = {}
        for need in self.needs:
            value = self.cleaned_data.get(_name(need))
            if value in (None, "", []):
                continue
            kind = _base(need.kind)
            if kind == "metric" and isinstance(value, list):
                history[need.code] = [
                    engine.FactValue(each, str(as_of.year - at), SOURCE) for at, each in enumerate(value)
                ]
                value = value[0]
            given[READERS[kind]][need.code] = WRAPPERS[kind](self, need.code, value, as_of)
        for code, fact in given["facts"].items():
            history.setdefault(code, [fact])
        return engine.Inputs(as_of=as_of, **self.place, **given, history=history)


def _name(need: engine.Need) -> str:
    return f"{_base(need.kind)}:{need.code}"


def _base(kind: str) -> str:
    return "metric" if kind == "history" else kind


# --- Fields ---------------------------------------------------------------------------------------------------------


class Numbers(forms.CharField):
    """Several numbers, newest first: 12、10、8."""

    def clean(self, value: Any) -> Any:
        return [_decimal(part) for part in re.split(r"[、,，\s]+", super().clean(value).strip()) if part]


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise forms.ValidationError(f"“{text[:20]}”不是数") from error


def _number(hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        max_digits=18, decimal_places=4, help_text=hint, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


def _metric(form: TrialForm, need: engine.Need) -> forms.Field:
    metric = form.catalogue.metrics.get(need.code)
    if metric is not None and metric.value_kind == ValueKind.BOOLEAN:
        return forms.ChoiceField(choices=YES_NO)
    return _number(f"单位：{metric.unit}" if metric and metric.unit else "")


def _claim(form: TrialForm, need: engine.Need) -> forms.Field:
    measure = form.measures.get(need.code, {})
    if measure.get("type") == "checklist":
        open_members = [(m["code"], m["title"]) for m in measure["members"] if "metric" not in m]
        return forms.MultipleChoiceField(choices=open_members, widget=Chips)
    if measure.get("levels"):
        return forms.ChoiceField(choices=[("", "未评"), *((each["code"], each["title"]) for each in measure["levels"])])
    if measure.get("type") == "judged":
        return _number("评分")
    return forms.ChoiceField(choices=YES_NO)


def _pair(hint: str) -> Callable[[TrialForm, engine.Need], forms.Field]:
    return lambda form, need: Numbers(max_length=60, help_text=hint)


FIELDS: Mapping[str, Callable[[TrialForm, engine.Need], forms.Field]] = {
    "claim": _claim,
    "metric": _metric,
    "history": lambda form, need: Numbers(max_length=200, help_text="由近到远，用顿号隔开，如 12、10、8。"),
    "record": lambda form, need: Dates(max_length=400, help_text="今年的次数，或日期如 3-5、6-10。"),
    "event": lambda form, need: Entries(form.catalogue.kinds.get(need.code)),
    "survey": lambda form, need: _number("满意度，%"),
    "reference": lambda form, need: _number(),
    "aggregate": _pair("范围内几家、其中达到几家，如 20、5。"),
    "mean": _pair("平均值、几家，如 86.5、12。"),
    "rank": _pair("第几名、共几家，如 3、20。"),
    "given": lambda form, need: _number("得分"),
    "veto": lambda form, need: forms.ChoiceField(choices=FOUND),
}
#: To which mapping of the inputs each kind goes.
READERS = {
    "claim": "claims", "metric": "facts", "record": "records", "event": "events", "survey": "surveys",
    "reference": "references", "aggregate": "aggregates", "mean": "means", "rank": "ranks",
    "given": "given", "veto": "vetoes",
}  # fmt: skip


# --- Inputs ---------------------------------------------------------------------------------------------------------


def _fact(form: TrialForm, code: str, value: Any, as_of: dt.date) -> Any:
    known = {"yes": True, "no": False}
    return engine.FactValue(known.get(value, value), str(as_of.year), SOURCE)


def _as_claim(form: TrialForm, code: str, value: Any, as_of: dt.date) -> Any:
    if isinstance(value, list):
        return engine.Claim(checked=frozenset(value), source=SOURCE)
    known = {"yes": True, "no": False}
    # A trial is its own reason: a judgement that demands one would stay open for good.
    return engine.Claim(value=known.get(value, value), source=SOURCE, note=SOURCE)


def _days(value: Any, as_of: dt.date) -> list[dt.date]:
    """The days themselves, or so many spread evenly from 1 January to the day."""
    if isinstance(value, int):
        start = dt.date(as_of.year, 1, 1)
        span = (as_of - start).days
        return [start + dt.timedelta(days=round(span * (at + 0.5) / value)) for at in range(value)]
    return sorted(in_year(as_of.year, month, day) for month, day in value)


def _records(form: TrialForm, code: str, value: Any, as_of: dt.date) -> Any:
    return _days(value, as_of)


def _events(form: TrialForm, code: str, value: Any, as_of: dt.date) -> Any:
    if isinstance(value, int):
        return [engine.Event(on=day, key=f"{code}-{at}", source=SOURCE) for at, day in enumerate(_days(value, as_of))]
    return [
        engine.Event(on=in_year(as_of.year, month, day), key=f"{code}-{at}", source=SOURCE, **fields)
        for at, (month, day, fields) in enumerate(value)
    ]


def _veto(form: TrialForm, code: str, value: Any, as_of: dt.date) -> Any:
    return engine.VetoFinding(decided_on=as_of, decided_by=SOURCE, evidence=SOURCE)


def _two(value: Iterable[Any]) -> tuple[Any, int]:
    first, second, *_ = [*value, 1, 1]
    return first, int(second)


WRAPPERS: Mapping[str, Callable[[TrialForm, str, Any, dt.date], Any]] = {
    "claim": _as_claim,
    "metric": _fact,
    "reference": _fact,
    "record": _records,
    "event": _events,
    "survey": lambda form, code, value, as_of: engine.SurveyValue(value, source=SOURCE),
    "aggregate": lambda form, code, value, as_of: engine.Aggregate(*(int(each) for each in _two(value)), source=SOURCE),
    "mean": lambda form, code, value, as_of: engine.Mean(*_two(value), source=SOURCE),
    "rank": lambda form, code, value, as_of: engine.Rank(*_two(value), source=SOURCE),
    "given": _fact,
    "veto": _veto,
}
