"""Announcements of a campaign: their list, the draft and what becomes of it, and the page that recipients read."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, PortalError, StaleVersion
from apps.core.models import FileUse
from apps.core.numbers import number_of
from apps.core.states import may_move
from apps.core.verdicts import require
from apps.organizations.access import role_required, scope_of
from apps.organizations.models import Organization

from .. import announcement_rules as rules
from .. import services
from ..announcement_pages import TONES, figure_cells, receipt_state, rows_of
from ..choices import AnnouncementStatus, Audience
from ..forms.announcements import AnnouncementFilter, AnnouncementForm, PostponeAnnouncementForm, ReplyForm, reply_words
from ..models import Announcement, AnnouncementReceipt, Campaign
from ..pages import stage_of, tabs_for
from ..queries.announcements import (
    EarlierReply,
    answer_of,
    earlier_replies,
    figures_of,
    own_receipts,
    reach_of,
    reply_mark,
)
from .setup import campaign_of

#: Offered at once when an organization is looked for.
OFFERED = 20


def announcement_of(request: HttpRequest, pk: int) -> Announcement:
    """An announcement that the person wrote or was told; somebody else's does not exist."""
    found = Announcement.objects.visible_to(request.user).select_related("campaign", "organization", "created_by")
    return get_object_or_404(found, pk=pk)


def head(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "stage": stage_of(campaign),
        "tabs": tabs_for(campaign, request.user, "通知"),
    }


