"""The rows of a round's page as markup: drawn by one function, not by a template for each cell."""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from apps.core.components.text import date_cn
from apps.core.templatetags.portal_text import state

from .choices import RoundKind, VisitStatus

TONES = {"planned": "idle", "under_way": "info", "recorded": "ok", "cancelled": "idle"}
#: Stand for the keys in addresses that are resolved once.
PLACE, NUMBER = "00000000-0000-4000-8000-000000000000", 987654321
LABELS = dict(VisitStatus.choices)


def rows_markup(rows: Iterable[Any], *, kind: str, manage: bool) -> SafeString:
    """What stands in the table's body.

    Args:
        rows: visits of ``page_rows``, with the name of the organization above in ``parent``.
        manage: whether the reader may change the plan.
    """
    addresses = (
        reverse("inspections:visit", args=[PLACE]),
        reverse("inspections:visit_change", args=[PLACE]) if manage else "",
        reverse("inspections:survey", args=[NUMBER]) if kind == RoundKind.ACCEPTANCE else "",
    )
    drawn = cache(state)
    return mark_safe("".join(_row(visit, addresses, drawn) for visit in rows))


def _row(visit: Any, addresses: tuple[str, str, str], drawn: Any) -> str:
    here, change, survey = addresses
    key = str(visit.pk)
    at = f' <span class="nowrap">{visit.scheduled_time:%H:%M}</span>' if visit.scheduled_time else ""
    place = f'<div class="small muted">第 {visit.position} 站</div>' if visit.position else ""
    problems = f"{visit.finding_count} 个" if visit.finding_count else '<span class="is-zero">0 个</span>'
    acts = ""
    if admonish := getattr(visit, "may_admonish", ""):
        acts = f'<a href="{escape(admonish)}">约谈提醒</a> '
    if change and visit.status == VisitStatus.PLANNED:
        acts += f'<a class="btn btn-link" href="{change.replace(PLACE, key)}">调整</a>'
    elif survey and visit.status == VisitStatus.RECORDED:
        acts += f'<a href="{survey.replace(str(NUMBER), str(visit.application_id))}">群众测评</a>'
    return (
        f'<tr><th scope="row"><div><a href="{here.replace(PLACE, key)}">{escape(visit.organization.short_name)}</a>'
        f'<div class="small muted">{escape(visit.parent)}</div></div></th>'
        f'<td data-label="日期" class="nowrap"><div>{date_cn(visit.scheduled_on)}{at}{place}</div></td>'
        f'<td data-label="督导员">{escape(visit.told_team)}</td>'
        f'<td data-label="状态" class="nowrap">{drawn(LABELS[visit.status], TONES[visit.status])}{_told(visit)}</td>'
        f'<td data-label="已查" class="num">{visit.result_count} 项</td>'
        f'<td data-label="问题" class="num">{problems}</td>'
        f'<td class="nowrap no-print">{acts}</td></tr>\n'
    )


def _told(visit: Any) -> str:
    if visit.late:
        return '<div class="small muted">逾期上传</div>'
    return '<div class="small muted">已通知</div>' if visit.told_at and visit.status == VisitStatus.PLANNED else ""
