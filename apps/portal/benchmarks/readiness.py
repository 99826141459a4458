"""Readiness of a city: 20,000 organizations × 100 leaves, every figure made by SQL, computed as the job does."""

import subprocess
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from apps.accounts.models import User
from apps.campaigns.models import Campaign, CampaignStandard, ReadinessChunk, ReadinessRun
from apps.campaigns.queries import eligible
from apps.campaigns.services.readiness import CHUNK
from apps.core import clock
from apps.organizations.models import Organization
from apps.standards.models import StandardVersion
from apps.standards.services import load_standard
from campaign_portal import embedded

ROOT = "ZZZZ"
LEAVES = 100
GROUPS = 200
GOAL = 60.0
WORKERS = 2
WORK = "import django; django.setup(); from apps.campaigns.services import compute_readiness; compute_readiness({run})"

SQL = (
    """INSERT INTO organizations_organization (path, depth, numchild, code, name, short_name, initials, sort_key, kind,
    level, sector, division_code, address, contact_name, contact_phone, stars, is_weak, created_at, version)
    SELECT %(root)s || to_char(n, 'FM0000') || to_char(m, 'FM0000'), 3, 0, 'BENCH' || n || '-' || m,
    '基准第' || n || '-' || m || '支部', '基准' || n || '-' || m, '', '', 'branch', 'grassroots', 'rural',
    '', '', '', '', (n + m) %% 6, false, now(), 1
    FROM generate_series(1, %(groups)s) n, generate_series(1, 100) m""",
    """INSERT INTO organizations_metric (code, name, unit, period_kind, value_kind, decimals, sectors, description,
    position, is_reference, derived, "group", is_signed)
    SELECT 'bench_' || n, '基准数据' || n, '个', 'snapshot', 'number', 0, '[]', '', 9000 + n, false, '{}', '', false
    FROM generate_series(1, %(leaves)s) n""",
    """INSERT INTO organizations_fact (organization_id, organization_path, metric_id, period, value, source, said_at,
    note, doubt)
    SELECT o.id, o.path, m.id, '', (o.id * 7 + m.id * 13) %% 100, 'self', now(), '', ''
    FROM organizations_organization o, organizations_metric m
    WHERE o.path LIKE %(root)s || '%%' AND m.code LIKE 'bench\\_%%' AND (o.id + m.id) %% 10 <> 0""",
    """INSERT INTO organizations_currentfact (organization_id, organization_path, metric_id, period, fact_id)
    SELECT organization_id, organization_path, metric_id, period, id FROM organizations_fact
    WHERE organization_path LIKE %(root)s || '%%'""",
)
BARE = """SELECT count(*), sum(f.value) FROM organizations_currentfact c JOIN organizations_fact f ON f.id = c.fact_id
    WHERE c.organization_path LIKE %s || '%%'"""


@dataclass(frozen=True)
class Result:
    """Seconds for all organizations, and for the bare read of the same facts."""

    organizations: int
    leaves: int
    seconds: float
    bare: float
    rows: int

    def __str__(self) -> str:
        rate = self.organizations / self.seconds
        return (
            f"readiness: {self.organizations} organizations × {self.leaves} leaves in {self.seconds:.1f} s "
            f"(goal {GOAL:.0f} s), {rate:.0f}/s, {self.seconds / self.bare:.1f}× the bare read of {self.rows} facts"
        )


@transaction.atomic
def build(groups: int = GROUPS) -> Campaign:
    """Organizations, metrics and facts of a city in a database that has none of this kind yet."""
    organization = Organization.objects.create(
        path=ROOT, depth=1, numchild=groups, code="BENCH", name="基准市委", short_name="基准市委", kind="party_committee",
        level="city", sector="rural",
    )  # fmt: skip
    with connection.cursor() as cursor:
        for statement in SQL:
            cursor.execute(statement, {"root": ROOT, "groups": groups, "leaves": LEAVES})
    actor, _ = User.objects.get_or_create(username="benchmark", defaults={"name": "基准"})
    campaign = Campaign.objects.create(
        name="基准活动", year=clock.today().year, kind="site", activity_type="compliance", organization=organization,
        organization_path=ROOT, scope=organization, scope_path=ROOT, sectors=[], levels=["grassroots"], created_by=actor,
    )  # fmt: skip
    CampaignStandard.objects.create(campaign=campaign, version=standard())
    return campaign


def standard() -> StandardVersion:
    """One hundred leaves of quantities and ratios, worth a point each."""
    sections = [
        {"code": f"s{at}", "title": f"第{at + 1}部分", "children": [leaf(n) for n in range(at * 10 + 1, at * 10 + 11)]}
        for at in range(LEAVES // 10)
    ]
    return load_standard(
        {
            "code": "bench", "name": "基准标准", "version": 1, "kind": "scored", "source": "基准", "total": LEAVES,
            "criteria": sections,
        }
    )  # fmt: skip


def leaf(number: int) -> dict[str, Any]:
    measure: dict[str, Any] = {
        "type": "quantity", "metric": f"bench_{number}", "label": "数量", "op": ">=", "value": number % 90 + 5, "unit": "个",
    }  # fmt: skip
    if number % 5 == 0:
        base = {"of": f"bench_{number - 1}", "of_label": "总数", "value": 80}
        measure = {"type": "ratio", "metric": f"bench_{number}", "label": "数量", "op": ">=", **base}
    scoring = {"scoring": {"type": "proportional"}} if number % 2 else {}
    return {"code": f"l{number}", "title": f"基准指标 {number}", "points": 1, "measure": measure, **scoring}


def measure(campaign: Campaign) -> Result:
    """The job itself, with as many processes as the portal has workers."""
    paths = list(eligible(campaign).order_by("path").values_list("path", flat=True))
    run = ReadinessRun.objects.create(campaign=campaign, as_of=clock.today(), total=len(paths))
    parts = [paths[at : at + CHUNK] for at in range(0, len(paths), CHUNK)]
    ReadinessChunk.objects.bulk_create(
        ReadinessChunk(run=run, first_path=part[0], last_path=part[-1], size=len(part)) for part in parts
    )
    started = time.perf_counter()
    command = [sys.executable, "-c", WORK.format(run=run.pk)]
    workers = [subprocess.Popen(command, cwd=embedded.ROOT) for _ in range(WORKERS)]
    for worker in workers:
        worker.wait()
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(BARE, [ROOT])
        rows, total = cursor.fetchone()
    assert Decimal(total) > 0
    run.refresh_from_db()
    if run.status != "done":
        raise RuntimeError("the readiness run did not end")
    return Result(run.rows.count(), LEAVES, seconds, time.perf_counter() - started, rows)
