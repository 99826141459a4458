"""Receipts of an announcement: opened and answered by who was told; who has not, for its office."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, Refused, StaleVersion
from apps.core.exports import xlsx_response
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import services
from ..announcement_pages import figure_cells, receipt_state
from ..announcement_rules import can_follow, can_handle
from ..choices import AnnouncementStatus
from ..forms.announcements import ReceiptFilter, ReplyForm, UrgeForm
from ..models import Announcement, AnnouncementReceipt
from ..queries.announcements import figures_of, receipts_of, with_answers
from .announcements import announcement_of, page_of

HEADER = ("党组织", "组织代码", "接收人", "阅读时间", "状态")
REPLY_HEADER = ("参加人数", "说明", "回复时间")
#: Rows of a page, and of the one that is printed as a whole.
ROWS, WHOLE = 50, 2000


@require_POST
@role_required(Role.OFFICE, Role.SECRETARY)
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """The page tells that it was read."""
    services.note_read(actor=request.user, announcement=announcement_of(request, pk))
    return HttpResponse(status=204)


@require_POST
@role_required(Role.OFFICE, Role.SECRETARY)
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Store the reply, or show what was wrong with it."""
    found = announcement_of(request, pk)
    form = ReplyForm(request.POST, announcement=found)
    if not form.is_valid():
        return page_of(request, found, form)
    try:
        services.reply_announcement(actor=request.user, announcement=found, **form.cleaned_data)
        messages.success(request, "回复已送达，截止前可以修改。")
    except (Refused, StaleVersion) as error:
        messages.error(request, error.message)
    return redirect("campaigns:announcement", pk)


def _listed(request: HttpRequest, found: Announcement) -> tuple[ReceiptFilter, Any]:
    """The rows that the person's office follows, filtered and sorted as the page is."""
    form = ReceiptFilter(request.GET, announcement=found)
    filters = form.cleaned_data if form.is_valid() else {}
    followed = AnnouncementReceipt.objects.followed_by(request.user)
    wanted = filters.get("state", ""), filters.get("q", ""), request.GET.get("sort", "")
    return form, receipts_of(followed, found, *wanted)


@require_safe
@role_required(Role.OFFICE)
def show_receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was told, who has read, who replied what."""
    found = announcement_of(request, pk)
    require(can_follow(request.user, found))
    return _page(request, found, UrgeForm())


def _page(request: HttpRequest, found: Announcement, urging: UrgeForm) -> HttpResponse:
    form, rows = _listed(request, found)
    whole = request.GET.get("whole") == "1"
    page = Paginator(with_answers(rows), WHOLE if whole else ROWS).get_page(request.GET.get("page"))
    here = reverse("campaigns:receipts", args=[found.pk])
    query = request.GET.urlencode()
    figures = figures_of(AnnouncementReceipt.objects.followed_by(request.user), [found]).get(found.pk)
    context = {
        "campaign": found.campaign,
        "announcement": found,
        "page": page,
        "form": form,
        "rows": [(each, *receipt_state(found, each)) for each in page.object_list],
        "total": f"共 {page.paginator.count} 人",
        "cells": figure_cells(found, figures, here) if figures else [],
        "is_ours": bool(can_handle(request.user, found)),
        "whole_url": _whole_url(request) if page.has_other_pages() and not whole else "",
        "export_url": f"{reverse('campaigns:receipts_export', args=[found.pk])}?{query}",
        "urge_url": f"{reverse('campaigns:receipts_urge', args=[found.pk])}?{query}",
        "urging": urging,
        "may_urge": found.status == AnnouncementStatus.ISSUED,
    }
    return render(request, "campaigns/receipts.html", context, status=422 if urging.errors else 200)


def _whole_url(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["whole"] = "1"
    return f"?{query.urlencode()}"


@require_safe
@role_required(Role.OFFICE)
def export_receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows as they are filtered and sorted, in the columns of the page."""
    found = announcement_of(request, pk)
    require(can_follow(request.user, found))
    _, rows = _listed(request, found)
    header = (*HEADER, *(REPLY_HEADER if found.needs_reply else ()))
    return xlsx_response(f"送达情况 {found.title}"[:60], header, _cells(found, rows))


def _cells(found: Announcement, rows: Any) -> Iterator[tuple[Any, ...]]:
    for each in with_answers(rows).iterator(chunk_size=2000):
        yield _row(found, each)


def _row(found: Announcement, each: AnnouncementReceipt) -> tuple[Any, ...]:
    place, (state, _) = each.organization, receipt_state(found, each)
    shown = place.short_name, place.code, each.user.name, each.read_at, state
    return (*shown, each.people, each.words, each.replied_at) if found.needs_reply else shown


@require_POST
@role_required(Role.OFFICE)
def urge_receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """催办 those of the filtered rows who have not read it, or lack the reply that is asked for."""
    found = announcement_of(request, pk)
    require(can_follow(request.user, found))
    form = UrgeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    _, rows = _listed(request, found)
    try:
        asked = services.urge_receipts(actor=request.user, announcement=found, receipts=rows, **form.cleaned_data)
    except Invalid as error:
        form.add_error("wording", error.message)
        return _page(request, found, form)
    messages.success(request, f"已催办 {asked} 人。" if asked else "筛选出的人都已办理，或今天已催办过。")
    return redirect(f"{reverse('campaigns:receipts', args=[pk])}?{request.GET.urlencode()}")
