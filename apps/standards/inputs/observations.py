"""What organizations said and did, read for many of them at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from apps.organizations.choices import LedgerSource, ValueKind
from apps.organizations.models import CurrentFact, Metric
from apps.organizations.queries import LedgerValue, derived_facts, events_of, ledgers_and_derived, record_dates_of
from apps.organizations.querysets import lineage

from .. import engine
from ..registries import surveys_of
from .wanted import Wanted

FIELDS = (
    "organization_id",
    "organization_path",
    "metric__code",
    "metric__value_kind",
    "period",
    "fact__value",
    "fact__source",
)
#: Rows that the database hands over at a time.
FETCH = 5000
VERIFIED = "inspection"
DERIVED = "record"
#: Sources of values that nobody typed.
DERIVED_SOURCES = frozenset({DERIVED, *LedgerSource.values})
#: Years before the running one whose events may count.
YEARS_BACK = 3

History = dict[str, list[engine.FactValue]]


class Observation(NamedTuple):
    """One fact that holds: whose, of which metric and period, and who said so."""

    organization_id: int
    path: str
    metric: str
    value_kind: str
    period: str
    value: Decimal
    source: str


@dataclass(frozen=True)
class Told:
    """What nobody typed: values of ledgers by organization id, and the metrics that are summed from records."""

    ledgers: Mapping[int, Mapping[str, LedgerValue]] = field(default_factory=dict)
    derived: Sequence[Metric] = ()


@dataclass
class Known:
    """What is known of a number of organizations, by organization id; references by tree path."""

    history: Mapping[int, History] = field(default_factory=dict)
    references: Mapping[str, Mapping[str, engine.FactValue]] = field(default_factory=dict)
    records: Mapping[int, Mapping[str, Sequence[dt.date]]] = field(default_factory=dict)
    events: Mapping[int, Mapping[str, Sequence[engine.Event]]] = field(default_factory=dict)
    surveys: Mapping[int, Mapping[str, engine.SurveyValue]] = field(default_factory=dict)


def read_known(
    ids: Collection[int],
    paths: Collection[str],
    wanted: Wanted,
    as_of: dt.date,
    observed: Iterable[Observation] | None = None,
    told: Told | None = None,
) -> Known:
    """Everything the evaluation reads of these organizations themselves, in a fixed number of statements.

    Args:
        observed: the facts and references, when the caller has read them already.
        told: what ledgers tell of these organizations, when the caller has read it already.
    """
    if observed is None:
        own = _read(organization_id__in=ids, metric__code__in=wanted.metrics) if wanted.metrics else ()
        references = _references(paths, wanted.references)
    else:
        rows = list(observed)
        known = set(ids)
        own = [row for row in rows if row.organization_id in known]
        references = _by_path(row for row in rows if row.metric in wanted.references)
    history = _history(own)
    told = read_told(ids, paths, wanted, as_of) if told is None else told
    _derive(history, ids, [metric for metric in told.derived if metric.code in wanted.metrics], as_of)
    _fill(history, ids, wanted.metrics, told)
    # A kind kept last year and not yet this year counts as zero, not as never kept.
    since = dt.date(as_of.year - 1, 1, 1)
    records = record_dates_of(ids, since, wanted.records) if wanted.records else {}
    surveys = surveys_of(ids, as_of) if wanted.surveys else {}
    return Known(history, references, records, _events(ids, wanted.events, as_of), surveys)


def _derive(history: dict[int, History], ids: Collection[int], metrics: Sequence[Metric], as_of: dt.date) -> None:
    """Put what follows from the records in the place of statements; what was verified on a visit stands."""
    for pk, values in derived_facts(ids, as_of, metrics).items() if metrics else ():
        mine = history.setdefault(pk, {})
        for code, found in values.items():
            mine[code] = _merged(mine.get(code, ()), found)


def read_told(ids: Collection[int], paths: Collection[str], wanted: Wanted, as_of: dt.date) -> Told:
    """What the ledgers tell of these organizations, and which metrics records sum up: one statement."""
    if not wanted.metrics:
        return Told()
    return Told(*ledgers_and_derived(dict(zip(paths, ids, strict=True)), as_of.year, wanted.metrics))


def _fill(history: dict[int, History], ids: Collection[int], wanted: Collection[str], told: Told) -> None:
    """Put what the ledgers of units and facilities tell where nobody stated a value and no record gives one."""
    for pk in ids if told.ledgers else ():
        for code, ledger in told.ledgers.get(pk, {}).items():
            mine = history.setdefault(pk, {})
            known = mine.get(code, [])
            if code in wanted and all(value.period != ledger.period for value in known):
                value = bool(ledger.value) if ledger.is_yes_no else ledger.value
                mine[code] = [engine.FactValue(value, ledger.period, ledger.source), *known]


def _merged(told: Iterable[engine.FactValue], derived: Iterable[tuple[Decimal, str]]) -> list[engine.FactValue]:
    by_period = {value.period: value for value in told}
    for value, period in derived:
        known = by_period.get(period)
        if known is None or known.source != VERIFIED:
            by_period[period] = engine.FactValue(value, period, DERIVED)
    return [by_period[period] for period in sorted(by_period, reverse=True)]


def _events(ids: Collection[int], kinds: Collection[str], as_of: dt.date) -> dict[int, dict[str, list[engine.Event]]]:
    if not kinds:
        return {}
    found = events_of(ids, dt.date(as_of.year - YEARS_BACK, 1, 1))
    return {
        pk: {kind: [_event(row) for row in rows] for kind, rows in by_kind.items() if kind in kinds}
        for pk, by_kind in found.items()
    }


def _event(row: Any) -> engine.Event:
    return engine.Event(row.on, row.code, row.level, row.role, row.key, row.count, row.title, row.source)


def _read(**conditions: Any) -> Iterable[Observation]:
    # Newest period first: periods of one metric are of one kind and sort as text.
    rows = CurrentFact.objects.filter(**conditions).order_by("-period").values_list(*FIELDS)
    return (Observation(*row) for row in rows.iterator(chunk_size=FETCH))


def _history(rows: Iterable[Observation]) -> dict[int, History]:
    found: defaultdict[int, History] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: row.period, reverse=True):
        found[row.organization_id].setdefault(row.metric, []).append(as_fact_value(row))
    return found


def as_fact_value(row: Observation) -> engine.FactValue:
    """A fact in the engine's words."""
    return engine.FactValue(typed(row.value_kind, row.value), row.period, row.source)


def typed(value_kind: str, value: Decimal) -> Decimal | bool:
    """A stored value as its metric means it."""
    return bool(value) if value_kind == ValueKind.BOOLEAN else value


def _references(paths: Collection[str], codes: Collection[str]) -> dict[str, dict[str, engine.FactValue]]:
    if not codes:
        return {}
    around = {step for path in paths for step in lineage(path)}
    return _by_path(_read(organization_path__in=around, metric__code__in=codes))


def _by_path(rows: Iterable[Observation]) -> dict[str, dict[str, engine.FactValue]]:
    """The newest value of each reference that an organization itself keeps."""
    found: defaultdict[str, dict[str, engine.FactValue]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: row.period):
        found[row.path][row.metric] = as_fact_value(row)
    return found


def references_at(path: str, known: Known) -> dict[str, engine.FactValue]:
    """The references that hold at a place: those of the nearest organization above, itself included."""
    found: dict[str, engine.FactValue] = {}
    if known.references:
        for step in lineage(path):
            found.update(known.references.get(step, ()))
    return found
