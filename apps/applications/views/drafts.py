"""A draft that goes on: started again after a withdrawal, under a new secretary, out of an earlier application."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.choices import Role
from apps.core import richtext
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.organizations.access import role_required

from .. import queries, rules, services
from ..models import Application
from ..parts import fields_of, label_of, lines_of
from .common import application_of


@role_required(Role.SECRETARY)
@require_POST
def restart(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a withdrawn application up again."""
    application = application_of(request, pk)
    try:
        services.restart_application(actor=request.user, application=application)
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("applications:detail", pk)
    messages.success(request, "申报已恢复为填写中，原来填写的内容都在。")
    return redirect("applications:edit", pk)


@role_required(Role.SECRETARY)
@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the present secretary's name under the draft."""
    application = application_of(request, pk)
    try:
        services.take_over_application(actor=request.user, application=application)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "责任书记已更新，变更记入办理经过。")
    return redirect("applications:edit", pk)


@role_required(Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """What an earlier application holds beside what stands here now; POST takes over what is ticked."""
    application = application_of(request, pk)
    verdict = rules.can_edit(request.user, application)
    if not verdict:
        messages.info(request, verdict.reason)
        return redirect("applications:detail", pk)
    sources = queries.earlier_applications(application)
    wanted = request.POST.get("source") or request.GET.get("source")
    source = next((each for each in sources if str(each.pk) == wanted), None)
    if wanted and source is None:
        get_object_or_404(Application.objects.none())
    source = source or (sources[0] if sources else None)
    if request.method == "POST" and source is not None and _copied(request, application, source):
        return redirect("applications:edit", pk)
    rows = copy_rows(application, source) if source else []
    tables = copy_tables(application, source) if source else []
    context = {"application": application, "sources": sources, "source": source, "rows": rows, "tables": tables}
    return render(request, "applications/copy.html", context)


def _copied(request: HttpRequest, application: Application, source: Application) -> bool:
    version = request.POST.get("version", "")
    try:
        services.copy_application(
            actor=request.user,
            application=application,
            source=source,
            fields=request.POST.getlist("fields"),
            tables=request.POST.getlist("tables"),
            version=number_of(version),
        )
    except PortalError as error:
        messages.error(request, error.message)
        return False
    messages.success(request, f"已从“{source.campaign.name}”沿用勾选的内容，请逐项核对。")
    return True


def copy_rows(application: Application, source: Application) -> list[dict[str, Any]]:
    """The fields that the earlier one fills and this form asks; ticked beforehand where nothing is typed yet."""
    rows = []
    for name in services.COPIED:
        old, now = getattr(source, name), getattr(application, name)
        if name not in fields_of(application.campaign) or not old:
            continue
        row = {"name": name, "label": label_of(name), "old": shown(source, name), "now": shown(application, name)}
        rows.append({**row, "same": old == now, "replaces": bool(now) and old != now})
    return rows


def copy_tables(application: Application, source: Application) -> list[dict[str, Any]]:
    """The tables of which the earlier one holds lines."""
    asked = lines_of(application.campaign)
    found = [
        {
            "kind": kind,
            "old": [str(line) for line in queries.lines_of(source, kind)],
            "now": len(queries.lines_of(application, kind)),
        }
        for kind in services.COPIED_LINES
        if kind in asked
    ]
    return [table for table in found if table["old"]]


def shown(application: Application, name: str) -> str:
    """A field's value as a reader sees it."""
    value = getattr(application, name)
    if name == "carriers":
        return application.carriers_text
    if name == "narrative":
        return richtext.text_of(value)
    display = getattr(application, f"get_{name}_display", None)
    return str(display() if display else value)
