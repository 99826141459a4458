"""Taking up a newer version of the adapted standard: everything that comes of it shown before it is done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, StaleVersion
from apps.organizations.access import role_required

from .. import services
from ..choices import UNPUBLISHED, VersionStatus
from ..drafting.adaptation import limits_words
from ..models import StandardVersion
from ..queries import base_version_of, difference, document_of, followed, newer_base_of, problems_in
from ..rules import can_edit_version, can_manage_standard
from .common import revision_in, version_of


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """What the newer version changes, what of the adaptation comes along, and what does not; then the draft."""
    version = version_of(request, pk)
    base = base_version_of(version)
    newer = newer_base_of(version, base)
    refusal = _refusal(request, version, newer)
    if base is None or newer is None or refusal:
        messages.info(request, refusal)
        return redirect(_page(version), pk)
    note = ""
    if request.method == "POST":
        try:
            draft = services.follow_base(
                actor=request.user, version=version, base=_shown(request), revision=_revision(request, version)
            )
        except (Invalid, StaleVersion) as error:
            note = error.message
            version = version_of(request, pk)
        else:
            messages.success(request, f"已按“{newer}”建立草稿，核对后发布。")
            return redirect("standards:problems" if problems_in(draft) else "standards:edit", draft.pk)
    context = {"version": version, "base": base, "newer": newer, "note": note, **_foreseen(version, base, newer)}
    return render(request, "standards/follow.html", context, status=422 if note else 200)


def _foreseen(version: StandardVersion, base: StandardVersion, newer: StandardVersion) -> dict[str, Any]:
    theirs = document_of(newer)
    beside = None if version.status in UNPUBLISHED else version.standard.versions.filter(status__in=UNPUBLISHED).first()
    return {
        "found": difference(document_of(base), theirs),
        "outcome": followed(version, newer),
        "limits": limits_words(theirs.get("adaptation")) or "新版未规定改编范围",
        "rewrites": version.status in UNPUBLISHED,
        "beside": beside,
    }


def _refusal(request: HttpRequest, version: StandardVersion, newer: StandardVersion | None) -> str:
    """Why there is nothing to follow here; empty when there is."""
    allowed = can_edit_version(request.user, version) if version.status in UNPUBLISHED else None
    managed = can_manage_standard(request.user, version.standard)
    if not managed:
        return managed.reason
    if allowed is not None and not allowed:
        return allowed.reason
    if version.standard.base_id is None:
        return "本标准不是改编的，没有可以跟进的新版。"
    if newer is None:
        return "原标准没有更新的版本。"
    if version.status not in (*UNPUBLISHED, VersionStatus.PUBLISHED):
        return "只能从现行版本跟进，请打开本标准的现行版本。"
    return ""


def _page(version: StandardVersion) -> str:
    pages = {VersionStatus.DRAFT: "standards:edit", VersionStatus.REVIEW: "standards:asks"}
    return pages.get(VersionStatus(version.status), "standards:detail")


def _shown(request: HttpRequest) -> int:
    typed = request.POST.get("base", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _revision(request: HttpRequest, version: StandardVersion) -> int | None:
    return revision_in(request) if version.status in UNPUBLISHED else None
