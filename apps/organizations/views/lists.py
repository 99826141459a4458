"""The office's list of organizations, and the same as a workbook."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exports import xlsx_response

from .. import queries
from ..access import office_of, role_required
from ..forms.lists import OrganizationFilter
from ..models import Organization
from ..querysets import ENDS_SOON, OrganizationQuerySet

PAGE_SIZE = 50
HEADER = (
    "组织代码",
    "组织全称",
    "简称",
    "上级组织",
    "组织类别",
    "层级",
    "领域",
    "星级",
    "软弱涣散",
    "联系人",
    "联系电话",
)


@require_safe
@role_required(Role.OFFICE)
def organization_list(request: HttpRequest) -> HttpResponse:
    """The own subtree, narrowed by filters, or what lies below one organization of it."""
    form, under, found = _found(request)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    here = under or office_of(request.user)
    context = {
        "form": form,
        "today": clock.today(),
        "soon": clock.today() + ENDS_SOON,
        "page": page,
        "rows": _with_parents(page.object_list),
        "under": under,
        "here": here,
        "trail": _trail(request, under),
        "children": list(queries.children_of(here)[:60]) if here else [],
        "total": f"共 {page.paginator.count:,} 个",
        "export_url": f"{reverse('organizations:export')}?{request.GET.urlencode()}",
    }
    return render(request, "organizations/list.html", context)


@require_safe
@role_required(Role.OFFICE)
def export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the list, all pages, as xlsx."""
    _form, _under, found = _found(request)
    return xlsx_response("党组织", HEADER, _rows(found))


def _found(request: HttpRequest) -> tuple[OrganizationFilter, Organization | None, OrganizationQuerySet]:
    form = OrganizationFilter(request.GET)
    visible = Organization.objects.visible_to(request.user).active()
    form.is_valid()
    pk = form.cleaned_data.get("under")
    under = visible.filter(pk=pk).first() if pk else None
    return form, under, form.narrow(visible, under)


def _rows(found: OrganizationQuerySet) -> Iterator[tuple[Any, ...]]:
    for each, parent in _with_parents(list(found)):
        yield (
            each.code,
            each.name,
            each.short_name,
            parent.short_name if parent else "",
            each.get_kind_display(),
            each.get_level_display(),
            each.get_sector_display(),
            f"{each.stars}星" if each.stars else "未评星",
            "是" if each.is_weak else "否",
            each.contact_name,
            each.contact_phone,
        )


def _with_parents(organizations: Any) -> list[tuple[Organization, Organization | None]]:
    """Each organization with the one above it, in one statement more."""
    above = {each.pk: each.path[: -Organization.steplen] for each in organizations}
    parents = {each.path: each for each in Organization.objects.filter(path__in=set(above.values()))}
    return [(each, parents.get(above[each.pk])) for each in organizations]


def _trail(request: HttpRequest, under: Organization | None) -> list[dict[str, str]]:
    if under is None:
        return []
    above = queries.ancestors_in_scope(request.user, under)
    return [{"url": f"?under={each.pk}", "label": each.short_name} for each in above]
