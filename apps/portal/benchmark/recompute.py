"""A campaign's scores computed anew from the database: self-assessment, visits and mass survey of each application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Application, SelfAssessment
from apps.campaigns.models import Campaign
from apps.core import clock
from apps.evaluations.models import Evaluation
from apps.evaluations.services import compute_evaluations, compute_scores, start_scoring
from apps.inspections.choices import ResultVerdict, RoundKind, RoundStatus, VisitStatus
from apps.inspections.models import MassSurvey, Round, Visit, VisitResult
from apps.organizations.models import Membership, Organization
from apps.standards import engine
from apps.standards.models import Criterion

from .figures import Figure, under
from .rows import make_applications
from .standard import LEAVES, hundred_leaves, inputs_of

GOAL = 10
#: Tables that the benchmark fills.
FILLED = tuple(
    model._meta.db_table
    for model in (Organization, Application, SelfAssessment, MassSurvey, Round, Visit, VisitResult, Criterion)
)
#: What a team verified of each leaf: a number where a judged leaf asks for one, else the verdict alone.
RESULTS = """
INSERT INTO inspections_visitresult (visit_id, criterion_id, verdict, value, members, figures, scores, note)
SELECT visit.id, criterion.id, CASE WHEN (visit.row + criterion.row) %% 7 = 0 THEN %(fail)s ELSE %(met)s END,
       CASE WHEN criterion.definition->'measure'->>'type' = 'judged' THEN ((visit.row + criterion.row) %% 11) / 10.0 END,
       '[]', '{}', '[]', ''
FROM (SELECT id, row_number() OVER (ORDER BY organization_path) AS row FROM inspections_visit WHERE round_id = %(round)s)
     visit,
     (SELECT id, definition, row_number() OVER (ORDER BY position, id) AS row FROM standards_criterion
      WHERE version_id = %(version)s AND is_leaf) criterion
"""


def recompute_figures(applications: int = 1000) -> Iterator[Figure]:
    """Time of the whole computation, again with nothing new, and as a job; nothing stays in the database."""
    with transaction.atomic():
        campaign, actor = make_assessed(applications)
        times, figures, own = [], [], 0.0
        for _ in range(3):
            start, busy = perf_counter(), process_time()
            compute_evaluations(actor=actor, campaign=campaign)
            times.append(perf_counter() - start)
            own = process_time() - busy
            figures.append(_figures(campaign))
        reset_queries()  # the log holds so many and no more
        with CaptureQueriesContext(connection) as told:
            compute_evaluations(actor=actor, campaign=campaign)
        statements = len(told)
        start = perf_counter()
        compute_scores(start_scoring(actor=actor, campaign=campaign).pk)
        job = perf_counter() - start
        figures.append(_figures(campaign))
        transaction.set_rollback(True)
    name = f"{applications} 份申报 × {LEAVES} 项指标 × 3 个来源"
    yield under(f"首次计算 {name}", times[0], GOAL)
    yield under(f"重新计算 {name}", median(times[1:]), GOAL)
    yield Figure("  其中本进程占用处理器", f"{own:.2f} s")
    yield Figure("  其中数据库语句", f"{statements} 条")
    yield under("同上，分批作业（1 个进程）", job, GOAL)
    same = all(found == figures[0] for found in figures)
    yield Figure("各次结果一致", "一致" if same else "不一致", "一致", same)


def make_assessed(number: int) -> tuple[Campaign, User]:
    """An open campaign whose applications were assessed by themselves, by a team and by the masses."""
    frozen = [engine.freeze(inputs_of(row)) for row in range(number)]
    applications = make_applications(hundred_leaves(), number, status="inspected")
    campaign = applications[0].campaign
    campaign.refresh_from_db()
    user: User = campaign.created_by
    Membership.objects.create(
        user=user, organization=campaign.organization, role=Role.OFFICE, started_on=dt.date(2020, 1, 1)
    )
    SelfAssessment.objects.bulk_create(
        SelfAssessment(
            application=row, organization_path=row.organization_path, status="submitted", inputs=given,
            score=Decimal(60 + position % 40),
        )
        for position, (row, given) in enumerate(zip(applications, frozen, strict=True))
    )  # fmt: skip
    MassSurvey.objects.bulk_create(_survey(row, position % 30) for position, row in enumerate(applications))
    _visits(campaign, applications)
    return campaign, user


def _survey(application: Application, unhappy: int) -> MassSurvey:
    return MassSurvey(
        application=application, organization_path=application.organization_path, held_on=clock.today(), issued=100,
        satisfied=100 - unhappy, fairly_satisfied=0, dissatisfied=unhappy, counted_by="甲", supervised_by="乙",
        recorded_by=application.created_by,
    )  # fmt: skip


def _visits(campaign: Campaign, applications: list[Application]) -> None:
    today = clock.today()
    batch = Round.objects.create(
        campaign=campaign, organization=campaign.organization, organization_path=campaign.organization_path,
        name="测速验收", kind=RoundKind.ACCEPTANCE, year=today.year, quarter=4, starts_on=today, ends_on=today,
        status=RoundStatus.CLOSED, created_by=campaign.created_by,
    )  # fmt: skip
    Visit.objects.bulk_create(
        Visit(
            round=batch, application=row, organization=row.organization, organization_path=row.organization_path,
            scheduled_on=today, status=VisitStatus.RECORDED, recorded_at=clock.now(),
        )
        for row in applications
    )  # fmt: skip
    told: Any = {
        "fail": ResultVerdict.FAIL, "met": ResultVerdict.PASS, "round": batch.pk,
        "version": applications[0].standard_version_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(RESULTS, told)
        # Rows of one transaction have no statistics yet; rows that offices work with do.
        cursor.execute(f"ANALYZE {', '.join(FILLED)}")


def _figures(campaign: Campaign) -> list[tuple[object, ...]]:
    rows = Evaluation.objects.filter(campaign=campaign).order_by("pk")
    return list(rows.values_list("pk", "total", "rank", "grade", "digest", "computed_at"))
