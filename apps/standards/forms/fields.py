"""From a table of specs to fields and back: what is typed becomes the mapping of the file, and the reverse."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms

from apps.core.components.forms import Chips

from ..drafting import words
from ..drafting.formula import parse_formula, show_formula
from .catalogue import Catalogue
from .specs import Spec

EMPTY = ("", "不限")


class MetricInput(forms.TextInput):
    """A text field with the catalogue behind it; ``list`` is the page's datalist."""


class MetricField(forms.CharField):
    def __init__(self, catalogue: Catalogue, **options: Any) -> None:
        super().__init__(widget=MetricInput(attrs={"autocomplete": "off"}), **options)
        self.catalogue = catalogue

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        metric = self.catalogue.metric_named(typed)
        if metric is None:
            raise forms.ValidationError("目录中没有这个数据项，请从列表中选择；缺少的见下方说明")
        return str(metric.code)


class AmountField(forms.CharField):
    """A number, 是 or 否, a text, several texts, or two numbers as 3~5."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if typed in FLAGS:
            return FLAGS[typed]
        for mark in ("~", "～", "至"):
            low, _, high = typed.partition(mark)
            if high and (pair := [_number(low), _number(high)]) and None not in pair:
                return pair
        if "、" in typed:
            return [part.strip() for part in typed.split("、") if part.strip()]
        found = _number(typed)
        return typed if found is None else found


FLAGS = {"是": True, "否": False}


class FormulaField(forms.CharField):
    """Arithmetic over the parts of a version, by their names."""

    def __init__(self, parts: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        self.parts = parts

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse_formula(typed, {title: code for code, title in self.parts})
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def _number(typed: str) -> int | float | None:
    try:
        return plain(Decimal(typed.strip()))
    except ArithmeticError:
        return None


def plain(value: Decimal | int | float) -> int | float:
    """A number as a file holds it: whole where it is whole."""
    number = Decimal(str(value))
    return int(number) if number == number.to_integral_value() else float(number)


def shown(value: Any) -> str:
    """A value as it stands in its field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{Decimal(str(value)).normalize():f}"
    if isinstance(value, list):
        numbers = all(isinstance(each, int | float) for each in value)
        return ("~" if numbers and len(value) == 2 else "、").join(shown(each) for each in value)
    return str(value)


def _choices(spec: Spec, pairs: Any) -> list[tuple[str, str]]:
    return [("", "请选择" if spec.required else "—"), *pairs]


def _text(spec: Spec, catalogue: Catalogue) -> forms.Field:
    return forms.CharField(max_length=spec.most)


def _area(spec: Spec, catalogue: Catalogue) -> forms.Field:
    return forms.CharField(max_length=spec.most, widget=forms.Textarea(attrs={"rows": 2}))


def _decimal(spec: Spec, catalogue: Catalogue) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(max_digits=15, decimal_places=6, widget=widget)


def _count(spec: Spec, catalogue: Catalogue) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=100_000, widget=forms.TextInput(attrs={"inputmode": "numeric"}))


def _choice(spec: Spec, catalogue: Catalogue) -> forms.Field:
    blank = [] if spec.default is not None else [("", "请选择" if spec.required else "—")]
    return forms.ChoiceField(choices=[*blank, *spec.choices])


def _many(spec: Spec, catalogue: Catalogue) -> forms.Field:
    return forms.MultipleChoiceField(choices=spec.choices, widget=Chips, help_text=spec.hint or "不选为全部。")


def _metric(spec: Spec, catalogue: Catalogue) -> forms.Field:
    field = MetricField(catalogue)
    field.widget.attrs["list"] = "catalogue-references" if spec.kind == "reference" else "catalogue-metrics"
    return field


def _codes(spec: Spec, catalogue: Catalogue) -> forms.Field:
    return forms.MultipleChoiceField(choices=catalogue.nodes, widget=Chips)


class PercentField(forms.DecimalField):
    """A share typed as people say it: 20 or 20%, stored as 0.2."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(min_value=0, max_value=100, max_digits=9, decimal_places=4, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        typed = str(value or "").strip().rstrip("%％").strip()
        found = super().to_python(typed)
        return None if found is None else found

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else found / 100


def _op(spec: Spec, catalogue: Catalogue) -> forms.Field:
    return forms.ChoiceField(choices=_choices(spec, words.OPERATORS.items()))


MAKERS: dict[str, Callable[[Spec, Catalogue], forms.Field]] = {
    "text": _text,
    "area": _area,
    "number": _decimal,
    "count": _count,
    "choice": _choice,
    "many": _many,
    "metric": _metric,
    "reference": _metric,
    "codes": _codes,
    "lines": _area,
    "percent": lambda spec, catalogue: PercentField(),
    "flag": lambda spec, catalogue: forms.BooleanField(),
    "hidden": lambda spec, catalogue: forms.CharField(max_length=80, widget=forms.HiddenInput),
    "amount": lambda spec, catalogue: AmountField(max_length=200),
    "record": lambda spec, catalogue: forms.ChoiceField(choices=_choices(spec, catalogue.records)),
    "event": lambda spec, catalogue: forms.ChoiceField(choices=_choices(spec, catalogue.events)),
    "leaf": lambda spec, catalogue: forms.ChoiceField(choices=_choices(spec, catalogue.leaves)),
    "node": lambda spec, catalogue: forms.ChoiceField(choices=_choices(spec, catalogue.nodes)),
    "grade": lambda spec, catalogue: forms.ChoiceField(choices=_choices(spec, catalogue.grades)),
    "part": lambda spec, catalogue: forms.ChoiceField(choices=_choices(spec, catalogue.parts)),
    "op": _op,
    "formula": lambda spec, catalogue: FormulaField(catalogue.parts, max_length=500),
}


def make_field(spec: Spec, catalogue: Catalogue, stored: Any = None) -> forms.Field:
    """The field of a simple spec; a stored choice that the lists no longer know stays choosable."""
    field = MAKERS[spec.kind](spec, catalogue)
    field.label, field.required = spec.label, False
    field.help_text = field.help_text or spec.hint
    if isinstance(field, forms.ChoiceField):
        have = {value for value, _ in field.choices}
        more = stored if isinstance(stored, list) else [stored]
        field.choices = [*field.choices, *((each, each) for each in more if isinstance(each, str) and each not in have)]
    return field


def to_text(spec: Spec, value: Any, catalogue: Catalogue) -> list[str]:
    """A stored value as the texts that its field posts."""
    if spec.kind == "flag":
        return ["on"] if (spec.default if value is None else value) else []
    if spec.kind in ("many", "codes"):
        return [str(each) for each in value or ()]
    if spec.kind in ("metric", "reference"):
        return [catalogue.text_of(value)] if value else []
    if spec.kind == "formula":
        return [show_formula(value, dict(catalogue.parts))] if value else []
    if spec.kind == "percent" and isinstance(value, int | float):
        value = plain(Decimal(str(value)) * 100)
    if value is None and spec.default is not None:
        value = spec.default
    return [] if value is None else [shown(value)]


def to_value(spec: Spec, cleaned: Any) -> Any:
    """What a cleaned field says in the file; None leaves the key out."""
    if spec.kind == "flag":
        return None if bool(cleaned) == bool(spec.default) else bool(cleaned)
    if cleaned in ("", None, []):
        return None
    value = plain(cleaned) if isinstance(cleaned, Decimal | int) and not isinstance(cleaned, bool) else cleaned
    return None if spec.default is not None and value == spec.default else value
