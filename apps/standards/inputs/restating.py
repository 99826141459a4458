"""Facts put over what nobody typed, read before: what a person states is read anew, all else need not be."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from apps.organizations.models import Organization

from .. import engine
from .observations import DERIVED, VERIFIED, Known, Observation, as_fact_value, references_at
from .wanted import Wanted

Values = Sequence[engine.FactValue]


def with_facts(
    untold: engine.Inputs, organization: Organization, wanted: Wanted, observed: Collection[Observation]
) -> engine.Inputs:
    """The inputs of an organization from ``inputs_of(…, observed=())`` and its facts and references of now.

    The same as ``inputs_of(…, observed=observed)``, without reading records, events, ledgers and places below again.
    """
    stated = _stated(row for row in observed if row.organization_id == organization.pk)
    history = {
        code: _joined(stated.get(code, ()), untold.history.get(code, ()))
        for code in dict.fromkeys([*stated, *untold.history])
        if code in wanted.metrics
    }
    kept = [row for row in observed if row.metric in wanted.references]
    references = references_at(organization.path, Known(references=_kept(kept))) if kept else {}
    return replace(
        untold,
        facts={code: values[0] for code, values in history.items()},
        history=history,
        references={code: value for code, value in references.items() if code in wanted.references},
    )


def _joined(stated: Values, untold: Values) -> list[engine.FactValue]:
    """Records come before statements, except verified ones; a ledger fills in where nothing else is known."""
    found = {value.period: value for value in stated}
    for value in untold:
        known = found.get(value.period)
        if value.source == DERIVED and (known is None or known.source != VERIFIED):
            found[value.period] = value
    ledgers = [value for value in untold if value.source != DERIVED and value.period not in found]
    return [*ledgers, *(found[period] for period in sorted(found, reverse=True))]


def _stated(rows: Iterable[Observation]) -> dict[str, list[engine.FactValue]]:
    found: dict[str, list[engine.FactValue]] = {}
    for row in sorted(rows, key=lambda row: row.period, reverse=True):
        found.setdefault(row.metric, []).append(as_fact_value(row))
    return found


def _kept(rows: Iterable[Observation]) -> Mapping[str, Mapping[str, engine.FactValue]]:
    """The newest value of each reference, by the path of who keeps it."""
    found: dict[str, dict[str, engine.FactValue]] = {}
    for row in sorted(rows, key=lambda row: row.period):
        found.setdefault(row.path, {})[row.metric] = as_fact_value(row)
    return found