@require_safe
@role_required(Role.OFFICE, Role.SECRETARY)
def list_announcements(request: HttpRequest, pk: int) -> HttpResponse:
    """What the campaign's offices have announced, as far as it concerns the person."""
    campaign = campaign_of(request, pk)
    form = AnnouncementFilter(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    found = Announcement.objects.visible_to(request.user).filter(campaign=campaign).select_related("organization")
    if filters.get("q"):
        found = found.filter(Q(title__icontains=filters["q"]) | Q(text__icontains=filters["q"]))
    if filters.get("kind"):
        found = found.filter(kind=filters["kind"])
    page = Paginator(found.order_by("-created_at", "-pk"), 20).get_page(request.GET.get("page"))
    context = head(request, campaign)
    context |= {
        "page": page,
        "form": form,
        "rows": rows_of(list(page.object_list), request.user, _offices(request)),
        "total": f"共 {page.paginator.count} 条",
        "verdict": rules.can_announce(request.user, campaign),
    }
    return render(request, "campaigns/announcements.html", context)


def _offices(request: HttpRequest) -> set[int]:
    return {m.organization_id for m in scope_of(request.user).memberships if m.role == Role.OFFICE}


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def new_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = campaign_of(request, pk)
    require(rules.can_announce(request.user, campaign))
    form = AnnouncementForm(request.POST or None, initial={"kind": "notice"})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft_announcement(actor=request.user, campaign=campaign, **form.settings())
        except Invalid as error:
            _show(form, error)
        else:
            messages.success(request, "草稿已保存，核对后发布。")
            return redirect("campaigns:announcement", made.pk)
    return _form_page(request, campaign, form)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def edit_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    found = announcement_of(request, pk)
    require(rules.can_edit(request.user, found))
    initial = {name: getattr(found, name) for name in AnnouncementForm.base_fields}
    form = AnnouncementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = form.settings()
        if fields["audience"] == Audience.CHOSEN:
            fields["chosen"] = found.chosen
        if _saved(request, form, services.edit_announcement, found, fields):
            messages.success(request, "草稿已保存，核对后发布。")
            return redirect("campaigns:announcement", pk)
    return _form_page(request, found.campaign, form, found)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def postpone_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, place or last day for replies."""
    found = announcement_of(request, pk)
    require(rules.can_postpone(request.user, found))
    initial = {name: getattr(found, name) for name in PostponeAnnouncementForm.base_fields}
    form = PostponeAnnouncementForm(request.POST or None, announcement=found, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(request, form, services.postpone_announcement, found, form.settings())
    ):
        messages.success(request, "已变更，接收人将收到消息。")
        return redirect("campaigns:announcement", pk)
    context = {**_plain_head(found.campaign), "form": form, "announcement": found}
    status = 422 if form.errors else 200
    return render(request, "campaigns/announcement_postpone.html", context, status=status)


def _saved(request: HttpRequest, form: Any, service: Any, found: Announcement, fields: dict[str, Any]) -> bool:
    version = form.cleaned_data["version"] or 0
    try:
        service(actor=request.user, announcement=found, version=version, **fields)
    except (Invalid, StaleVersion) as error:
        _show(form, error)
        return False
    return True


def _show(form: Any, error: PortalError) -> None:
    """The words at their fields, else above the form."""
    fields = {name: words for name, words in getattr(error, "fields", {}).items() if name in form.fields}
    for name, words in fields.items():
        form.add_error(name, words)
    if not fields:
        form.add_error(None, error.message)


def _plain_head(campaign: Campaign) -> dict[str, Any]:
    """Pages of one announcement stand below the list and show no tabs."""
    return {"campaign": campaign}


def _form_page(
    request: HttpRequest, campaign: Campaign, form: AnnouncementForm, found: Announcement | None = None
) -> HttpResponse:
    context = {**_plain_head(campaign), "form": form, "announcement": found}
    status = 422 if form.errors else 200
    return render(request, "campaigns/announcement_form.html", context, status=status)


@require_safe
@role_required(Role.OFFICE, Role.SECRETARY)
def show_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """What is announced; for its recipients the reply, for its office what may be done with it."""
    return page_of(request, announcement_of(request, pk))


def page_of(request: HttpRequest, found: Announcement, form: ReplyForm | None = None) -> HttpResponse:
    """The page of an announcement, with the reply as typed where it was wrong."""
    receipt = own_receipts(request.user, [found]).get(found.pk)
    answer = answer_of(receipt) if receipt is not None and found.needs_reply else None
    is_ours = bool(rules.can_handle(request.user, found))
    context = {
        **_plain_head(found.campaign),
        "announcement": found,
        "tone": TONES[found.status],
        "receipt": receipt,
        "unread": receipt is not None and receipt.read_at is None,
        "own": receipt_state(found, receipt) if receipt is not None else None,
        "answer": answer,
        "reply_label": reply_words(found, answer.reply) if answer is not None else "",
        "earlier": _earlier(found, receipt, answer),
        "replying": rules.can_reply(request.user, found, receipt) if receipt is not None else None,
        "files": _files(found, removable=is_ours and found.status == AnnouncementStatus.DRAFT),
        "is_ours": is_ours,
        "cells": _figures(request, found),
        "may": {verb: bool(rule(request.user, found)) for verb, rule in ACTS.items()} if is_ours else {},
    }
    if context["replying"]:
        initial = {"reply": answer.reply, "people": answer.people, "words": answer.words} if answer else {}
        context["form"] = form or ReplyForm(announcement=found, initial={**initial, "seen": reply_mark(answer)})
    if is_ours and may_move(found, "issue"):
        context |= _draft(request, found)
    status = 422 if form is not None and form.errors else 200
    return render(request, "campaigns/announcement.html", context, status=status)


def _figures(request: HttpRequest, found: Announcement) -> list[dict[str, Any]]:
    """How it stands, for offices that follow it; each figure leads to its people."""
    if found.status == AnnouncementStatus.DRAFT or not rules.can_follow(request.user, found):
        return []
    figures = figures_of(AnnouncementReceipt.objects.followed_by(request.user), [found]).get(found.pk)
    return figure_cells(found, figures, reverse("campaigns:receipts", args=[found.pk])) if figures else []


def _earlier(found: Announcement, receipt: Any, answer: Any) -> list[tuple[EarlierReply, str]]:
    """What the organization replied before, in words; only where it has replied."""
    if answer is None:
        return []
    return [(each, reply_words(found, each.reply)) for each in earlier_replies(receipt, answer)]


ACTS = {
    "edit": rules.can_edit,
    "issue": rules.can_issue,
    "postpone": rules.can_postpone,
    "withdraw": rules.can_withdraw,
}


def _draft(request: HttpRequest, found: Announcement) -> dict[str, Any]:
    """Whom it would reach, and the organizations chosen or looked for."""
    context: dict[str, Any] = {"reach": reach_of(found), "is_chosen": found.audience == Audience.CHOSEN}
    if context["is_chosen"]:
        text = request.GET.get("q", "").strip()
        top = max(found.organization_path, found.campaign.scope_path, key=len)
        inside = Organization.objects.active().filter(path__startswith=top)
        context["chosen"] = list(inside.filter(pk__in=found.chosen))
        context["q"] = text
        context["offered"] = list(inside.exclude(pk__in=found.chosen).named_like(text)[:OFFERED]) if text else []
    return context


def _files(found: Announcement, *, removable: bool) -> list[dict[str, Any]]:
    return [
        {
            "name": use.name,
            "url": reverse("core:file", args=[use.pk]),
            "preview_url": reverse("core:preview", args=[use.pk]),
            "size": use.file.size,
            "remove_url": reverse("campaigns:detach_announcement", args=[found.pk, use.pk]) if removable else "",
        }
        for use in FileUse.objects.of(found).select_related("file")
    ]


@require_POST
@role_required(Role.OFFICE)
def attach_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Store one file of a draft; answers with the list of all."""
    found = announcement_of(request, pk)
    require(rules.can_edit(request.user, found))
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"message": "请选择文件。"}, status=400)
    try:
        services.attach_announcement(actor=request.user, announcement=found, upload=upload, name=upload.name or "")
    except Invalid as error:
        return JsonResponse({"message": error.message}, status=400)
    return render(request, "campaigns/_announcement_files.html", {"files": _files(found, removable=True)})


