"""What several pages share."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse

from apps.applications.creation_rules import can_admonish

PAGE_SIZE = 50

VISIT_TONES = {"planned": "idle", "under_way": "info", "recorded": "ok", "cancelled": "idle"}
FINDING_TONES = {"open": "warn", "answered": "info", "sent_back": "bad", "verified": "ok", "withdrawn": "idle"}
RECORD_TONES = {"receiving": "idle", "stored": "ok", "conflict": "warn", "held": "warn", "discarded": "idle"}
ROUND_TONES = {"planned": "info", "closed": "ok"}
SEVERITY_TONES = {"minor": "idle", "major": "warn", "critical": "bad"}
RESULT_TONES = {"pass": "ok", "fail": "bad", "not_applicable": "idle"}


def page_of(request: HttpRequest, rows: Any) -> Page:
    """The page asked for, the nearest one when there is none such."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def toned(rows: Any, tones: dict[str, str]) -> list[Any]:
    """The rows with ``tone`` set from their status."""
    listed = list(rows)
    for row in listed:
        row.tone = tones[row.status]
    return listed


def admonish_url(user: Any, application: Any, reason: str) -> str:
    """约谈提醒 with its reason already written; empty where this person may issue none."""
    if not can_admonish(user, application):
        return ""
    return f"{reverse('applications:admonish', args=[application.pk])}?{urlencode({'reason': reason[:500]})}"


def query_of(request: HttpRequest) -> str:
    """The filter of a list as a query string for its export."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"?{query.urlencode()}" if query else ""
