"""Words that an office adds to the catalogues: quantities and kinds of events that no file of the portal knows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from apps.accounts.models import User
from apps.core import pinyin
from apps.core.exceptions import Invalid
from apps.core.states import record as note
from apps.core.verdicts import require

from .. import rules
from ..choices import ValueKind
from ..models import EventKind, Fact, Metric

#: Codes of what offices add; the files of the portal never use it.
OWN = "own_"
METRIC_FIELDS = (
    "name", "unit", "period_kind", "value_kind", "decimals", "sectors", "levels", "description", "low", "high",
)  # fmt: skip
KIND_FIELDS = ("name", "nature", "unit", "levels", "description")


@transaction.atomic
def keep_metric(*, actor: User | None, metric: Metric | None = None, **values: Any) -> Metric:
    """Add a quantity to the catalogue, or change one that nobody was asked for yet.

    It is asked of the grass roots once a standard that reads it is published, not before.

    Raises:
        Refused: not an office of the city; a quantity that is asked already.
        Invalid: the name is taken, or the range is the wrong way round.
    """
    acting = require(rules.can_keep_metric(actor, metric))
    values.setdefault("levels", [])
    _one_name(Metric, values["name"], metric)
    if values["value_kind"] == ValueKind.BOOLEAN:
        values |= {"unit": "", "decimals": 0, "low": None, "high": None}
    low, high = values.get("low"), values.get("high")
    if low is not None and high is not None and low > high:
        raise Invalid("常见范围的下限大于上限。", code="range")
    row = metric or Metric(code=_code(Metric, values["name"]), group="其他", asked=False, position=_last(Metric))
    for name in METRIC_FIELDS:
        setattr(row, name, values[name])
    row.save()
    note(row, "edit" if metric else "create", acting=acting)
    return row


@transaction.atomic
def remove_metric(*, actor: User | None, metric: Metric) -> None:
    """Take a quantity out again that no published standard reads and nobody has told.

    Raises:
        Refused: not an office of the city; a quantity that is asked already.
        Invalid: somebody has told a value.
    """
    acting = require(rules.can_keep_metric(actor, metric))
    if Fact.objects.filter(metric=metric).exists():
        raise Invalid("已有单位填报过，不能删除。", code="used")
    note(metric, "remove", acting=acting)
    metric.delete()


def ask_metrics(codes: Iterable[str]) -> None:
    """A standard that reads these quantities is in force: from now on they are asked."""
    Metric.objects.filter(code__in=list(codes), asked=False).update(asked=True)


@transaction.atomic
def keep_event_kind(
    *, actor: User | None, kind: EventKind | None = None, codes: Sequence[str], roles: Sequence[str], **values: Any
) -> EventKind:
    """Add a kind of events, or change one of which no event was entered yet.

    Args:
        codes, roles: titles; a title that stays keeps its code.

    Raises:
        Refused: not an office of the city; a kind of which events were entered.
        Invalid: the name is taken, or a title stands twice.
    """
    acting = require(rules.can_keep_event_kind(actor, kind))
    _one_name(EventKind, values["name"], kind)
    row = kind or EventKind(code=_code(EventKind, values["name"]), position=_last(EventKind))
    for name in KIND_FIELDS:
        setattr(row, name, values[name])
    row.codes, row.roles = _titled(row.codes, codes, "细类"), _titled(row.roles, roles, "名次")
    row.save()
    note(row, "edit" if kind else "create", acting=acting)
    return row


@transaction.atomic
def remove_event_kind(*, actor: User | None, kind: EventKind) -> None:
    """Take a kind out again of which no event was entered.

    Raises:
        Refused: not an office of the city; a kind of the portal's own, or one of which events were entered.
    """
    note(kind, "remove", acting=require(rules.can_keep_event_kind(actor, kind)))
    kind.delete()


def _one_name(model: Any, name: str, own: Any) -> None:
    if model.objects.filter(name=name).exclude(pk=own.pk if own else None).exists():
        raise Invalid(f"目录中已有“{name}”，请直接选用，或换一个名称。", code="taken")


def _code(model: Any, name: str) -> str:
    base = OWN + (_letters(name) or "n")
    taken = set(model.objects.filter(code__startswith=base).values_list("code", flat=True))
    return _free(base, taken)


def _letters(name: str) -> str:
    return "".join(each for each in pinyin.initials(name) if each.isascii() and each.isalnum())[:30]


def _free(base: str, taken: set[str]) -> str:
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code


def _last(model: Any) -> int:
    return int(model.objects.aggregate(last=Max("position"))["last"] or 0) + 1


def _titled(before: Sequence[Mapping[str, str]], titles: Sequence[str], word: str) -> list[dict[str, str]]:
    known = {row["title"]: row["code"] for row in before}
    if len(set(titles)) < len(titles):
        raise Invalid(f"{word}有重复的，请每行写一个不同的名称。", code="twice")
    taken = {known[title] for title in titles if title in known}
    found = []
    for title in titles:
        code = known.get(title) or _free(f"n{_letters(title)}"[:30], taken)
        taken.add(code)
        found.append({"code": code, "title": title})
    return found