@require_POST
@role_required(Role.OFFICE)
def detach_announcement(request: HttpRequest, pk: int, use: Any) -> HttpResponse:
    found = announcement_of(request, pk)
    held = get_object_or_404(FileUse.objects.of(found), pk=use)
    services.detach_announcement(actor=request.user, announcement=found, use=held)
    messages.success(request, f"已移除“{held.name}”。")
    return redirect("campaigns:announcement", pk)


@require_POST
@role_required(Role.OFFICE)
def choose_organization(request: HttpRequest, pk: int, organization: int) -> HttpResponse:
    """Add an organization with all below it to a draft's audience, or take it out."""
    found = announcement_of(request, pk)
    place = get_object_or_404(Organization.objects.visible_to(request.user), pk=organization)
    adds = request.POST.get("act") != "remove"
    try:
        services.choose_organization(actor=request.user, announcement=found, organization=place, chosen=adds)
    except Invalid as error:
        messages.error(request, error.message)
    return redirect(reverse("campaigns:announcement", args=[pk]) + "#chosen")


@require_POST
@role_required(Role.OFFICE)
def issue_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    found = announcement_of(request, pk)
    version = request.POST.get("version", "")
    try:
        count = services.issue_announcement(actor=request.user, announcement=found, version=number_of(version) or 0)
    except (Invalid, StaleVersion) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"已发布，{count} 人将在消息中收到。")
    return redirect("campaigns:announcement", pk)


@require_POST
@role_required(Role.OFFICE)
def withdraw_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    found = announcement_of(request, pk)
    try:
        services.withdraw_announcement(actor=request.user, announcement=found, reason=request.POST.get("reason", ""))
        messages.success(request, "已撤回，接收人将收到消息。")
    except Invalid as error:
        messages.error(request, error.message)
    return redirect("campaigns:announcement", pk)


@require_POST
@role_required(Role.OFFICE)
def remove_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    found = announcement_of(request, pk)
    services.remove_announcement(actor=request.user, announcement=found)
    messages.success(request, f"已删除草稿“{found.title}”。")
    return redirect("campaigns:announcements", found.campaign_id)
