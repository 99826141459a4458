"""Beginning, copying, adapting, revising, discarding and retiring standards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, PortalError
from apps.organizations.access import role_required

from .. import services
from ..choices import UNPUBLISHED
from ..drafting.adaptation import limits_words
from ..forms import CopyForm, NewStandardForm
from ..models import StandardVersion
from .common import draft_version, own_offices, revision_in, version_of


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def new(request: HttpRequest) -> HttpResponse:
    """A new standard: its name, type and basis; then the tree."""
    form = NewStandardForm(request.POST or None, offices=own_offices(request))
    if request.method == "POST" and form.is_valid():
        total = form.cleaned_data.pop("total") or 100
        whole = int(total) if total == total.to_integral_value() else float(total)
        version = services.create_standard(actor=request.user, total=whole, **form.cleaned_data)
        return redirect("standards:edit", version.pk)
    return render(request, "standards/new.html", {"form": form}, status=_status(request))


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A standard of the office's own with the same content."""
    return _copied(request, version_of(request, pk), adapts=False)


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def adapt(request: HttpRequest, pk: int) -> HttpResponse:
    """An adaptation for the office's subtree, within the limits of the issuer."""
    version = version_of(request, pk)
    if version.status in UNPUBLISHED or not limits_words(version.definition.get("adaptation")):
        messages.info(request, "本标准未规定改编范围，不能改编；可以复制为本单位的标准。")
        return redirect("standards:detail", pk)
    return _copied(request, version, adapts=True)


def _copied(request: HttpRequest, version: StandardVersion, adapts: bool) -> HttpResponse:
    word = "改编" if adapts else "复制"
    initial = {"name": f"{version.standard.name[:50]}（{word}）"}
    form = CopyForm(request.POST or None, offices=own_offices(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        made = services.copy_standard(actor=request.user, version=version, adapts=adapts, **form.cleaned_data)
        return redirect("standards:edit", made.pk)
    context = {
        "form": form,
        "version": version,
        "word": word,
        "limits": limits_words(version.definition.get("adaptation")) if adapts else "",
    }
    return render(request, "standards/copy.html", context, status=_status(request))


@require_POST
@role_required(Role.OFFICE)
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft of the next version."""
    version = version_of(request, pk)
    try:
        draft = services.draft_next_version(actor=request.user, version=version)
    except Invalid as error:
        messages.info(request, error.message)
        draft = version.standard.versions.filter(status__in=UNPUBLISHED).first() or version
    return redirect("standards:edit" if draft.status in UNPUBLISHED else "standards:detail", draft.pk)


@require_POST
@role_required(Role.OFFICE)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_version(request, pk)
    services.discard_draft(actor=request.user, version=version, revision=revision_in(request))
    messages.success(request, f"已删除“{version}”的草稿。")
    return redirect("standards:list")


@require_POST
@role_required(Role.OFFICE)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    version = version_of(request, pk)
    try:
        services.retire_version(actor=request.user, version=version, reason=request.POST.get("reason", ""))
    except PortalError as error:
        if error.status == 403:
            raise
        messages.error(request, error.message)
    else:
        messages.success(request, f"“{version}”已停用；正在使用它的活动不受影响。")
    return redirect("standards:detail", pk)


def _status(request: Any) -> int:
    return 422 if request.method == "POST" else 200
