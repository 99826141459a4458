"""The form in which an organization tells its facts: one field per metric, only changes are saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localtime

from apps.core import clock
from apps.core.components.forms import Segmented

from ..choices import LedgerSource, PeriodKind, ValueKind
from ..fact_values import plain_number, still_verified, value_text
from ..models import Fact, Metric
from ..periods import period_before, period_label, period_of, recent_periods
from ..queries import LedgerValue
from ..registries import MetricUse

PERIODS_OFFERED = {PeriodKind.YEAR: 3, PeriodKind.HALF_YEAR: 4, PeriodKind.QUARTER: 6, PeriodKind.MONTH: 12}
YES_NO = (("1", "是"), ("0", "否"))
NUMBER_ERRORS = {"invalid": "请填数字。", "min_value": "不能为负数。"}
OTHER_GROUP = "其他"
Value = tuple[Decimal, str]


class PeriodsForm(forms.Form):
    """Which year, half-year, quarter and month the page is about; the running ones unless chosen.

    Args:
        kinds: the kinds of periods that the metrics of the page have.
    """

    def __init__(self, *args: Any, kinds: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        for kind, count in PERIODS_OFFERED.items():
            if kind not in kinds:
                continue
            choices = [(period, period_label(period)) for period in recent_periods(kind, today, count)]
            # Applied as it is chosen; the button of the filter stays for whoever has no scripts.
            widget = forms.Select(attrs={"data-submit": ""})
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=choices, required=False, widget=widget
            )
            self.initial.setdefault(kind.value, choices[0][0])

    def periods(self) -> dict[str, str]:
        """The period chosen for each kind."""
        values = self.cleaned_data if self.is_bound and self.is_valid() else {}
        today = clock.today()
        return {kind: values.get(kind) or period_of(kind, today) for kind in PeriodKind.values}


@dataclass(frozen=True)
class FactLine:
    """One metric on the page.

    ``bound`` is the field, None where the value is not typed; ``fact`` holds for the chosen period; ``before``
    is that of the period before; ``summed`` a value that follows from records; ``ledger`` what the ledger of
    units or of facilities tells, which holds as long as nobody states a value.
    """

    metric: Metric
    period: str
    bound: forms.BoundField | None
    fact: Fact | None
    before: Fact | None
    summed: Decimal | None
    uses: list[MetricUse] = field(default_factory=list)
    ledger: LedgerValue | None = None

    @property
    def is_missing(self) -> bool:
        """Nobody is asked for what records sum up, even before the first of them."""
        return self.fact is None and not self.metric.derived and self.ledger is None

    @property
    def ledger_text(self) -> str:
        """E.g. 600 ㎡."""
        return "" if self.ledger is None else value_text(self.metric, self.ledger.value)

    @property
    def ledger_label(self) -> str:
        return "" if self.ledger is None else str(LedgerSource(self.ledger.source).label)

    @property
    def ledger_page(self) -> str:
        """The name of the page where the ledger is kept."""
        of_units = self.ledger is not None and self.ledger.source == LedgerSource.UNITS
        return "organizations:units" if of_units else "organizations:facilities"

    @property
    def differs(self) -> bool:
        """Whether the stated value is another than the ledger's."""
        return self.fact is not None and self.ledger is not None and self.fact.value != self._comparable

    @property
    def _comparable(self) -> Decimal:
        assert self.ledger is not None
        return round(self.ledger.value, self.metric.decimals)

    @property
    def summed_text(self) -> str:
        return "" if self.summed is None else value_text(self.metric, self.summed)

    @property
    def period_text(self) -> str:
        return period_label(self.period)

    @property
    def is_verified(self) -> bool:
        return self.fact is not None and still_verified(self.fact, clock.today())

    @property
    def is_old(self) -> bool:
        """A present state that nobody has looked at this year."""
        told = self.fact
        return bool(told) and not self.period and localtime(told.said_at).year < clock.today().year

    @property
    def may_repeat(self) -> bool:
        """Whether 与上期相同 has something to repeat."""
        return self.bound is not None and (self.is_old or (self.is_missing and self.before is not None))


@dataclass
class FactGroup:
    """Lines under one heading, what is missing first."""

    title: str
    lines: list[FactLine] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return sum(line.is_missing for line in self.lines)


