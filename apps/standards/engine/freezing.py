"""Engine inputs as plain JSON and back, so that what was signed recomputes to the same figure."""

import datetime as dt
from decimal import Decimal
from typing import Any

from .inputs import Aggregate, Claim, FactValue, Inputs


def freeze(inputs: Inputs) -> dict[str, Any]:
    """A JSON-ready mapping of everything an evaluation reads."""
    return {
        "as_of": inputs.as_of.isoformat(),
        "sector": inputs.sector,
        "kind": inputs.kind,
        "level": inputs.level,
        "attributes": {key: _plain(value) for key, value in inputs.attributes.items()},
        "facts": {code: _fact(value) for code, value in inputs.facts.items()},
        "history": {code: [_fact(value) for value in values] for code, values in inputs.history.items()},
        "references": {code: _fact(value) for code, value in inputs.references.items()},
        "claims": {code: _claim(value) for code, value in inputs.claims.items()},
        "records": {kind: [day.isoformat() for day in days] for kind, days in inputs.records.items()},
        "aggregates": {
            code: [value.matching, value.fulfilling, value.period, value.source]
            for code, value in inputs.aggregates.items()
        },
        "period_start": inputs.period_start.isoformat() if inputs.period_start else None,
    }


def thaw(frozen: dict[str, Any]) -> Inputs:
    """The engine inputs of a frozen mapping."""
    return Inputs(
        as_of=dt.date.fromisoformat(frozen["as_of"]),
        sector=frozen["sector"],
        kind=frozen["kind"],
        level=frozen["level"],
        attributes={key: _rich(value) for key, value in frozen["attributes"].items()},
        facts={code: _fact_back(value) for code, value in frozen["facts"].items()},
        history={code: [_fact_back(value) for value in values] for code, values in frozen["history"].items()},
        references={code: _fact_back(value) for code, value in frozen["references"].items()},
        claims={code: _claim_back(value) for code, value in frozen["claims"].items()},
        records={kind: [dt.date.fromisoformat(day) for day in days] for kind, days in frozen["records"].items()},
        aggregates={code: Aggregate(*value) for code, value in frozen["aggregates"].items()},
        period_start=dt.date.fromisoformat(frozen["period_start"]) if frozen["period_start"] else None,
    )


def _fact(value: FactValue) -> list[Any]:
    return [_plain(value.value), value.period, value.source]


def _fact_back(value: list[Any]) -> FactValue:
    return FactValue(_rich(value[0]), value[1], value[2])


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "value": _plain(claim.value),
        "checked": sorted(claim.checked),
        "not_applicable": claim.not_applicable,
        "source": claim.source,
        "note": claim.note,
        "evidence": claim.evidence,
        "silent": claim.silent,
        "overrules": claim.overrules,
    }


def _claim_back(data: dict[str, Any]) -> Claim:
    return Claim(**{**data, "value": _rich(data["value"]), "checked": frozenset(data["checked"])})


def _plain(value: Any) -> Any:
    """Decimals as tagged text, so that no float ever rounds them; sequences of numbers likewise."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _rich(value: Any) -> Any:
    if isinstance(value, dict):
        return Decimal(value["decimal"])
    if isinstance(value, list):
        return [_rich(item) for item in value]
    return value
