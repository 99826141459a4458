"""Applications in a table, and the same as a workbook."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core.paging import page_of
from apps.organizations.access import role_required, roles_of

from .. import exports, queries
from ..forms import ApplicationFilter
from ..list_table import rows_markup
from ..querysets import ApplicationQuerySet
from .common import READERS

#: Rows of a page.
ROWS = 30


@role_required(*READERS)
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """The applications that the person may see, by campaign, status, level, organization or name."""
    form, found = _found(request)
    page = page_of(request, found.for_list(), size=ROWS)
    mine = Role.OFFICE not in roles_of(request.user) and Role.SECRETARY in roles_of(request.user)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": rows_markup(queries.with_places(page.object_list), request.user, mine=mine),
        "export_url": f"{reverse('applications:export')}?{query.urlencode()}",
        "mine": mine,
    }
    return render(request, "applications/list.html", context)


@role_required(*READERS)
@require_safe
def export(request: HttpRequest) -> Any:
    """Every row of the list, all pages."""
    _, found = _found(request)
    return exports.applications_workbook(found.for_table().with_turn(), request.user)


def _found(request: HttpRequest) -> tuple[ApplicationFilter, ApplicationQuerySet]:
    children = queries.branches_for(request.user)
    form = ApplicationFilter(request.GET, user=request.user, children=children)
    form.is_valid()  # a filter that is wrong narrows nothing and says so at its field
    return form, queries.applications_for(request.user, form.cleaned_data, children)
