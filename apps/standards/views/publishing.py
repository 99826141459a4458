"""New asks and their approval; publishing, with everything that it does said before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.organizations.access import role_required

from .. import engine, services
from ..choices import VersionStatus
from ..drafting.hints import hints_of
from ..drafting.totals import totals_of
from ..models import NewAsk, StandardVersion
from ..queries import ask_rows, burden_of, known_asks
from ..registries import Use, use_providers
from ..rules import can_decide_ask, can_manage_standard
from .common import Draft, draft_version, frame, read_draft, revision_in


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def asks(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft newly asks of the grass roots; submitting hands it to an approver."""
    version = draft_version(request, pk)
    note = ""
    if request.method == "POST":
        try:
            services.submit_asks(
                actor=request.user,
                version=version,
                revision=revision_in(request),
                reasons=_reasons(request),
                url=reverse("standards:asks", args=[pk]),
            )
        except (Invalid, StaleVersion, OutOfTurn) as error:
            note = error.message
        else:
            messages.success(request, "已提交审批，批准后可以发布。")
            return redirect("standards:asks", pk)
    draft = read_draft(version)
    context = {**frame(request, draft, "asks"), **_asked(request, draft), "note": note}
    return render(request, "standards/asks.html", context, status=422 if note else 200)


def _reasons(request: HttpRequest) -> dict[tuple[str, str], str]:
    """Reasons as typed: ``identity-N`` names the ask, ``reason-N`` says why."""
    found = {}
    for name, value in request.POST.items():
        if name.startswith("identity-"):
            kind, _, key = value.partition(":")
            found[(kind, key)] = request.POST.get(f"reason-{name[9:]}", "")
    return found


def _asked(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    if draft.problems:
        return {"blocked": True}
    tree = engine.build_version(draft.document)
    rows = ask_rows(draft.version, tree)
    typed = _reasons(request)
    listed = [
        {
            "row": row,
            "identity": f"{row.ask.kind}:{row.ask.key}",
            "reason": typed.get(row.ask.identity) or (row.row.reason if row.row else ""),
            "may_decide": row.row is not None and bool(can_decide_ask(request.user, _with(row.row, draft.version))),
        }
        for row in rows
    ]
    return {
        "rows": listed,
        "burden": burden_of(tree, known_asks()),
        "waiting": [row for row in rows if not row.approved],
        "may_manage": can_manage_standard(request.user, draft.version.standard),
    }


def _with(ask: NewAsk, version: StandardVersion) -> NewAsk:
    ask.version = version
    return ask


@require_POST
@role_required(Role.OFFICE)
def decide(request: HttpRequest, pk: int, ask: int) -> HttpResponse:
    """Approve or refuse one new ask."""
    version = draft_version(request, pk)
    row = get_object_or_404(NewAsk.objects.select_related("version"), pk=ask, version=version)
    approved = request.POST.get("decision") == "approve"
    try:
        services.decide_ask(actor=request.user, ask=row, approved=approved, opinion=request.POST.get("opinion", ""))
    except (Invalid, OutOfTurn) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"“{row.label}”：{'已批准' if approved else '不同意，已退回起草人'}。")
    return redirect("standards:asks", pk)


@require_POST
@role_required(Role.OFFICE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_version(request, pk)
    services.withdraw_version(actor=request.user, version=version)
    return redirect("standards:edit", pk)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What publishing does, and then does it."""
    version = draft_version(request, pk)
    if request.method == "POST":
        try:
            published = services.publish_version(actor=request.user, version=version, revision=revision_in(request))
        except (Invalid, StaleVersion) as error:
            messages.error(request, error.message)
            return redirect("standards:publish", pk)
        messages.success(request, f"“{published}”已发布，内容不再改变。")
        return redirect("standards:detail", pk)
    draft = read_draft(version)
    return render(request, "standards/publish.html", {**frame(request, draft, "publish"), **_effects(request, draft)})


def _effects(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    version = draft.version
    current = version.standard.versions.filter(status=VersionStatus.PUBLISHED).first()
    tree = None if draft.problems else engine.build_version(draft.document)
    rows = ask_rows(version, tree) if tree is not None else []
    return {
        "current": current,
        "uses": uses_of([current.pk]) if current else [],
        "waiting": [row for row in rows if not row.approved],
        "asked": rows,
        "totals": totals_of(draft.document),
        "hint_count": len(hints_of(draft.document)),
        "leaf_count": sum(1 for _ in tree.leaves()) if tree is not None else 0,
        "may_manage": can_manage_standard(request.user, version.standard),
        "ready": tree is not None and not any(not row.approved for row in rows),
    }


def uses_of(versions: Sequence[int]) -> list[Use]:
    """What runs on these versions, as the apps above tell."""
    return [use for provider in use_providers for use in provider(versions)]
