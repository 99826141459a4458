"""Thousands of checked values in one statement: observations appended, pointers moved, what is verified left alone."""

import datetime as dt

from django.db import connection, transaction

from apps.accounts.models import User
from apps.core import clock

from ..choices import FactSource
from ..models import CurrentFact, Fact, Organization
from .facts import FactRow
from .hearing import facts_changed

#: The conditions of the last lines are those of ``fact_values.still_verified``.
STORE = f"""
WITH told AS (
    INSERT INTO {Fact._meta.db_table}
        (organization_id, organization_path, metric_id, period, value, source, said_by_id, said_at, note, doubt)
    SELECT row.organization, row.path, row.metric, row.period, row.value, %(source)s, %(actor)s, %(now)s, '', row.doubt
    FROM unnest(%(organizations)s::bigint[], %(paths)s::text[], %(metrics)s::bigint[], %(periods)s::text[],
                %(values)s::numeric[], %(doubts)s::text[])
         AS row(organization, path, metric, period, value, doubt)
    RETURNING id, organization_id, organization_path, metric_id, period
)
INSERT INTO {CurrentFact._meta.db_table} AS pointer (organization_id, organization_path, metric_id, period, fact_id)
SELECT organization_id, organization_path, metric_id, period, id FROM told
ON CONFLICT (organization_id, metric_id, period) DO UPDATE
SET fact_id = EXCLUDED.fact_id, organization_path = EXCLUDED.organization_path
WHERE NOT EXISTS (
    SELECT FROM {Fact._meta.db_table} held
    WHERE held.id = pointer.fact_id AND held.source = %(verified)s
      AND (held.period <> '' OR held.said_at >= %(year)s)
)
"""


@transaction.atomic
def store_import(*, actor: User, rows: list[FactRow]) -> None:
    """Note checked rows of a workbook, each organization and metric once; the caller has checked whose they are."""
    ids = sorted({row.organization.pk for row in rows})
    list(Organization.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    with connection.cursor() as cursor:
        cursor.execute(
            STORE,
            {
                "organizations": [row.organization.pk for row in rows],
                "paths": [row.organization.path for row in rows],
                "metrics": [row.metric.pk for row in rows],
                "periods": [row.period for row in rows],
                "values": [row.value for row in rows],
                "doubts": [row.doubt[:120] for row in rows],
                "source": FactSource.IMPORT.value,
                "verified": FactSource.INSPECTION.value,
                "actor": actor.pk,
                "now": clock.now(),
                "year": clock.at(dt.date(clock.today().year, 1, 1)),
            },
        )
    facts_changed(ids)
