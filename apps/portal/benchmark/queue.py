"""An office's queue of thousands: its pages, a review and the preview of a decision over the whole of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.applications.models import Application, ReviewStep
from apps.campaigns.choices import PhaseKind
from apps.campaigns.models import Campaign, Phase, Quota
from apps.core import clock
from apps.organizations.models import Membership, Organization
from campaign_portal.memory import settle
from campaign_portal.settings.base import template_settings

from .figures import Figure, under
from .rows import CODE, make_applications
from .standard import hundred_leaves
from .web import BLANK, GOAL, STATEMENTS, measured

PREVIEW_GOAL = 10
#: Addresses by what follows the queue's own.
QUERIES = (
    ("待我审核", ""),
    ("待我审核，筛选并按等候排序", "?sector=rural&days=3&sort=-waited"),
    ("待我审核，第 50 页", "?page=50"),
)
FILLED = (Organization, Campaign, Phase, Quota, Application, ReviewStep)


def queue_figures(applications: int = 5000, rounds: int = 15) -> Iterator[Figure]:
    """Medians of the pages beside a blank one, without network; nothing stays in the database."""
    live = override_settings(ALLOWED_HOSTS=["*"], DEBUG=False, TEMPLATES=template_settings(cached=True))
    with transaction.atomic(), live:
        actor = make_queue(applications)
        settle()
        figures = list(_figures(actor, applications, rounds))
        transaction.set_rollback(True)
    yield from figures


def make_queue(number: int, code: str = CODE, standard: dict[str, Any] | None = None) -> User:
    """So many applications that wait for the issuer's office, in the phase of reviews."""
    applications = make_applications(standard or hundred_leaves(), number, "in_review", code)
    campaign = applications[0].campaign
    campaign.refresh_from_db()
    user: User = campaign.created_by
    Membership.objects.create(
        user=user, organization=campaign.organization, role=Role.OFFICE, started_on=dt.date(2020, 1, 1)
    )
    today = clock.today()
    Phase.objects.create(
        campaign=campaign, kind=PhaseKind.REVIEW, name="审核", position=0, starts_at=clock.at(today) - dt.timedelta(days=30),
        ends_at=clock.at(today) + dt.timedelta(days=30),
    )  # fmt: skip
    Quota.objects.create(campaign=campaign, dimension="total", limit=number)
    now = clock.now()
    ReviewStep.objects.bulk_create(
        (
            ReviewStep(
                application=row, position=1, organization=campaign.organization, is_final=True, status="pending",
                pending_since=now - dt.timedelta(hours=at % 400),
            )
            for at, row in enumerate(applications)
        ),
        batch_size=2000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        # Rows of one transaction have no statistics yet; rows that offices work with do.
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in FILLED)}")
    return user


def _figures(actor: User, applications: int, rounds: int) -> Iterator[Figure]:
    client = Client()
    client.force_login(actor, backend=settings.AUTHENTICATION_BACKENDS[0])
    blank, statements = measured(client, reverse(BLANK), rounds)
    yield Figure("空白页（帮助）", f"{blank * 1000:.1f} ms，{statements} 条语句")
    queue = reverse("applications:review_queue")
    step = ReviewStep.objects.pending_for(actor).order_by("pending_since").first()
    assert step is not None
    pages = [(f"{label}（{applications} 件）", f"{queue}{query}") for label, query in QUERIES]
    for label, address in [*pages, ("审核页", reverse("applications:review", args=[step.application_id]))]:
        seconds, statements = measured(client, address, rounds)
        value = f"{seconds / blank:.1f} 倍（{seconds * 1000:.1f} ms），{statements} 条语句"
        met = seconds / blank <= GOAL and statements <= STATEMENTS
        yield Figure(label, value, f"≤ {GOAL:.0f} 倍，≤ {STATEMENTS} 条", met)
    yield under(f"批量预览 {applications} 件", median(_previewed(client, queue) for _ in range(1)), PREVIEW_GOAL)


def _previewed(client: Client, queue: str) -> float:
    """Seconds until the preview of a decision over the whole queue is there."""
    start = perf_counter()
    answer = client.post(f"{queue}batch/", {"everything": "1", "verb": "recommend", "opinion": "同意。"}, follow=True)
    assert answer.status_code == 200
    assert "/batch/" in answer.redirect_chain[-1][0]
    return perf_counter() - start
