"""What a value of a metric may be, which ones ask to be checked, and how long a verified one holds. No database."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.timezone import localtime

from apps.core.components import text
from apps.core.exceptions import Invalid

from .choices import FactSource, ValueKind
from .periods import period_label

LARGEST = Decimal(10) ** 13
YES = (True, 1, "1", "true", "是", "有")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")
PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")
NO = (False, 0, "0", "false", "否", "无")


def checked_value(metric: Any, value: Any) -> Decimal:
    """The value as it is stored. Raises Invalid with a sentence that names the metric."""
    problem, number = read_value(metric, value)
    if problem:
        raise Invalid(f"“{metric.name}”{problem}")
    return number


def read_value(metric: Any, value: Any) -> tuple[str, Decimal]:
    """What is wrong with a value (empty when nothing is), and the number that is stored."""
    nothing = Decimal(0)
    if metric.value_kind == ValueKind.BOOLEAN:
        if value in YES:
            return "", Decimal(1)
        return ("", nothing) if value in NO else ("请填“是”或“否”。", nothing)
    plain = plain_number(value) if isinstance(value, str) else str(value)
    try:
        number = Decimal(plain or str(value))
    except InvalidOperation:
        return "请填数字。", nothing
    if not plain:
        return "的数值过大或有误，请填普通数字。", nothing
    if not number.is_finite() or abs(number) >= LARGEST:
        return "的数值过大或有误。", nothing
    if number < 0 and not metric.is_signed:
        return "不能为负数。", nothing
    if number != round(number, metric.decimals):
        return f"最多保留 {metric.decimals} 位小数。" if metric.decimals else "请填整数（保留 0 位小数）。", nothing
    return "", number


def plain_number(text: str) -> str:
    """A number as people write it: full-width digits and thousands are read; powers (1e9) are a slip of the pen.

    Empty for what is no such number.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return plain if PLAIN.fullmatch(plain) else ""


def value_text(metric: Any, value: Decimal) -> str:
    """The value as people read it: 是, 1,200 ㎡."""
    if metric.value_kind == ValueKind.BOOLEAN:
        return "是" if value else "否"
    amount = text.number(value)
    return f"{amount} {metric.unit}" if metric.unit else amount


def doubt_about(metric: Any, value: Decimal, before: Decimal | None = None, period: str = "") -> str:
    """Why the value should be looked at again: outside the usual range, or far from the last one. Empty when not.

    Args:
        before: the value of the last period, or the one that held until now.
        period: the period of ``before``; empty for the present state.
    """
    if metric.value_kind == ValueKind.BOOLEAN:
        return ""
    if metric.low is not None and value < metric.low:
        return f"{value_text(metric, value)}，低于常见的 {_range(metric)}"
    if metric.high is not None and value > metric.high:
        return f"{value_text(metric, value)}，高于常见的 {_range(metric)}"
    if before is None or not metric.change_percent or before == value or not before:
        return ""
    share = abs(value - before) * 100 / abs(before)
    if share <= metric.change_percent:
        return ""
    word = "增加" if value > before else "减少"
    last = f"{period_label(period)}的 " if period else "原来的 "
    return f"比{last}{value_text(metric, before)}{word} {text.number(round(share))}%"


def _range(metric: Any) -> str:
    if metric.high is None:
        return f"{value_text(metric, metric.low)}以上"
    if metric.low is None:
        return f"{value_text(metric, metric.high)}以内"
    return f"{text.number(metric.low)}—{value_text(metric, metric.high)}"


def still_verified(fact: Any, today: dt.date) -> bool:
    """Whether a value verified in a visit outranks what is said of the same period later.

    The value of a closed period holds for good; the present state until the end of the calendar year in which
    it was verified.
    """
    return fact.source == FactSource.INSPECTION and (bool(fact.period) or localtime(fact.said_at).year == today.year)
