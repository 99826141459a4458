"""Standards are read by everybody who works with them."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.core.states import may_move
from apps.organizations.access import role_required, roles_of
from apps.organizations.choices import Sector

from ..choices import UNPUBLISHED, VersionStatus
from ..drafting.adaptation import limits_words
from ..exports import export_version, tree_rows
from ..forms import ListFilter, SectorFilter
from ..models import StandardVersion
from ..queries import behind_their_base, engine_version, newer_base_of, versions_for_list, whole_of
from ..rules import can_manage_standard, can_write_standards


@require_safe
@role_required(*BUSINESS_ROLES)
def list_standards(request: HttpRequest) -> HttpResponse:
    """Versions in force and the drafts of the person's office, each with its state."""
    form = ListFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"q": "", "which": ""}
    found = versions_for_list(request.user, asked["q"], asked["which"])
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "total": f"共 {page.paginator.count} 个版本"}
    context["may_write"] = can_write_standards(request.user)
    context["behind"] = behind_their_base(page.object_list)
    return render(request, "standards/list.html", context)


@require_safe
@role_required(*BUSINESS_ROLES)
def show_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole tree of a version: clause, measure in words, points, sectors, evidence, exclusions."""
    version, sector, form = _asked(request, pk)
    rows = tree_rows(version, sector)
    leaves = [row for row in rows if row.is_leaf]
    context = {
        "version": version,
        "tree": engine_version(version),
        "form": form,
        "rows": rows,
        "leaf_count": len(leaves),
        "points": sum(row.criterion.points for row in leaves if row.criterion.enabled),
        "is_office": version.status == VersionStatus.PUBLISHED and Role.OFFICE in roles_of(request.user),
        "is_gate": version.kind == "gate",
        "guidance": _guidance(version, sector),
        "may_write": can_write_standards(request.user),
        "may_manage": can_manage_standard(request.user, version.standard),
        "may_retire": may_move(version, "retire"),
        "newer_base": newer_base_of(version) if version.status == VersionStatus.PUBLISHED else None,
        "whole": whole_of(version),
        "limits": limits_words(version.definition.get("adaptation")),
    }
    return render(request, "standards/detail.html", context)


def _guidance(version: StandardVersion, sector: str) -> list[tuple[str, str]]:
    """How each sector goes about the standard; with one chosen, that one's alone."""
    kinds = [kind for kind in Sector if sector in ("", kind.value)]
    return [(kind.label, text) for kind in kinds if (text := version.guidance_for(kind.value))]


@require_safe
@role_required(*BUSINESS_ROLES)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rows as a workbook."""
    version, sector, _ = _asked(request, pk)
    return export_version(version, sector)


def _asked(request: HttpRequest, pk: int) -> tuple[StandardVersion, str, SectorFilter]:
    found = StandardVersion.objects.exclude(status__in=UNPUBLISHED)
    found = found.select_related("standard__organization", "standard__base")
    form = SectorFilter(request.GET)
    return get_object_or_404(found, pk=pk), form.cleaned_data["sector"] if form.is_valid() else "", form
