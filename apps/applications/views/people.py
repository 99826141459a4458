"""The people around one application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.verdicts import require
from apps.organizations.access import role_required
from apps.organizations.models import LeaderLink

from .. import creation_rules, services
from ..forms.creation import PersonForm
from ..models import ApplicationPerson
from ..queries.contacts import link_counts
from ..queries.people import people_of_application
from .common import READERS, application_of
from .creation_common import form_page, trail_of


@role_required(*READERS)
@require_safe
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is responsible, who helps, with which duty and for how long; linked leaders with their visits."""
    application = application_of(request, pk)
    links = LeaderLink.objects.filter(organization=application.organization_id).on(clock.today()).select_related("user")
    context = {
        "application": application,
        "groups": people_of_application(application),
        "links": link_counts(list(links)),
        "may_keep": creation_rules.can_keep_people(request.user, application),
        "year": clock.today().year,
    }
    return render(request, "applications/people.html", context)


@role_required(Role.OFFICE, Role.SECRETARY)
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who holds an office on the application."""
    application = application_of(request, pk)
    require(creation_rules.can_keep_people(request.user, application))
    back = reverse("applications:people", args=[pk])
    return form_page(
        request,
        PersonForm(request.POST or None, application=application),
        lambda told: services.add_application_person(actor=request.user, application=application, **told),
        title="登记责任人员",
        trail=trail_of(application, ("责任人员", back)),
        back_url=back,
        message="已登记。",
        lines=["只填任职人员的姓名和职务，不填党员名单"],
    )


@role_required(Role.OFFICE, Role.SECRETARY)
@require_POST
def person_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The office ends today."""
    row = get_object_or_404(ApplicationPerson.objects.visible_to(request.user), pk=pk)
    services.end_application_person(actor=request.user, person=row)
    messages.success(request, f"{row}已结束。")
    return redirect("applications:people", row.application_id)
