"""What may be written in a work record: values are checked and cleaned here, whoever writes them."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.limits import within

from ..choices import Audience, RecordKind
from ..models import WorkRecord
from .checks import STRANGE, refuse_field

TEXTS = {"place": 100, "responsible": 60, "partner": 120, "summary": 2000}
COUNTS = ("expected", "headcount")
MOST_PEOPLE = 1_000_000
MOST_HOURS = Decimal(2000)
EARLIEST = dt.date(1990, 1, 1)


def checked(*, kind: str, held_on: dt.date, title: str, **fields: Any) -> dict[str, Any]:
    """The values as they are stored.

    Raises:
        Invalid: an unknown kind, no subject, a strange day, a negative number.
        TypeError: a field that no record has.
    """
    unknown = set(fields) - set(TEXTS) - set(COUNTS) - {"hours", "audiences"}
    if unknown:
        raise TypeError(f"no such field of a work record: {', '.join(sorted(unknown))}")
    if kind not in RecordKind.values:
        raise Invalid("请选择工作记录的类型。")
    if not title.strip():
        raise refuse_field("title", "主题", "请填写主题。")
    if held_on < EARLIEST:
        raise refuse_field("held_on", "日期", STRANGE)
    if held_on.year > clock.today().year + 1:
        raise refuse_field("held_on", "日期", "计划最远排到明年年底。")
    values: dict[str, Any] = {"kind": kind, "held_on": held_on, "title": within(title, 100, "主题", field="title")}
    for name, value in fields.items():
        values[name] = _value(name, value)
    return values


def apply(record: WorkRecord, values: dict[str, Any]) -> list[str]:
    """Set what differs; returns what changed in words, for the history."""
    changes = []
    for name, value in values.items():
        before = getattr(record, name)
        if before == value:
            continue
        setattr(record, name, value)
        label = WorkRecord._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        changes.append(f"{label}：{before or '空'} → {value or '空'}" if name in ("title", "held_on") else f"{label}")
    return changes


def _value(name: str, value: Any) -> Any:
    if name in TEXTS:
        return within(str(value or ""), TEXTS[name], _label(name), field=name)
    if name == "audiences":
        return [each for each in Audience.values if each in (value or ())]
    if value is None or value == "":
        return None
    return _hours(value) if name == "hours" else _people(value)


def _label(name: str) -> str:
    return str(WorkRecord._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _people(value: Any) -> int:
    if value < 0:
        raise Invalid("人数和学时不能为负数。")
    if value > MOST_PEOPLE:
        raise Invalid("人数过大，请检查。")
    return int(value)


def _hours(value: Any) -> Decimal:
    try:
        hours = Decimal(str(value))
    except InvalidOperation as error:
        raise Invalid("学时请填数字。") from error
    if hours < 0:
        raise Invalid("人数和学时不能为负数。")
    if not hours.is_finite() or hours > MOST_HOURS:
        raise refuse_field("hours", "学时", f"学时过大，最多 {MOST_HOURS}，请检查。")
    return hours
