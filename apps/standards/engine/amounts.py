"""Decimal amounts: reading what people typed, comparing unrounded, showing two places half-up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
TEN_THOUSAND = Decimal(10000)
CENT = Decimal("0.01")
TINY = Decimal("1e-10")
LARGEST = Decimal("1e15")
SMALLEST = Decimal("1e-9")
CONTEXT = Context(prec=34, rounding=ROUND_HALF_UP)


def decimal(value: object) -> Decimal:
    """A number of a standard file as an exact decimal (floats by their shortest text)."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def parse_amount(value: object, *, signed: bool = False) -> tuple[Decimal | None, str]:
    """Read a fact or a claim as a number.

    Returns ``(number, "")`` or ``(None, reason in Chinese)``; never raises. Booleans, text that is no
    number, infinities, absurd magnitudes and (unless ``signed``) negative numbers are refused.
    """
    number = _to_decimal(value)
    if number is None:
        return None, "不是数值"
    if not number.is_finite():
        return None, "不是有限数值"
    if number < 0 and not signed:
        return None, "不能为负数"
    if abs(number) > LARGEST:
        return None, "数值过大"
    if number and abs(number) < SMALLEST:
        return None, "数值过小"
    return number, ""


def _to_decimal(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, int):
        return Decimal(value)
    try:
        return Decimal(str(value).strip())
    except (InvalidOperation, ValueError):
        return None


def parse_flag(value: object) -> bool | None:
    """Read a yes/no; 1 and 0 count, everything else is unknown."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    return bool(value) if isinstance(value, int | float | Decimal) and value in (0, 1) else None


def summable(points: Decimal) -> Decimal:
    """Points cut at ten places: below anything compared or shown, and sums are exact in any order."""
    return points if points.as_tuple().exponent >= -10 else points.quantize(TINY, context=CONTEXT)  # type: ignore[operator]


def rounded(number: Decimal) -> Decimal:
    """Two places, half-up: the only rounding the portal shows."""
    return number.quantize(CENT, rounding=ROUND_HALF_UP, context=CONTEXT)


def show(number: Decimal) -> str:
    """A number for a sentence: at most two places, no trailing zeros (``4``, ``86.84``)."""
    text = format(rounded(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_exact(number: Decimal) -> str:
    """A threshold or an input as it was written, without trailing zeros."""
    text = format(number, "f")
    if len(text) > 20:
        return show(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(number: Decimal, unit: str) -> str:
    """A number with its unit as offices write it: ``200 ㎡``, ``20%``, ``9 万元``."""
    if unit == "元" and abs(number) >= TEN_THOUSAND:
        number, unit = number / TEN_THOUSAND, "万元"
    text = show_exact(number)
    if not unit:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def compare(left: Decimal, operator: str, right: Decimal, high: Decimal | None = None) -> bool:
    """Compare unrounded; ``between`` includes both ends."""
    match operator:
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case "=":
            return left == right
        case "!=":
            return left != right
        case _:
            return right <= left <= (right if high is None else high)


def spread(parts: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Round ``parts`` to two places so that they add up to ``total`` (largest remainder).

    ``total`` has two places already. A sum that was capped has no such split: then each part is
    rounded by itself.
    """
    floors = [part.quantize(CENT, rounding="ROUND_FLOOR", context=CONTEXT) for part in parts]
    cents = int((total - sum(floors, ZERO)) / CENT)
    if not 0 <= cents <= len(parts):
        return [rounded(part) for part in parts]
    order = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], i))
    for index in order[:cents]:
        floors[index] += CENT
    return floors
