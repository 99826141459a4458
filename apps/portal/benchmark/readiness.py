"""调查摸底 over a campaign's scope, from facts and records in the database, with the time of each part."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign, CampaignStandard
from apps.campaigns.queries import eligible
from apps.campaigns.services import compute_readiness, start_readiness
from apps.campaigns.services.readiness import CHUNK
from apps.organizations.choices import Kind, Level, PeriodKind, RecordKind, RecordStatus, Sector, ValueKind
from apps.organizations.models import Membership, Metric
from apps.standards import engine
from apps.standards.inputs import inputs_in_chunks
from apps.standards.models import StandardVersion
from apps.standards.queries import engine_version
from apps.standards.services import load_standard

from .figures import Figure, under
from .rows import make_campaign
from .standard import LEAVES, hundred_leaves

GOAL, WHOLE, PROCESSES = 60, 20_000, 2
KINDS = (RecordKind.MEMBER_MEETING, RecordKind.COMMITTEE_MEETING, RecordKind.THEME_DAY, RecordKind.PARTY_LECTURE)
#: One value of every metric and period for every organization, all different and the same in every run.
FACTS = """
WITH told AS (
    INSERT INTO organizations_fact
        (organization_id, organization_path, metric_id, period, value, source, said_at, note, doubt)
    SELECT o.id, o.path, m.id, p.period,
           CASE WHEN m.value_kind = %(yes)s THEN ((o.id + m.id) %% 4 <> 0)::int ELSE (o.id * 7 + m.id * 13) %% 120 END,
           'self', now(), '', ''
    FROM organizations_organization o, organizations_metric m,
         unnest(CASE WHEN m.period_kind = %(now)s THEN ARRAY[''] ELSE ARRAY['2025', '2026'] END) p(period)
    WHERE o.path LIKE %(below)s AND o.depth > 1 AND m.code = ANY(%(codes)s)
    RETURNING id, organization_id, organization_path, metric_id, period
)
INSERT INTO organizations_currentfact (organization_id, organization_path, metric_id, period, fact_id)
SELECT organization_id, organization_path, metric_id, period, id FROM told
"""
#: Three meetings of each of four kinds.
RECORDS = """
INSERT INTO organizations_workrecord
    (organization_id, organization_path, kind, status, held_on, title, place, responsible, audiences, partner, result,
     result_note, summary, created_at, cancel_reason, version)
SELECT o.id, o.path, k.kind, %(held)s, make_date(2026, month * 3, 5), '测速', '', '', '[]', '', '', '', '', now(), '', 1
FROM organizations_organization o, unnest(%(kinds)s::text[]) k(kind), generate_series(1, 3) month
WHERE o.path LIKE %(below)s AND o.depth > 1
"""


def readiness_figures(organizations: int = 2000) -> Iterator[Figure]:
    """A part of a city is computed by one process; the whole city by two is reckoned from it. Nothing stays."""
    with transaction.atomic():
        campaign, version = make_city(organizations)
        start = perf_counter()
        run = start_readiness(actor=campaign.created_by, campaign=campaign)
        computed = compute_readiness(run.pk)
        whole = perf_counter() - start
        loading, evaluating = _parts(campaign, version)
        transaction.set_rollback(True)
    assert computed == organizations
    scale = WHOLE / organizations / PROCESSES
    yield Figure(f"{organizations} 家 × {LEAVES} 项指标，1 个进程", f"{whole:.2f} s")
    for name, seconds in (
        ("读取数据", loading),
        ("引擎计算", evaluating),
        ("写入和排序", max(whole - loading - evaluating, 0)),
    ):
        yield Figure(f"  其中{name}", f"{seconds:.2f} s，每家 {seconds / organizations * 1000:.2f} ms")
    yield under(f"折算 {WHOLE} 家 × {LEAVES} 项指标，{PROCESSES} 个进程", whole * scale, GOAL)


def _parts(campaign: Campaign, version: StandardVersion) -> tuple[float, float]:
    """Seconds of reading the inputs and of evaluating them, the same chunks again."""
    tree, loading, evaluating = engine_version(version), 0.0, 0.0
    start = perf_counter()
    for _, inputs in inputs_in_chunks(version, eligible(campaign), size=CHUNK):
        read = perf_counter()
        loading += read - start
        for given in inputs.values():
            engine.evaluate_version(tree, given).leaves()
        start = perf_counter()
        evaluating += start - read
    return loading, evaluating


def make_city(number: int) -> tuple[Campaign, StandardVersion]:
    standard = json.loads(_with_kinds(json.dumps(hundred_leaves())))
    version = load_standard(standard)
    campaign = make_campaign(number)
    campaign.refresh_from_db()
    CampaignStandard.objects.create(campaign=campaign, version=version, sector="")
    Membership.objects.create(
        user=campaign.created_by, organization=campaign.organization, role=Role.OFFICE, started_on=dt.date(2020, 1, 1)
    )
    told: Any = {
        "codes": _metrics(version), "below": f"{campaign.scope_path}%", "yes": ValueKind.BOOLEAN,
        "now": PeriodKind.SNAPSHOT, "held": RecordStatus.HELD, "kinds": [str(kind) for kind in KINDS],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FACTS, told)
        cursor.execute(RECORDS, told)
        cursor.execute("ANALYZE organizations_currentfact, organizations_workrecord, organizations_organization")
    return campaign, version


def _with_kinds(text: str) -> str:
    for position, kind in enumerate(KINDS):
        text = text.replace(f'"r{position}"', f'"{kind}"')
    return text


def _metrics(version: StandardVersion) -> list[str]:
    """The metrics that the leaves read, each with its kind of period and value; their codes."""
    leaves = engine.leaf_inputs(engine_version(version), Sector.RURAL, Kind.BRANCH, level=Level.GRASSROOTS)
    needs = [need for leaf in leaves for need in leaf.needs]
    kinds: dict[str, Any] = {need.code: need.kind for need in needs if need.kind in ("metric", "history")}
    Metric.objects.bulk_create(
        (
            Metric(
                code=code,
                name=code,
                period_kind=PeriodKind.YEAR if kind == "history" else PeriodKind.SNAPSHOT,
                value_kind=ValueKind.BOOLEAN if code.startswith("f") else ValueKind.NUMBER,
            )
            for code, kind in kinds.items()
        ),
        ignore_conflicts=True,
    )
    return list(kinds)
