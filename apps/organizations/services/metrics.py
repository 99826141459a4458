"""The metric catalogue: loaded from its file, the same file twice changes nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from ..metric_catalogue import check_rows, complete
from ..models import Metric

FIELDS = (
    "name",
    "unit",
    "period_kind",
    "value_kind",
    "decimals",
    "sectors",
    "levels",
    "group",
    "description",
    "low",
    "high",
    "change_percent",
    "is_signed",
    "derived",
    "is_reference",
    "position",
)


@transaction.atomic
def load_metrics(rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert or update metrics by their code, in the order given; returns how many there are.

    Args:
        rows: as in ``fixtures/reference/metrics.yaml``; keys left out take the defaults stated there.

    Raises:
        CatalogueError: a row is malformed; nothing is stored then.
    """
    rows = [dict(row) for row in rows]
    check_rows(rows)
    metrics = [_metric(row, position) for position, row in enumerate(rows, 1)]
    Metric.objects.bulk_create(metrics, update_conflicts=True, unique_fields=["code"], update_fields=FIELDS)
    return len(metrics)


def _metric(row: Mapping[str, Any], position: int) -> Metric:
    whole = {**complete(row), "is_reference": row.get("is_reference", False)}
    return Metric(position=position, is_signed=whole.pop("signed"), **whole)
