"""What several pages share."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from apps.applications.creation_rules import can_admonish
from apps.core.contents.kinds import DOCX
from apps.core.exports import attachment
from apps.core.layouts import TemplateProblem
from apps.core.limits import shortened

from ..choices import RoundStatus
from ..models import Round

VISIT_TONES = {"planned": "idle", "under_way": "info", "recorded": "ok", "cancelled": "idle"}
FINDING_TONES = {"open": "warn", "answered": "info", "sent_back": "bad", "verified": "ok", "withdrawn": "idle"}
RECORD_TONES = {"receiving": "idle", "stored": "ok", "conflict": "warn", "held": "warn", "discarded": "idle"}
SEVERITY_TONES = {"minor": "idle", "major": "warn", "critical": "bad"}
RESULT_TONES = {"pass": "ok", "fail": "bad", "not_applicable": "idle"}


def seen_round(request: HttpRequest, pk: int) -> Round:
    """A round of the reader's; anybody else's does not exist."""
    rows = Round.objects.visible_to(request.user).select_related("campaign", "organization")
    return get_object_or_404(rows, pk=pk)


def round_state(round_: Round, visits: int, done: int) -> dict[str, str]:
    """How far a round is, with the colour: an open one whose visits are all handed in is still to be closed."""
    if round_.status == RoundStatus.CLOSED:
        return {"words": "已办结", "tone": "ok"}
    if not visits:
        return {"words": "待安排", "tone": "idle"}
    if done == visits:
        return {"words": "待办结", "tone": "warn"}
    return {"words": "检查中" if done else "已安排", "tone": "info"}


def round_tabs(round_: Round, active: str, manage: Any) -> list[dict[str, Any]]:
    """The pages of a round. Planning is for whoever runs it, what was drawn for everybody who sees it."""
    pages = [("round", "检查情况"), ("schedule", "日程路线"), ("draws", "抽签"), ("round_edit", "设置")]
    return [
        {"label": label, "url": reverse(f"inspections:{name}", args=[round_.pk]), "active": name == active}
        for name, label in pages
        if manage or name != "round_edit"
    ]


def with_parents(rows: Any, told: Any) -> list[Any]:
    """The visits with the name of the organization above as ``parent``."""
    names = {each.path: each.name for each in told.parents}
    listed = list(rows)
    for row in listed:
        row.parent = names.get(row.organization_path[: -row.organization.steplen], "")
    return listed


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
    return f"{reverse('applications:admonish', args=[application.pk])}?{urlencode({'reason': shortened(reason, 500)})}"


def word_answer(request: HttpRequest, made: Callable[[], bytes], name: str, back: str) -> HttpResponse:
    """A paper as Word under a Chinese name; an office's layout that can no longer be filled is told on the page before."""
    try:
        content = made()
    except TemplateProblem as error:
        messages.error(request, f"发文单位的版式不能套用：{error.message}请联系发文单位更换版式。")
        return redirect(back)
    return attachment(content, name, DOCX)


def query_of(request: HttpRequest) -> str:
    """The filter of a list as a query string for its export."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"?{query.urlencode()}" if query else ""
