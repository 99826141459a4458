"""What a draft says about the whole: total, grades, vetoes, limits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.limits import within
from apps.organizations.access import role_required

from .. import services
from ..drafting.hints import hints_of
from ..drafting.totals import totals_of
from ..forms import RESHAPE, VersionForm
from ..rules import can_edit_version
from .common import Draft, draft_version, frame, read_draft, revision_in


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Show, reshape or save."""
    version = draft_version(request, pk)
    if request.method == "GET" and not can_edit_version(request.user, version):
        return redirect("standards:asks", pk)
    draft = read_draft(version)
    if request.method == "GET":
        return _page(request, draft)
    action, _, name = request.POST.get("act", "save").partition(":")
    data = request.POST.copy()
    if action in RESHAPE:
        return _page(request, draft, RESHAPE[action](data, name))
    return _save(request, draft, data)


def _save(request: HttpRequest, draft: Draft, data: Any) -> HttpResponse:
    form = VersionForm(_own(draft), data, draft.catalogue)
    if not form.is_valid():
        return _page(request, draft, data, status=422, note="有填写不对的，还没有保存。")
    found = form.read()
    found.setdefault("source", "")
    try:
        if not found.get("name", "").strip():
            raise Invalid("请填写标准名称。")
        services.edit_version(
            actor=request.user,
            version=draft.version,
            revision=revision_in(request),
            settings=found,
            note=within(request.POST.get("note", ""), 300, "修订说明"),
        )
    except (Invalid, StaleVersion) as error:
        return _page(request, draft, data, status=422, note=error.message)
    return _page(request, read_draft(draft_version(request, draft.version.pk)), done="已保存。")


def _own(draft: Draft) -> dict[str, Any]:
    return {key: value for key, value in draft.document.items() if key != "criteria"}


def _page(
    request: HttpRequest, draft: Draft, data: Any = None, *, status: int = 200, note: str = "", done: str = ""
) -> HttpResponse:
    form = VersionForm(_own(draft), data, draft.catalogue)
    form.is_valid()
    if data is None:
        form.tell(draft.about(""))
    context = {
        **frame(request, draft, "settings"),
        "form": form,
        "note": note,
        "done": done,
        "totals": totals_of(draft.document),
        "hints": [hint.text for hint in hints_of(draft.document) if not hint.code],
    }
    template = "standards/settings_form.html" if request.htmx else "standards/settings.html"
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request"
    return response


@require_safe
@role_required(Role.OFFICE)
def problems(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that forbids the publication, each with its place."""
    draft = read_draft(draft_version(request, pk))
    context = {
        **frame(request, draft, "problems"),
        "totals": totals_of(draft.document),
        "hints": hints_of(draft.document),
    }
    return render(request, "standards/problems.html", context)
