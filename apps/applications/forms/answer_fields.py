"""Fields that are asked for and may stay open until the whole is signed, and values as a browser has them."""

from decimal import Decimal
from typing import Any

from django import forms


class Awaited:
    """Mixin for fields that are asked for and may still stay open: not marked 选填, and empty is no error."""

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:  # type: ignore[attr-defined]
            super().validate(value)  # type: ignore[misc]


class AwaitedChoice(Awaited, forms.ChoiceField):
    pass


class AwaitedChoices(Awaited, forms.MultipleChoiceField):
    pass


class AwaitedNumber(Awaited, forms.DecimalField):
    pass


class AwaitedText(Awaited, forms.CharField):
    pass


def as_posted(field: forms.Field, initial: Any) -> list[str]:
    """An initial value as a browser would send it."""
    if isinstance(initial, list):
        return initial
    if isinstance(field, forms.BooleanField):
        return ["on"] if initial else []
    return [] if initial in (None, "") else [str(initial)]


def number_field(label: str, decimals: int, least: Decimal | None = None, most: Decimal | None = None) -> AwaitedNumber:
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
    return AwaitedNumber(
        label=label,
        min_value=least,
        max_value=most,
        decimal_places=decimals,
        max_digits=17,
        widget=widget,
    )


def plain(value: Decimal | None) -> str | None:
    """A stored decimal as a person writes it."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
