"""The form in which an organization tells its facts: one field per metric, only changes are saved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from apps.core import clock

from ..choices import PeriodKind, ValueKind
from ..models import Fact, Metric
from ..periods import period_label, period_of, recent_periods

PERIODS_OFFERED = {PeriodKind.YEAR: 3, PeriodKind.HALF_YEAR: 4, PeriodKind.QUARTER: 6, PeriodKind.MONTH: 12}
YES_NO = (("", "未填"), ("1", "是"), ("0", "否"))
NUMBER_ERRORS = {"invalid": "请填数字。", "min_value": "不能为负数。"}


class PeriodsForm(forms.Form):
    """Which year, quarter and month the form is about; the running ones unless chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        for kind, count in PERIODS_OFFERED.items():
            choices = [(period, period_label(period)) for period in recent_periods(kind, today, count)]
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=choices, required=False)
            self.initial.setdefault(kind.value, choices[0][0])

    def periods(self) -> dict[str, str]:
        """The period chosen for each kind."""
        values = self.cleaned_data if self.is_bound and self.is_valid() else {}
        today = clock.today()
        return {kind: values.get(kind) or period_of(kind, today) for kind in PeriodKind.values}


@dataclass(frozen=True)
class FactLine:
    """One line of the form: the field, what is known, and where that comes from."""

    bound: forms.BoundField
    last: Fact | None


class FactsForm(forms.Form):
    """One field per metric, named by the metric's key; ``changes`` are those that differ from what holds."""

    def __init__(
        self,
        *args: Any,
        metrics: list[Metric],
        known: Mapping[tuple[int, str], Fact],
        periods: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.metrics, self.known, self.chosen = metrics, known, periods
        for metric in metrics:
            fact = known.get((metric.pk, periods[metric.period_kind]))
            name = _name(metric)
            self.fields[name] = _field(metric)
            if fact is not None:
                self.initial[name] = _shown(metric, fact.value)

    def changes(self) -> list[tuple[Metric, Any, str]]:
        """Metric, value and period of every answer that is new or differs."""
        changed = []
        for metric in self.metrics:
            value = self.cleaned_data.get(_name(metric))
            period = self.chosen[metric.period_kind]
            fact = self.known.get((metric.pk, period))
            if value in (None, ""):
                continue
            if fact is None or Decimal(str(value)) != fact.value:
                changed.append((metric, value, period))
        return changed

    def groups(self) -> Iterator[tuple[str, str, list[FactLine]]]:
        """Lines by kind of period: kind, heading, lines."""
        newest = self._newest()
        for kind in PeriodKind:
            lines = [
                FactLine(self[_name(m)], fact)
                for m in self.metrics
                if m.period_kind == kind
                for fact in [self.known.get((m.pk, self.chosen[kind])) or newest.get(m.pk)]
            ]
            if lines:
                yield kind.value, period_label(self.chosen[kind]), lines

    def _newest(self) -> dict[int, Fact]:
        found: dict[int, Fact] = {}
        for (metric_id, period), fact in self.known.items():
            if metric_id not in found or period > found[metric_id].period:
                found[metric_id] = fact
        return found


def _name(metric: Metric) -> str:
    return f"metric_{metric.pk}"


def _shown(metric: Metric, value: Decimal) -> str:
    if metric.value_kind == ValueKind.BOOLEAN:
        return "1" if value else "0"
    return f"{value:.{metric.decimals}f}"


def _field(metric: Metric) -> forms.Field:
    label = f"{metric.name}（{metric.unit}）" if metric.unit else metric.name
    if metric.value_kind == ValueKind.BOOLEAN:
        return forms.ChoiceField(label=label, choices=YES_NO, required=False, help_text=metric.description)
    field = forms.DecimalField(
        label=label,
        required=False,
        min_value=None if metric.is_signed else 0,
        max_digits=17,
        decimal_places=metric.decimals,
        help_text=metric.description,
        error_messages={**NUMBER_ERRORS, "max_decimal_places": f"最多保留 {metric.decimals} 位小数。"},
    )
    field.widget = forms.TextInput(
        attrs={"inputmode": "decimal" if metric.decimals else "numeric", "autocomplete": "off"}
    )
    return field
