"""The form of one leaf, made from its measure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from apps.core import clock
from apps.core.components.forms import Segmented
from apps.core.components.text import date_short
from apps.organizations.choices import ValueKind
from apps.organizations.fact_values import still_verified
from apps.organizations.models import Fact, Metric
from apps.organizations.periods import period_label, recent_periods
from apps.standards import engine
from apps.standards.engine.measures import AllOf, Events
from apps.standards.engine.measures.claims import Checklist
from apps.standards.engine.measures.numbers import Quantity
from apps.standards.engine.measures.time import Frequency, LookBack
from apps.standards.engine.words import PERIOD_LABELS

from ..answers import NOTE_LIMIT, control_of, member_metrics, own_metric
from ..leaf_parts import judged_of, said_options
from ..models import Response
from ..queries.assessment import Desk
from .answer_fields import AwaitedChoice, AwaitedChoices, AwaitedText, as_posted, number_field, plain

YES_NO = [("1", "是"), ("0", "否")]


def fact_source(fact: Fact) -> str:
    """Where a known value comes from, e.g. 2026年，本单位填报，10月12日."""
    period = period_label(fact.period)
    if still_verified(fact, clock.today()):
        return f"{period}，已由检查核实，{date_short(fact.said_at)}"
    return f"{period}，{fact.get_source_display()}，{date_short(fact.said_at)}"


def derived_source(value: engine.FactValue) -> str:
    """Where a value comes from that nobody typed, e.g. 现状，阵地台账."""
    return f"{period_label(value.period)}，{engine.source_label(value.source)}"


class LeafForm(forms.Form):
    """What the branch says about one leaf, prefilled from facts. Nothing is required until the whole is signed.

    Args:
        needs: the leaf with what it reads.
        metrics: by code, those that the page's leaves read.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None,
        *,
        sheet: Desk,
        response: Response,
        needs: engine.LeafNeeds,
        metrics: Mapping[str, Metric],
    ) -> None:
        super().__init__(data, prefix=f"r{response.pk}", auto_id="id_%s")
        self.sheet, self.response, self.leaf, self.needs = sheet, response, needs.criterion, needs
        self.metrics = metrics
        self.prefilled: dict[str, str] = {}
        self.verified: set[str] = set()
        self.control = control_of(self.leaf)
        self._add_condition()
        self._add_control()
        self._add_figures()
        if self.leaf.claim_not_applicable:
            self._add("not_applicable", forms.BooleanField(label="本项不适用", required=False), response.not_applicable)
        self._add_note()

    def _add(self, name: str, field: forms.Field, initial: Any) -> None:
        self.fields[name] = field
        self.initial[name] = initial
        # What a visit verified outranks a claim: it is shown, not asked again.
        field.disabled = name in self.verified

    def _known(self, name: str, fact: Fact) -> None:
        """Say beside the field where its value comes from."""
        self.prefilled[name] = fact_source(fact)
        if still_verified(fact, clock.today()):
            self.verified.add(name)

    # The control of the leaf itself.

    def _add_control(self) -> None:
        build = {
            "yes_no": self._yes_no,
            "checklist": self._checklist,
            "grades": self._grades,
            "points": self._points,
            "number": self._number,
            "times": self._times,
            "options": self._options,
            "count": self._count,
            "no_entries": self._no_entries,
        }.get(self.control)
        if build is not None:
            build()

    def _yes_no(self) -> None:
        field = AwaitedChoice(
            label=engine.describe_measure(self.leaf),
            choices=YES_NO,
            widget=Segmented(tones={"1": "ok", "0": "bad"}),
        )
        self._add("value", field, self._own_initial())

    def _checklist(self) -> None:
        measure = self.leaf.measure
        assert isinstance(measure, Checklist)
        choices = [(member.code, member.title) for member in measure.members if not member.threshold]
        if not choices:
            return
        total = len(measure.members)
        label = (
            "已具备的项" if measure.required == total else f"已具备的项（{total} 项中具备 {measure.required} 项即可）"
        )
        field = AwaitedChoices(label=label, choices=choices, widget=forms.CheckboxSelectMultiple)
        known = [code for code in self._known_members() if code not in self.response.members]
        self._add("members", field, [*self.response.members, *known])
        if known:
            titles = dict(choices)
            self.prefilled["members"] = f"组织资料：{'、'.join(titles[code] for code in known)}"
        if len(choices) > len(member_metrics(self.leaf)) and not self.response.members:
            none = self.response.answered and self.response.value == 0
            self._add("none", forms.BooleanField(label="以上未勾选的各项均不具备", required=False), none)

    def _known_members(self) -> list[str]:
        """Members whose fact says yes."""
        told = {**self.sheet.derived, **self.sheet.current}
        return [code for code, metric in member_metrics(self.leaf).items() if metric in told and told[metric].value]

    def _options(self) -> None:
        """A tick for each option that nothing else answers; the judged one by its score."""
        inputs = self.sheet.inputs
        kept = {"record": inputs.records, "event": inputs.events}
        said = said_options(self.leaf)
        choices = [(code, title) for code, title, ledger in said if not ledger or ledger.code not in kept[ledger.kind]]
        every = isinstance(self.leaf.measure, AllOf)
        ticked = [code for code, _ in choices if code in self.response.members]
        if choices:
            label = "已做到的项" if every else "符合的情形（可多选）"
            field = AwaitedChoices(label=label, choices=choices, widget=forms.CheckboxSelectMultiple)
            self._add("members", field, ticked)
        judged = judged_of(self.leaf)
        if judged is not None:
            self._grades() if judged.grades else self._points()
        elif not ticked:
            none = self.response.answered and self.response.value == 0
            label = "以上未勾选、未填报的各项均未做到" if every else "以上各种情形均不符合"
            self._add("none", forms.BooleanField(label=label, required=False), none)

    def _count(self) -> None:
        """How many there were, while the ledger of events says nothing."""
        measure = self.leaf.measure
        assert isinstance(measure, Events)
        if measure.event in self.sheet.inputs.events:
            return
        label = f"{measure.span}{measure.label}（{measure.unit}，没有的填 0）"
        self._add("value", number_field(label, 0, Decimal(0)), plain(self.response.value))

    def _no_entries(self) -> None:
        measure = self.leaf.measure
        assert isinstance(measure, Events)
        if measure.event in self.sheet.inputs.events:
            return
        field = forms.BooleanField(label=f"{measure.span}没有{measure.label}", required=False)
        self._add("none", field, self.response.answered and self.response.value == 0)

    def _grades(self) -> None:
        measure = judged_of(self.leaf)
        assert measure is not None
        chosen = [grade.code for grade in measure.grades if grade.code in self.response.members]
        field = AwaitedChoice(
            label=measure.label,
            choices=[(grade.code, f"{grade.title}（{engine.show(grade.points)} 分）") for grade in measure.grades],
            widget=forms.RadioSelect,
        )
        self._add("grade", field, next(iter(chosen), ""))

    def _points(self) -> None:
        measure = judged_of(self.leaf)
        assert measure is not None
        span = f"{engine.show(measure.low)}—{engine.show(measure.high)} 分"
        self._add(
            "value", number_field(f"自评得分（{span}）", 2, measure.low, measure.high), plain(self.response.value)
        )

    def _number(self) -> None:
        measure = self.leaf.measure
        assert isinstance(measure, Quantity)
        metric = self.metrics.get(measure.operand.metric)
        unit = measure.operand.unit or measure.threshold.unit
        label = f"{measure.operand.label}（{unit}）" if unit else measure.operand.label
        self._add("value", number_field(label, metric.decimals if metric else 4, Decimal(0)), self._own_initial())

    def _times(self) -> None:
        measure = self.leaf.measure
        assert isinstance(measure, Frequency)
        if measure.record in self.sheet.inputs.records:
            return
        label = f"{PERIOD_LABELS[measure.per]}{measure.label}{measure.unit}数"
        self._add("value", number_field(label, 1, Decimal(0)), plain(self.response.value))

    def _own_initial(self) -> Any:
        """The fact of the leaf's own metric, else what was claimed."""
        code = own_metric(self.leaf)
        if fact := self.sheet.current.get(code):
            self._known("value", fact)
            return plain(fact.value)
        if derived := self.sheet.derived.get(code):
            self.prefilled["value"] = derived_source(derived)
            return plain(derived.value)
        return plain(self.response.value)

    # Figures of metrics: recorded as facts.

    def _add_condition(self) -> None:
        """What decides whether the leaf applies, asked for only while it is unknown."""
        assert self.leaf.measure is not None
        own = {need.code for need in self.leaf.measure.needs(self.leaf.code)}
        for test in self.leaf.when.tests() if self.leaf.when else ():
            known = test.key in self.sheet.current or test.key in self.sheet.derived or test.key in own
            if test.is_metric and not known and test.key in self.metrics:
                self._figure(self.metrics[test.key], test.label)

    def _add_figures(self) -> None:
        measure = self.leaf.measure
        taken = {own_metric(self.leaf), *member_metrics(self.leaf).values()}
        if isinstance(measure, LookBack):
            self._look_back(measure)
            taken.add(measure.metric)
        for need in measure.needs(self.leaf.code) if measure else ():
            if need.kind in ("metric", "history") and need.code not in taken and need.code in self.metrics:
                taken.add(need.code)
                self._figure(self.metrics[need.code], need.label)

    def _figure(self, metric: Metric, label: str) -> None:
        fact = self.sheet.current.get(metric.code)
        self._metric_field(f"fact_{metric.code}", metric, label, fact, self.sheet.derived.get(metric.code))

    def _look_back(self, measure: LookBack) -> None:
        metric = self.metrics.get(measure.metric)
        if metric is None:
            return
        for period in recent_periods(metric.period_kind, clock.today(), measure.periods):
            fact = self.sheet.facts.get((metric.pk, period))
            label = f"{period_label(period)}{measure.label}"
            self._metric_field(f"fact_{metric.code}__{period}", metric, label, fact)

    def _metric_field(
        self, name: str, metric: Metric, label: str, fact: Fact | None, derived: engine.FactValue | None = None
    ) -> None:
        field: forms.Field
        if metric.value_kind == ValueKind.BOOLEAN:
            field = AwaitedChoice(label=label, choices=YES_NO, widget=Segmented(tones={"1": "ok", "0": "idle"}))
        else:
            least = None if metric.is_signed else Decimal(0)
            field = number_field(f"{label}（{metric.unit}）" if metric.unit else label, metric.decimals, least)
        if fact is not None:
            self._known(name, fact)
        elif derived is not None:
            self.prefilled[name] = derived_source(derived)
        told = fact or derived
        self._add(name, field, None if told is None else plain(told.value))

    def _add_note(self) -> None:
        measure = judged_of(self.leaf)
        judged = self.note_first = measure is not None
        label = "自评说明（写明做法和成效）" if judged else "说明"
        if measure is not None and measure.reason_required:
            label = "评分理由（写明做法和成效，不写不计分）"
        widget = forms.Textarea(attrs={"rows": 3 if judged else 2})
        kind = AwaitedText if judged else forms.CharField
        self._add("note", kind(label=label, required=judged, max_length=NOTE_LIMIT, widget=widget), self.response.note)

    # What the service is told.

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments for ``services.answer``."""
        data = self.cleaned_data
        if data.get("not_applicable"):
            return {"not_applicable": True, "note": data["note"]}
        value = data.get("value")
        members = [code for code in data.get("members", []) if not self._told_by_fact(code)]
        if data.get("grade"):
            members.append(data["grade"])
        if data.get("none") and not members:
            value = False
        return {"value": value, "members": members, "note": data["note"], "facts": self._facts()}

    def _told_by_fact(self, member: str) -> bool:
        return member in self._known_members() and member not in self.response.members

    def _facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        facts = {
            name.removeprefix("fact_").replace("__", "@"): value
            for name, value in data.items()
            if name.startswith("fact_") and value not in (None, "")
        }
        if "members" in data:
            gone = [code for code in self._known_members() if code not in data["members"]]
            metrics = member_metrics(self.leaf)
            facts.update({metrics[code]: False for code in gone})
        return facts

    def merged(self, posted: QueryDict) -> QueryDict:
        """Posted values over those shown: an autosave sends only what has changed."""
        merged = QueryDict(mutable=True)
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if key in posted:
                merged.setlist(key, [value for value in posted.getlist(key) if value != ""])
            else:
                merged.setlist(key, as_posted(field, self.initial[name]))
        return merged
