"""The first screen, by role: what to do next and by when."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.organizations.access import roles_of

from ..homes.leader import leader_home
from ..homes.office import office_home
from ..homes.secretary import secretary_home

PAGES: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    Role.OFFICE: ("portal/home_office.html", office_home),
    Role.SECRETARY: ("portal/home_secretary.html", secretary_home),
    Role.LEADER: ("portal/home_leader.html", leader_home),
}
#: Roles whose first screen is a list of another page.
ELSEWHERE = {
    Role.INSPECTOR: "inspections:field",
    Role.AUDITOR: "portal:audit",
    Role.ADMINISTRATOR: "accounts:list",
    Role.SECURITY_OFFICER: "accounts:roles",
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    roles = roles_of(request.user)
    for role, (template, read) in PAGES.items():
        if role in roles:
            return render(request, template, read(request.user))
    for role, name in ELSEWHERE.items():
        if role in roles:
            return redirect(name)
    return render(request, "portal/home_empty.html")