class FactsForm(forms.Form):
    """One field per metric, named by the metric's key; ``changes`` are those that differ from what holds.

    Args:
        known: what holds, by metric id and period.
        periods: the period of the page by kind.
        summed: values that follow from records, by metric code.
        uses: what reads each metric, by code.
        ledgers: what the ledgers of units and facilities tell, by metric code.
        frozen: nothing is typed any more.
    """

    def __init__(
        self,
        *args: Any,
        metrics: list[Metric],
        known: Mapping[tuple[int, str], Fact],
        periods: Mapping[str, str],
        summed: Mapping[str, list[Value]] | None = None,
        uses: Mapping[str, list[MetricUse]] | None = None,
        ledgers: Mapping[str, LedgerValue] | None = None,
        frozen: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.metrics, self.known, self.chosen = metrics, known, periods
        self.summed, self.uses, self.ledgers = summed or {}, uses or {}, ledgers or {}
        today = clock.today()
        for metric in () if frozen else metrics:
            fact = known.get((metric.pk, periods[metric.period_kind]))
            if (fact is not None and still_verified(fact, today)) or self._sum(metric) is not None:
                continue
            self.fields[field_name(metric)] = metric_field(metric)
            if fact is not None:
                self.initial[field_name(metric)] = _shown(metric, fact.value)

    def changes(self) -> list[tuple[Metric, Any, str]]:
        """Metric, value and period of every answer that is new or differs."""
        changed = []
        for metric in self.metrics:
            value = self.cleaned_data.get(field_name(metric))
            period = self.chosen[metric.period_kind]
            fact = self.known.get((metric.pk, period))
            if value in (None, ""):
                continue
            if fact is None or Decimal(str(value)) != fact.value:
                changed.append((metric, value, period))
        return changed

    def emptied(self) -> list[str]:
        """Names of fields that were emptied although a value holds: what was told is corrected, never unsaid."""
        sent = {field_name(metric): metric for metric in self.metrics if field_name(metric) in self.data}
        return [
            name
            for name, metric in sent.items()
            if self.cleaned_data.get(name) in (None, "")
            and name not in self.errors
            and (metric.pk, self.chosen[metric.period_kind]) in self.known
        ]

    def settled(self) -> list[str]:
        """Names of fields that an older page still sent although a visit or the records have settled the value."""
        names = [field_name(metric) for metric in self.metrics]
        return [name for name in names if name in self.data and name not in self.fields]

    def repeated(self, which: str) -> list[tuple[Metric, Any, str]]:
        """与上期相同, for one metric (its key) or for ``all`` that are missing."""
        lines = [line for line in self.lines() if line.may_repeat]
        if which == "all":
            lines = [line for line in lines if line.is_missing]
        else:
            lines = [line for line in lines if str(line.metric.pk) == which]
        return [
            (line.metric, known.value, line.period)
            for line in lines
            for known in [line.before if line.is_missing else line.fact]
            if known is not None
        ]

    def lines(self) -> list[FactLine]:
        return [self._line(metric) for metric in self.metrics]

    def groups(self, missing_only: bool = False) -> list[FactGroup]:
        """Lines by heading in the order of the catalogue; in each, what is missing first."""
        found: dict[str, FactGroup] = {}
        for line in self.lines():
            title = line.metric.group or OTHER_GROUP
            group = found.setdefault(title, FactGroup(title))
            if not missing_only or line.is_missing:
                group.lines.append(line)
        for group in found.values():
            group.lines.sort(key=lambda line: not line.is_missing)
        return [group for group in found.values() if group.lines]

    def told(self) -> list[FactGroup]:
        """What has a value, by heading: the page of an organization that was closed."""
        groups = self.groups()
        for group in groups:
            group.lines = [line for line in group.lines if line.fact is not None or line.summed is not None]
        return [group for group in groups if group.lines]

    def _line(self, metric: Metric) -> FactLine:
        period, name = self.chosen[metric.period_kind], field_name(metric)
        return FactLine(
            metric=metric,
            period=period,
            bound=self[name] if name in self.fields else None,
            fact=self.known.get((metric.pk, period)),
            before=self.known.get((metric.pk, period_before(period))) if period else None,
            summed=self._sum(metric),
            uses=self.uses.get(metric.code, []),
            ledger=told if (told := self.ledgers.get(metric.code)) and told.period == period else None,
        )

    def _sum(self, metric: Metric) -> Decimal | None:
        """The value that follows from records; one verified in a visit goes before it."""
        period = self.chosen[metric.period_kind]
        fact = self.known.get((metric.pk, period))
        if fact is not None and still_verified(fact, clock.today()):
            return None
        values = self.summed.get(metric.code, ())
        return next((value for value, of in values if of == period), None)


def field_name(metric: Metric) -> str:
    return f"metric_{metric.pk}"


def _shown(metric: Metric, value: Decimal) -> str:
    if metric.value_kind == ValueKind.BOOLEAN:
        return "1" if value else "0"
    text = f"{value:.{metric.decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class NumberField(forms.DecimalField):
    """A number as people write it; see :func:`plain_number`."""

    def to_python(self, value: Any) -> Any:
        text = value.strip() if isinstance(value, str) else value
        return super().to_python(plain_number(text) or "?" if isinstance(text, str) and text else text)


def metric_field(metric: Metric) -> forms.Field:
    """The field in which a value of a metric is typed."""
    label = f"{metric.name}（{metric.unit}）" if metric.unit else metric.name
    if metric.value_kind == ValueKind.BOOLEAN:
        widget = Segmented(tones={"1": "ok", "0": "idle"})
        return forms.ChoiceField(
            label=label, choices=YES_NO, required=False, help_text=metric.description, widget=widget
        )
    decimal = NumberField(
        label=label,
        required=False,
        min_value=None if metric.is_signed else 0,
        max_digits=17,
        decimal_places=metric.decimals,
        help_text=metric.description,
        error_messages={**NUMBER_ERRORS, "max_decimal_places": _decimals_words(metric)},
    )
    decimal.widget = forms.TextInput(
        attrs={"inputmode": "decimal" if metric.decimals else "numeric", "autocomplete": "off"}
    )
    return decimal


def _decimals_words(metric: Metric) -> str:
    return f"最多保留 {metric.decimals} 位小数。" if metric.decimals else "请填整数（保留 0 位小数）。"


class CorrectionForm(forms.Form):
    """A right value in place of a wrong one, and why."""

    period = forms.ChoiceField(label="时期")
    note = forms.CharField(
        label="更正理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：多写一位；单位看错。原值保留在历次数据中",
    )

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, metric: Metric, periods: list[str], seen: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        self.fields["period"].choices = [(period or "now", period_label(period)) for period in periods]  # type: ignore[attr-defined]
        value = metric_field(metric)
        value.label, value.required = f"正确的数值{f'（{metric.unit}）' if metric.unit else ''}", True
        self.fields["value"] = value
        self.order_fields(["period", "value", "note"])

    def clean_period(self) -> str:
        return "" if self.cleaned_data["period"] == "now" else str(self.cleaned_data["period"])
