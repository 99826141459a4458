"""The office's pages over a campaign of some size, each as a ratio to a blank page of the same person."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from django.conf import settings
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.evaluations.services import compute_evaluations
from campaign_portal.memory import settle
from campaign_portal.settings.base import template_settings

from .figures import Figure
from .recompute import make_assessed
from .rows import make_assessing

BLANK = "portal:help"
GOAL, STATEMENTS = 2.0, 12
#: Name of the address, and whether it is the campaign's.
PAGES = (
    ("首页", "portal:home", False),
    ("活动", "campaigns:list", False),
    ("活动概览", "campaigns:detail", True),
    ("摸底", "campaigns:survey", True),
    ("单独延期", "campaigns:extend", True),
    ("申报列表", "applications:list", False),
    ("党组织", "organizations:list", False),
    ("标准", "standards:list", False),
    ("评定命名", "evaluations:list", False),
    ("评定表", "evaluations:board", True),
)


def web_figures(applications: int = 300, rounds: int = 15) -> Iterator[Figure]:
    """Medians of the pages as they come from the portal itself, without network; nothing stays in the database."""
    # As they run for people: templates parsed once, no log of statements.
    live = override_settings(ALLOWED_HOSTS=["*"], DEBUG=False, TEMPLATES=template_settings(cached=True))
    with transaction.atomic(), live:
        campaign, actor = make_assessed(applications)
        compute_evaluations(actor=actor, campaign=campaign)
        settle()
        figures = list(_pages(campaign, actor, rounds))
        transaction.set_rollback(True)
    yield from figures
    yield from assessment_figures(rounds)


def _pages(campaign: Campaign, actor: User, rounds: int) -> Iterator[Figure]:
    client = Client()
    client.force_login(actor, backend=settings.AUTHENTICATION_BACKENDS[0])
    blank, statements = measured(client, reverse(BLANK), rounds)
    yield Figure("空白页（帮助）", f"{blank * 1000:.1f} ms，{statements} 条语句")
    for label, name, own in PAGES:
        address = reverse(name, args=[campaign.pk] if own else [])
        seconds, statements = measured(client, address, rounds)
        value = f"{seconds / blank:.1f} 倍（{seconds * 1000:.1f} ms），{statements} 条语句"
        met = seconds / blank <= GOAL and statements <= STATEMENTS
        yield Figure(label, value, f"≤ {GOAL:.0f} 倍，≤ {STATEMENTS} 条", met)


ANSWERED, ASSESSMENT_GOAL = 80, 3.0


def assessment_figures(rounds: int = 15) -> Iterator[Figure]:
    """A section of eighty leaves as its secretary fills it in, half of it answered; nothing stays in the database."""
    live = override_settings(ALLOWED_HOSTS=["*"], DEBUG=False, TEMPLATES=template_settings(cached=True))
    with transaction.atomic(), live:
        application, secretary = make_assessing(ANSWERED)
        settle()
        client = Client()
        client.force_login(secretary, backend=settings.AUTHENTICATION_BACKENDS[0])
        blank, _ = measured(client, reverse(BLANK), rounds)
        address = reverse("applications:assessment_section", args=[application.pk, "all"])
        seconds, statements = measured(client, address, rounds)
        transaction.set_rollback(True)
    value = f"{seconds / blank:.1f} 倍（{seconds * 1000:.1f} ms），{statements} 条语句"
    met = seconds / blank <= ASSESSMENT_GOAL and statements <= STATEMENTS
    yield Figure(f"自评一节 {ANSWERED} 项", value, f"≤ {ASSESSMENT_GOAL:.0f} 倍，≤ {STATEMENTS} 条", met)


def measured(client: Client, address: str, rounds: int) -> tuple[float, int]:
    """Median seconds of a page and its statements, warmed up."""
    client.get(address)
    reset_queries()  # the log holds so many and no more, and each request empties it
    with CaptureQueriesContext(connection) as told:
        answer = client.get(address)
    statements = len(told)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    times = []
    for _ in range(rounds):
        start = perf_counter()
        client.get(address)
        times.append(perf_counter() - start)
    return median(times), statements
