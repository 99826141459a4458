"""Engine inputs as plain JSON and back, so that what was signed recomputes to the same figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from math import isfinite
from typing import Any

from .inputs import (
    Aggregate,
    Claim,
    Event,
    FactValue,
    GradeDecision,
    Inputs,
    Mean,
    Rank,
    SurveyValue,
    VetoFinding,
)

ROWS: tuple[tuple[str, type[Any]], ...] = (
    ("facts", FactValue),
    ("references", FactValue),
    ("given", FactValue),
    ("aggregates", Aggregate),
    ("surveys", SurveyValue),
    ("means", Mean),
    ("ranks", Rank),
    ("vetoes", VetoFinding),
)
TOO_LARGE = 10**18
_fields: dict[type[Any], tuple[str, ...]] = {}
#: Types that JSON holds as they are.
SIMPLE = (str, bool)
LISTS: tuple[tuple[str, type[Any]], ...] = (("history", FactValue), ("events", Event))


def freeze(inputs: Inputs) -> dict[str, Any]:
    """A JSON-ready mapping of everything an evaluation reads."""
    frozen: dict[str, Any] = {
        "as_of": inputs.as_of.isoformat(),
        "sector": inputs.sector,
        "kind": inputs.kind,
        "level": inputs.level,
        "attributes": {key: _plain(value) for key, value in inputs.attributes.items()},
        "claims": {code: _claim(value) for code, value in inputs.claims.items()},
        "records": {kind: _iso_days(days) for kind, days in inputs.records.items()},
        "period_start": inputs.period_start.isoformat() if inputs.period_start else None,
        "decision": None if inputs.decision is None else _row(inputs.decision),
    }
    for name, _ in ROWS:
        frozen[name] = {code: _row(value) for code, value in getattr(inputs, name).items()}
    for name, _ in LISTS:
        frozen[name] = {code: [_row(value) for value in values] for code, values in getattr(inputs, name).items()}
    return frozen


def thaw(frozen: Mapping[str, Any]) -> Inputs:
    """The engine inputs of a frozen mapping; one frozen before a field existed reads as without it."""
    rows = {name: _each(frozen, name, _back(kind)) for name, kind in ROWS}
    lists = {name: _each(frozen, name, _back_all(kind)) for name, kind in LISTS}
    decision = frozen.get("decision")
    return Inputs(
        as_of=dt.date.fromisoformat(frozen["as_of"]),
        sector=frozen["sector"],
        kind=frozen["kind"],
        level=frozen["level"],
        attributes=_each(frozen, "attributes", _rich),
        claims=_each(frozen, "claims", _claim_back),
        records=_each(frozen, "records", _days),
        period_start=dt.date.fromisoformat(frozen["period_start"]) if frozen["period_start"] else None,
        decision=None if decision is None else _back(GradeDecision)(decision),
        **rows,
        **lists,
    )


def _each(frozen: Mapping[str, Any], name: str, back: Callable[[Any], Any]) -> dict[str, Any]:
    return {code: back(value) for code, value in frozen.get(name, {}).items()}


def _row(value: Any) -> list[Any]:
    """The fields in their order: short, and the names are the class's."""
    return [_plain(getattr(value, name)) for name in _names(type(value))]


def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a class, found once."""
    if kind not in _fields:
        _fields[kind] = tuple(field.name for field in fields(kind))
    return _fields[kind]


def _back(kind: type[Any]) -> Callable[[Sequence[Any]], Any]:
    return lambda row: kind(*(_rich(item) for item in row))


def _back_all(kind: type[Any]) -> Callable[[Sequence[Any]], list[Any]]:
    back = _back(kind)
    return lambda values: [back(value) for value in values]


def _iso_days(days: Sequence[Any]) -> list[str]:
    """What is no date is no record."""
    return [_plain(day)["date"] for day in days if isinstance(day, dt.date)]


def _days(values: Sequence[str]) -> list[dt.date]:
    return [dt.date.fromisoformat(value) for value in values]


def _claim(claim: Claim) -> dict[str, Any]:
    plain: dict[str, Any] = {name: _plain(getattr(claim, name)) for name in _names(Claim) if name != "checked"}
    plain["checked"] = sorted(claim.checked)
    return plain


def _claim_back(data: Mapping[str, Any]) -> Claim:
    figures = tuple((code, value) for code, value in _rich(data.get("figures", [])))
    return Claim(**{**data, "value": _rich(data["value"]), "checked": frozenset(data["checked"]), "figures": figures})


def _plain(value: Any) -> Any:
    """Decimals and days as tagged text, so that no float ever rounds them; sequences likewise.

    What JSON cannot hold is nothing that the engine could use: it is kept as text, absurdly large
    numbers as a large one, so that the same reason is given.
    """
    if value is None or type(value) in SIMPLE:  # most of what there is
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        return {"date": day.isoformat()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > TOO_LARGE:
        return TOO_LARGE if value > 0 else -TOO_LARGE
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and isfinite(value)):
        return value
    return str(value)


def _rich(value: Any) -> Any:
    if isinstance(value, dict):
        return dt.date.fromisoformat(value["date"]) if "date" in value else Decimal(value["decimal"])
    if isinstance(value, list):
        return [_rich(item) for item in value]
    return value
