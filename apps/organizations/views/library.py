"""材料库: the files of one organization."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.acts import done
from apps.core.components.text import date_cn
from apps.core.exceptions import PortalError
from apps.core.models import PictureNote

from .. import rules, services
from ..access import role_required
from ..forms.library import LibraryFilter, MaterialForm, NewVersionForm
from ..models import LibraryFile, Organization
from ..queries.library import materials, tags_of, used_in, versions_of

KEEPERS = (Role.OFFICE, Role.SECRETARY)
PAGE_SIZE = 50


@require_safe
@role_required(*KEEPERS)
def library(request: HttpRequest, pk: int) -> HttpResponse:
    """What the organization has; ``?bin=1`` shows what was put aside."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    form = LibraryFilter(request.GET, tags=tags_of(organization))
    in_bin = request.GET.get("bin") == "1"
    own = LibraryFile.objects.visible_to(request.user).filter(organization=organization).select_related("file")
    rows = form.narrow(own.filter(binned_at__isnull=False) if in_bin else own.current())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "organization": organization,
        "form": form,
        "page": page,
        "rows": materials(list(page)),
        "in_bin": in_bin,
        "bin_days": settings.PORTAL_BIN_DAYS,
        "binned": own.filter(binned_at__isnull=False).count(),
        "may_keep": rules.can_keep_library(request.user, organization),
        "total": f"共 {page.paginator.count} 份",
    }
    return render(request, "organizations/library.html", context)


@require_POST
@role_required(*KEEPERS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One or more files; the script sends each alone."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    script = request.headers.get("X-Requested-With") == "fetch"
    found: list[LibraryFile] = []
    try:
        for upload in request.FILES.getlist("file"):
            found.append(
                services.add_material(
                    actor=request.user, organization=organization, upload=upload, name=upload.name or ""
                )
            )
    except PortalError as error:
        if script:
            return JsonResponse({"message": error.message}, status=error.status)
        messages.error(request, error.message)
    if script:
        return JsonResponse(_told(found[0]) if found else {"message": "请选择文件。"}, status=200 if found else 400)
    if found:
        messages.success(request, f"已加入 {len(found)} 份材料。")
    elif not request.FILES:
        messages.error(request, "请先选择文件。")
    return redirect("organizations:library", pk)


def _told(item: LibraryFile) -> dict[str, Any]:
    return {"name": item.name, "url": reverse("organizations:material", args=[item.pk]), "note": "已加入材料库"}


@require_safe
@role_required(*KEEPERS)
def material(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its versions, where it is used, what the camera wrote."""
    return _page(request, _material(request, pk))


@require_POST
@role_required(*KEEPERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and tags."""
    item = _material(request, pk)
    form = MaterialForm(request.POST)
    if not form.is_valid():
        return _page(request, item, form=form, status=422)
    try:
        services.edit_material(actor=request.user, item=item, **form.cleaned_data)
    except PortalError as error:
        form.add_error(None, error.message)
        return _page(request, item, form=form, status=error.status)
    messages.success(request, "已保存。")
    return redirect("organizations:material", pk)


@require_POST
@role_required(*KEEPERS)
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A newer version."""
    item = _material(request, pk)
    form = NewVersionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, item, newer=form, status=422)
    upload = form.cleaned_data["file"]
    try:
        newer, number = services.replace_material(
            actor=request.user, item=item, upload=upload, name=upload.name, in_drafts=form.cleaned_data["in_drafts"]
        )
    except PortalError as error:
        form.add_error("file", error.message)
        return _page(request, item, newer=form, status=error.status)
    places = f"，{number} 处未提交的使用已换成新版本" if number else ""
    messages.success(request, f"已存为第 {newer.number} 版{places}；已提交的仍用原版本。")
    return redirect("organizations:material", newer.pk)


@require_POST
@role_required(*KEEPERS)
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the bin."""
    return _act(request, pk, services.bin_material, f"已移入回收站，{settings.PORTAL_BIN_DAYS} 天内可移出，到期清除。")


@require_POST
@role_required(*KEEPERS)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the bin."""
    return _act(request, pk, services.restore_material, "已移出回收站。")


@require_POST
@role_required(*KEEPERS)
def position(request: HttpRequest, pk: int) -> HttpResponse:
    """Consent to show where a picture was taken, or no longer."""
    shown = request.POST.get("shown") == "1"
    words = "查看这张照片的人可以看到拍摄地点。" if shown else "不再显示拍摄地点。"
    return _act(request, pk, services.show_position, words, shown=shown)


def _act(request: HttpRequest, pk: int, service: Any, words: str, **fields: Any) -> HttpResponse:
    item, address = _material(request, pk), reverse("organizations:material", args=[pk])
    return done(request, address, words, lambda: service(actor=request.user, item=item, **fields))


def _material(request: HttpRequest, pk: int) -> LibraryFile:
    rows = LibraryFile.objects.visible_to(request.user).select_related("organization", "file", "added_by")
    return get_object_or_404(rows, pk=pk)


def _bin_words(item: LibraryFile) -> str:
    """What becomes of a material in the bin."""
    if item.binned_at is None:
        return ""
    last = services.leaves_on(item)
    if last is None:
        return "已提交的申报或自评用过这份材料，留存备查，不会清除。"
    return f"在回收站，{date_cn(last)}以后清除；还要用的，请移出回收站。"


def _page(
    request: HttpRequest, item: LibraryFile, form: Any = None, newer: Any = None, status: int = 200
) -> HttpResponse:
    versions = versions_of(item)
    [row] = materials([item])
    note = PictureNote.objects.filter(file=item.file_id).first()
    context = {
        "item": item,
        "organization": item.organization,
        "use": row.use,
        "bin_words": _bin_words(item),
        "count": row.used,
        "places": used_in(request.user, item),
        "versions": versions,
        "is_newest": versions[0].pk == item.pk,
        "note": note,
        "has_position": bool(note and note.latitude is not None),
        "form": form or MaterialForm.of(item),
        "newer": newer or NewVersionForm(),
        "may_keep": rules.can_keep_library(request.user, item.organization),
    }
    return render(request, "organizations/material.html", context, status=status)
