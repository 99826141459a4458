"""Values of metrics that the ledgers of units and of facilities tell, so that nobody types them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import TextField, Value
from django.db.models.functions import Cast, JSONObject

from ..choices import LedgerSource
from ..models import Metric
from .facilities import FACILITIES, YES, facility_parts, read_facility_rows
from .units import SEPARATE, Told, read_unit_rows, unit_parts

#: Metrics of the catalogue that are kept by year.
YEARLY = frozenset({SEPARATE})

#: Those that are answered yes or no.
YES_NO = YES | {
    "party_organization_established", "separate_party_organization", "private_enterprise", "social_organization",
}  # fmt: skip


class LedgerValue(NamedTuple):
    """A value of today: of a metric kept by year that of the running year."""

    value: Decimal
    period: str
    source: str
    is_yes_no: bool


Values = dict[int, dict[str, LedgerValue]]


def ledger_facts(paths: Mapping[str, int], year: int, wanted: Collection[str] | None = None) -> Values:
    """What the ledgers tell of organizations: organization id → metric code → value. One statement at most.

    Args:
        paths: the organizations' ids by tree path.
        year: the running year.
        wanted: the metrics that are read; all of them by default.
    """
    return ledgers_and_derived(paths, year, wanted, with_derived=False)[0]


def ledgers_and_derived(
    paths: Mapping[str, int], year: int, wanted: Collection[str] | None = None, *, with_derived: bool = True
) -> tuple[Values, list[Metric]]:
    """The same, with the metrics that are summed from records, all in one statement."""
    parts = [*unit_parts(paths, wanted), *facility_parts(list(paths.values()), wanted)] if paths else []
    if with_derived:
        parts.append(_derived(wanted))
    rows = list(parts[0].union(*parts[1:], all=True)) if parts else []
    by_part: dict[str, list[Told]] = defaultdict(list)
    for row in rows:
        by_part[row[0]].append(row)
    metrics = [Metric(**data) for _, _, data in by_part.pop(DERIVED, ())]
    facilities = read_facility_rows(by_part.pop(FACILITIES, ()))
    units = read_unit_rows((row for rows in by_part.values() for row in rows), paths, wanted)
    found: Values = {}
    for source, told in ((LedgerSource.UNITS, units), (LedgerSource.FACILITIES, facilities)):
        for pk, values in told.items():
            found.setdefault(pk, {}).update({code: _value(code, value, year, source) for code, value in values.items()})
    return found, metrics


def _value(code: str, value: Decimal, year: int, source: str) -> LedgerValue:
    return LedgerValue(value, str(year) if code in YEARLY else "", str(source), code in YES_NO)


DERIVED = "derived"
FIELDS = ("code", "derived", "period_kind", "decimals")


def _derived(wanted: Collection[str] | None) -> Any:
    rows = Metric.objects.exclude(derived={}).order_by()
    if wanted is not None:
        rows = rows.filter(code__in=wanted)
    data = JSONObject(**{name: name for name in FIELDS})
    rows = rows.annotate(part=Value(DERIVED, TextField()), owner=Cast("code", TextField()), data=data)
    return rows.values_list("part", "owner", "data")
