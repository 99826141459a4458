"""The office's own Word layouts of inspection papers: what holds, upload, try, go back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.acts import done
from apps.core.contents.kinds import DOCX
from apps.core.exceptions import PortalError
from apps.core.exports import attachment
from apps.core.layouts import fill_layout
from apps.core.models import FileUse
from apps.organizations.access import role_required
from apps.organizations.models import Organization

from .. import laid_out, queries, services
from ..forms import offices_of
from ..layout_kinds import KINDS, Kind

#: How a table is written, row by row.
SAMPLE = ("{%%tr for 行 in %s %%}", "{{ 行.%s }}", "{%tr endfor %}")


@role_required(Role.OFFICE)
@require_safe
def layouts(request: HttpRequest) -> HttpResponse:
    """Every kind of paper with the layout by which it is written."""
    organization = _office(request)
    kept = queries.layouts.layouts_above(organization.path)
    names = _names(kept.values())
    rows = [
        {"kind": kind, "use": kept.get(key), "from": _from(organization, kept.get(key), names)}
        for key, kind in KINDS.items()
    ]
    context = {"organization": organization, "rows": rows, "offices": list(offices_of(request.user))}
    return render(request, "inspections/layouts.html", context)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def layout(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind: its fields, what holds; POST tries a file or keeps it."""
    organization, found = _office(request), _kind(kind)
    problem = ""
    if request.method == "POST":
        answer, problem = _sent(request, organization, found)
        if answer is not None:
            return answer
    kept = queries.layouts.layouts_above(organization.path, [kind])
    use, own = kept.get(kind), queries.layouts.own_layouts(organization, kind)
    name, columns = next(iter(found.words.rows.items()), ("", ()))
    context = {
        "organization": organization, "kind": found, "problem": problem, "own": own,
        "use": use, "from": _from(organization, use, _names(kept.values())),
        "fields": [{"name": found.words.written(name), "note": note} for name, note in found.words.fields.items()],
        "tables": [{"name": name, "columns": columns} for name, columns in found.words.rows.items()],
        "sample": _sample(name, columns), "offices": list(offices_of(request.user)),
        "files": [{"name": each.name, "url": reverse("core:file", args=[each.pk]), "size": each.file.size} for each in own],
    }  # fmt: skip
    return render(request, "inspections/layout.html", context, status=422 if problem else 200)


@role_required(Role.OFFICE)
@require_safe
def layout_ours(request: HttpRequest, kind: str) -> HttpResponse:
    """The portal's own layout, to begin with."""
    found = _kind(kind)
    return attachment(found.default_layout(), f"{found.label}平台版式.docx", DOCX)


@role_required(Role.OFFICE)
@require_safe
def layout_try(request: HttpRequest, kind: str) -> HttpResponse:
    """The layout that holds, filled with the newest paper of the organization."""
    organization, found = _office(request), _kind(kind)
    use = queries.layouts.layout_for(kind, organization.path)
    try:
        content = _tried(found, organization, laid_out.content_of(use) if use else found.default_layout())
    except PortalError as error:
        messages.error(request, error.message)
        return redirect(_address(organization, kind))
    return attachment(content, f"{found.label}试填.docx", DOCX)


@role_required(Role.OFFICE)
@require_POST
def layout_drop(request: HttpRequest, kind: str) -> HttpResponse:
    """Go back to the layout above, or to ours."""
    organization, found = _office(request), _kind(kind)
    return done(
        request,
        _address(organization, kind),
        f"{found.label}已恢复使用上级或平台的版式。",
        lambda: services.drop_layout(actor=request.user, organization=organization, kind=kind),
    )


def _sent(request: HttpRequest, organization: Organization, kind: Kind) -> tuple[HttpResponse | None, str]:
    """What a posted file comes to: an answer, or the problem with it."""
    upload = request.FILES.get("file")
    if upload is None:
        return None, "请选择 Word（docx）文件。"
    try:
        if request.POST.get("act") == "try":
            content = services.read_layout(kind.key, upload)
            return attachment(_tried(kind, organization, content), f"{kind.label}试填.docx", DOCX), ""
        services.keep_layout(
            actor=request.user, organization=organization, kind=kind.key, upload=upload, name=upload.name or ""
        )
    except PortalError as error:
        if error.status == 403:
            raise
        return None, error.message
    messages.success(request, f"版式已检查并启用，以后的{kind.label}按它生成。")
    return redirect(_address(organization, kind.key)), ""


def _tried(kind: Kind, organization: Organization, content: bytes) -> bytes:
    return fill_layout(content, laid_out.values_to_try(kind.key, organization), kind.words)


def _office(request: HttpRequest) -> Organization:
    """The organization in whose office the person works; of several the one asked for."""
    offices = offices_of(request.user).order_by("path")
    asked = request.GET.get("organization", "")
    found: Organization | None = offices.filter(code=asked).first() if asked else offices.first()
    if found is None:
        raise Http404
    return found


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _address(organization: Organization, kind: str) -> str:
    return f"{reverse('inspections:layout', args=[kind])}?organization={organization.code}"


def _names(uses: Any) -> dict[str, str]:
    """Tree path → short name of the organizations that keep these layouts."""
    paths = {use.organization_path for use in uses}
    return dict(Organization.objects.filter(path__in=paths).values_list("path", "short_name")) if paths else {}


def _from(organization: Organization, use: FileUse | None, names: dict[str, str]) -> str:
    if use is None:
        return "平台版式"
    if use.organization_path == organization.path:
        return "本单位的版式"
    return f"{names.get(use.organization_path, '上级')}的版式"


def _sample(name: str, columns: Any) -> list[str]:
    if not name:
        return []
    listed = list(columns)
    return [SAMPLE[0] % name, *(SAMPLE[1] % column for column in listed[1:3]), SAMPLE[2]]
